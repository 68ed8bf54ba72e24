"""The power goes at any moment: what was promised is there, and detection ends as it would have.

Every moment of a traced piece of work may be the last, with any part of what was not synced (see
`disk.py`). ANLAN_POWER_CUTS asks for more cuts than the few the suite has time for, and
ANLAN_SEED for others.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.history.run import run_over_history
from anlan.detect.live.detection import Detection
from anlan.detect.live.lane import saved_lanes
from anlan.standards.errors import AnlanError
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.query import Query
from anlan.store.store import Store
from tests.conftest import NOON
from tests.durability.disk import Did, Disk, traced
from tests.durability.powered import batches, models, opened, take_in

CUTS = int(os.environ.get("ANLAN_POWER_CUTS", "16"))
SHARES = (0.0, 0.5, 0.9, 1.0)
"""Of what was not synced, how much is left."""
pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


class Lost(AssertionError):
    """A promise was broken."""


@dataclass
class Work:
    before: Path
    did: list[Did]
    records: dict[str, Any]
    """Fact by position as the uncut work wrote it."""
    models: list[Plan]
    findings: dict[str, Any]
    """As they stand when all the work is done."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    """The work, done once without a cut."""
    folder = tmp_path_factory.mktemp("power")
    home, before = folder / "home", folder / "before"
    home.mkdir()
    clock = ManualClock(Instant(NOON))
    opened(home, clock).close()
    (home / "detect").mkdir()
    shutil.copytree(home, before)
    command = [sys.executable, "-m", "tests.durability.powered", str(home), str(folder / "marks")]
    did = traced(command, home, folder / "marks", folder / "trace")
    did = [_moved(each, str(home), str(before)) for each in did]
    clock.advance_to(Instant(NOON + DAY))
    store = opened(home, clock)
    facts = {entry.position: entry.fact for entry in store.journal.stream()}
    plans = models()
    _finish(store, Detection(store, plans, clock, home / "detect"))
    findings = _findings(store)
    raised = {finding.id for finding in run_over_history(store, plans)}
    store.close()
    assert len(findings) > 10
    assert findings.keys() == raised
    assert {"sync", "rename", "write", "mark"} <= {each.what for each in did}
    return Work(before, did, facts, plans, findings)


def test_what_was_promised_survives_and_detection_ends_the_same(work: Work, tmp_path: Path) -> None:
    pick = random.Random(os.environ.get("ANLAN_SEED", "3"))
    moments = sorted(pick.choices(range(1, len(work.did) + 1), k=CUTS))
    for left, promised in _cuts(work, tmp_path, work.did, moments):
        with _opened(left) as store:
            _whole(work, store, left, promised)
            _finish(store, Detection(store, work.models, store.clock, left / "detect"))
            if _findings(store) != work.findings:
                raise Lost("findings are not what they would have been")
            if not store.verify().ok:
                raise Lost("the journal does not verify after catching up")


@pytest.mark.parametrize(
    ("unsynced", "after"), [(".db", ("mark", "")), (".state.new", ("sync", "detect"))]
)
def test_without_the_syncs_promises_would_be_broken(
    unsynced: str, after: tuple[str, str], work: Work, tmp_path: Path
) -> None:
    """The harness can tell: the same work with some of its syncs left out, and the power cut
    just after a commit was told of, or the folder of a renamed checkpoint was synced."""
    did = [each for each in work.did if not (each.what == "sync" and unsynced in each.path)]
    what, name = after
    moments = [
        number + 1
        for number, each in enumerate(did)
        if each.what == what and each.path.endswith(name)
    ]
    with pytest.raises(Lost):
        for left, promised in _cuts(work, tmp_path, did, moments, shares=(0.0,)):
            with _opened(left) as store:
                _whole(work, store, left, promised)


def _cuts(
    work: Work,
    folder: Path,
    did: list[Did],
    moments: list[int],
    shares: tuple[float, ...] = SHARES,
) -> Iterator[tuple[Path, int]]:
    """Some moments of the work and what may be left then, with what was promised by then."""
    pick = random.Random(os.environ.get("ANLAN_SEED", "3"))
    disk, done, promised = Disk(work.before), 0, 0
    for number, moment in enumerate(moments):
        for each in did[done:moment]:
            disk.do(each)
            if each.what == "mark":
                promised = int(each.content.split()[-1])
        done = moment
        left = folder / f"cut-{number}"
        left.mkdir()
        (left / "detect").mkdir()
        disk.cut(left, pick, pick.choice(shares))
        yield left, promised
        shutil.rmtree(left)


@contextmanager
def _opened(left: Path) -> Iterator[Store]:
    try:
        store = opened(left, ManualClock(Instant(NOON + DAY)))
    except AnlanError as error:
        raise Lost(f"cannot be opened: {error}") from error
    try:
        yield store
    finally:
        store.close()


def _whole(work: Work, store: Store, left: Path, promised: int) -> None:
    """The journal holds what was promised, and checkpoints are whole and not ahead of it."""
    found = store.verify()
    if not found.ok:
        raise Lost(f"the journal does not verify: {found.reason}")
    facts = {entry.position: entry.fact for entry in store.journal.stream()}
    if len(facts) < promised:
        raise Lost(f"{promised} facts were promised, {len(facts)} are there")
    if any(work.records[position] != fact for position, fact in facts.items()):
        raise Lost("a fact says something else")
    states = list((left / "detect").glob("*.state"))
    if len(saved_lanes(store, left / "detect")) != len(states):
        raise Lost("a checkpoint is neither the old one nor the new one")


def _finish(store: Store, live: Detection) -> None:
    """The sources send everything again; detection catches up, and hears the heartbeat that comes
    once nothing is left but what it wrote itself."""
    for rows in batches():
        take_in(store, rows)
    quiet = 0
    while quiet < 2:
        quiet = 0 if live.catch_up() else quiet + 1
    assert store.journal.read(0, ["tick"])


def _findings(store: Store) -> dict[str, Any]:
    fields = ("status", "holds", "evidence", "measure", "level", "key", "trigger")
    with store.writing(actor="test", purpose="audit") as unit:
        rows = unit.select(Query("finding", fields, include_withdrawn=True))
    return {row["id"]: {name: row[name] for name in fields} for row in rows}


def _moved(did: Did, old: str, new: str) -> Did:
    return replace(did, path=did.path.replace(old, new, 1), to=did.to.replace(old, new, 1))
