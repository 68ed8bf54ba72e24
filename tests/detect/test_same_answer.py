"""Live, history and the oracle agree on any stream: the law of the design, as a property."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from anlan.detect.compiler.plan import Plan
from anlan.detect.history.run import run_over_history
from anlan.detect.live.detection import Detection
from anlan.detect.running.engine import Engine
from anlan.detect.running.finding import FindingDraft
from anlan.detect.running.state import restore, save
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, HOUR, Instant, ManualClock
from anlan.store.facts import Recorded
from anlan.store.query import Query
from anlan.store.store import Store
from tests.detect.declared import CODES, KINDS, START, fact, plan
from tests.detect.oracle import Oracle

LEVELS = [{"level": 1, "at_least": 4}, {"level": 2, "at_least": 3}, {"level": 3, "at_least": 2}]


def raising(cooldown: str | None = None) -> dict[str, Any]:
    block: dict[str, Any] = {"levels": LEVELS, "expires_after": "5d"}
    return block if cooldown is None else {**block, "cooldown": cooldown}


PLANS: tuple[Plan, ...] = (
    plan(id="short", window={"sliding": "3d"}, raise_=raising()),
    plan(id="cooled", window={"sliding": "3d"}, raise_=raising("36h")),
    plan(id="long", window={"sliding": "10d"}, raise_=raising("7d"), key="area", where=None),
    plan(
        id="nights",
        window={"sliding": "6d"},
        raise_=raising(),
        where={
            "all": [
                {"time_of_day": {"from": "20:00", "until": "08:00"}},
                {"not": {"field": "valid", "equals": False}},
            ]
        },
    ),
)

hours = st.integers(0, 24)
data = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(["dispute.family", "dispute", "traffic", "alarm.fire"]),
        "premises": st.sampled_from(["P", "Q", None]),
        "area": st.sampled_from(["A", "B", None]),
        "valid": st.sampled_from([True, False, None]),
        "status": st.sampled_from(["received", "archived"]),
    },
)


@st.composite
def streams(draw: st.DrawFn) -> list[Recorded]:
    """Calls in about time order with disorder, typing errors, amendments and withdrawals."""
    now, facts, versions = 0, list[Recorded](), dict[str, int]()
    for position in range(1, draw(st.integers(1, 45)) + 1):
        now += draw(hours) * HOUR
        step = draw(st.sampled_from(["new"] * 6 + ["amend"] * 2 + ["time", "withdraw", "future"]))
        written: Mapping[str, Any] = draw(data)
        record = f"c{position}"
        if versions and step in ("amend", "time", "withdraw"):
            record = draw(st.sampled_from(sorted(versions)))
        at = START + now - draw(st.sampled_from([0, 0, 0, HOUR, DAY, 4 * DAY, 12 * DAY]))
        if step == "future":
            at += 4_000 * DAY
        if step == "withdraw":
            written = {"withdrawn": draw(st.booleans())}
        elif step != "amend" or record not in versions:
            written = {"category": "dispute", "premises": "P", "area": "A", **written}
            written = {**written, "received": at}
        version = versions[record] = versions.get(record, 0) + 1
        facts.append(fact(position, record, version, written, Instant(START + now)))
    return facts


def run(engine: Engine, facts: Sequence[Recorded]) -> list[FindingDraft]:
    return engine.take(facts).raised


@settings(max_examples=300, deadline=None)
@given(streams(), st.lists(st.integers(0, 45), max_size=4))
def test_the_engine_says_what_the_oracle_says_across_restarts(
    facts: list[Recorded], cuts: list[int]
) -> None:
    engine, found = Engine(PLANS), list[FindingDraft]()
    for recorded in facts:
        found += engine.take([recorded]).raised
        if recorded.position in cuts:
            state = save(engine)
            engine = restore(PLANS, state)
            assert save(engine) == state
    for one in PLANS:
        raised = [(f.trigger, f.key, f.level, f.evidence) for f in found if f.model == one.model.id]
        assert raised == Oracle(one).run(facts)
        assert run(Engine([one]), facts) == [f for f in found if f.model == one.model.id]


class Deployment:
    """A store with live detection that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clock = ManualClock(START)
        self.store = Store.open(
            f"sqlite:///{folder}/anlan.db",
            kinds=KINDS,
            codes=CODES,
            clock=self.clock,
            lake=folder / "lake",
        )
        self.detection = self.start()

    def start(self) -> Detection:
        return Detection(self.store, PLANS, self.clock, self._folder / "detect")

    def write(self, facts: Sequence[Recorded]) -> None:
        for recorded in facts:
            self.clock.advance_to(recorded.recorded)
            with self.store.writing(actor="test", purpose="call-handling") as unit:
                unit.append(recorded.fact)

    def catch_up(self, limit: int) -> None:
        while self.detection.catch_up(limit):
            pass

    def findings(self) -> dict[str, dict[str, Any]]:
        grant = service_grant("test", "early-warning")
        return {row["id"]: row for row in self.store.read(grant, Query("finding"))}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    streams(),
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(1, 7), st.sampled_from(["", "kill", "stop"])),
        min_size=1,
        max_size=6,
    ),
)
def test_live_findings_are_those_of_history_across_restarts(
    facts: list[Recorded], pieces: list[tuple[int, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        deployment = Deployment(Path(folder))
        rest = list(facts)
        for size, limit, after in [*pieces, (len(facts), 5, "")]:
            piece, rest = rest[:size], rest[size:]
            deployment.write(piece)
            deployment.catch_up(limit)
            if after == "stop":
                deployment.detection.save()
            if after:
                deployment.detection = deployment.start()
        drafts = {
            draft.id: draft for one in PLANS for draft in run_over_history(deployment.store, [one])
        }
        whole = Engine(PLANS).take(list(deployment.store.journal.stream(kinds=["call"])))
        corrected = {correction.finding: correction for correction in whole.corrected}
        stored = deployment.findings()
        assert set(stored) == set(drafts)
        for name, row in stored.items():
            written = dict(drafts[name].fact().data)
            if name in corrected:
                last = corrected[name]
                written |= {"evidence": list(last.evidence), "count": len(last.evidence)}
                written |= {"measure": last.measure, "holds": last.holds}
            del written["status"]
            assert {field: row[field] for field in written} == written
            clock = deployment.detection.clock("call")
            if row["holds"]:
                assert (row["status"] == "expired") == (row["expires"] <= clock)
            else:
                assert row["status"] in ("withdrawn", "expired")
        assert deployment.store.verify().ok
        deployment.store.close()
