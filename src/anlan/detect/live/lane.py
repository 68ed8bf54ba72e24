"""A lane: some models, their engine, and the checkpoint it goes on from.

A checkpoint holds the declarations of its models, so that it can be read again when one of
them has been retired meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import orjson

from anlan.detect.checkpoint import write_whole
from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.side_by_side import SideBySide
from anlan.detect.language.model import Model
from anlan.detect.live.ahead import ahead
from anlan.detect.running.engine import Engine, Found
from anlan.detect.running.finding import Correction
from anlan.detect.running.state import parts_of, restore
from anlan.standards.collector import resting
from anlan.standards.errors import AnlanError
from anlan.store.facts import Fact, FactColumns
from anlan.store.store import Store

STEP = 4_000
"""Facts taken together, at most: enough for a transaction, few enough to be told of soon."""


class Lane:
    """An engine that follows the journal."""

    def __init__(self, store: Store, engine: Engine, folder: Path) -> None:
        self._store = store
        self.engine = engine
        self.path = folder / f"{engine.digest[:16]}.state"
        self.digests = frozenset(plan.digest for plan in engine.plans)
        """Of the plans it runs."""
        self.stored: frozenset[tuple[str, str]] = frozenset()
        """Model and version of those whose findings are stored: a retired one runs on unheard."""
        self.waiting: dict[str, Correction] = {}
        """What corrections came to before it had caught up; only the last word counts."""
        self.lapsed: dict[str, None] = {}
        """Findings that lapsed before it had caught up, in order."""
        self.unsaved = 0
        """Facts taken since the last checkpoint."""
        self._all_read = False
        """Whether the last page was all there was."""

    def listen(self, wanted: Collection[str]) -> None:
        """Store the findings of the plans with these digests only."""
        self.stored = frozenset(
            (plan.model.id, plan.model.version)
            for plan in self.engine.plans
            if plan.digest in wanted
        )

    def advance(self, limit: int, head: int) -> Iterator[tuple[int, list[Fact]]]:
        """Take the next facts, at most so many: of each step how many there were, and the findings
        to store."""
        for count, found in ahead(self.engine, self._pages(limit)):
            if self._all_read:  # this is the last of them, so their end is stored with it
                self.engine.position = max(self.engine.position, head)
            yield count, self._told(count, found)
        if self._all_read:
            self.engine.position = max(self.engine.position, head)

    def _pages(self, limit: int) -> Iterator[FactColumns]:
        after, kinds = self.engine.position, sorted(self.engine.kinds)
        self._all_read = False
        while limit > 0:
            facts = self._store.journal.changes(after, kinds, asked := min(STEP, limit))
            if facts:
                after = facts.positions[-1]
                yield facts
            if len(facts) < asked:
                self._all_read = True
                return
            limit -= asked

    def _told(self, count: int, found: Found) -> list[Fact]:
        for correction in found.corrected:
            self.waiting.pop(correction.finding, None)
            self.waiting[correction.finding] = correction
        self.lapsed |= dict.fromkeys(found.lapsed)
        self.unsaved += count
        return [
            finding.fact()
            for finding in found.raised
            if (finding.model, finding.model_version) in self.stored
        ]

    def settled(self) -> tuple[list[Correction], list[str]]:
        """What has waited, given up to be stored."""
        corrections, lapsed = list(self.waiting.values()), list(self.lapsed)
        self.waiting, self.lapsed = {}, {}
        return corrections, lapsed

    def saving(self) -> Callable[[], None]:
        """What writes the checkpoint; it asks the database nothing."""
        fact = _fact_at(self._store, self.engine.position)
        self.engine.settle()
        self.unsaved = 0

        def write() -> None:
            head = {
                "fact": fact,
                "models": [[plan.digest, plan.model.tree()] for plan in self.engine.plans],
                "waiting": [asdict(correction) for correction in self.waiting.values()],
                "lapsed": list(self.lapsed),
            }
            write_whole(self.path, [orjson.dumps(head), b"\n", *parts_of(self.engine)])

        return write


def saved_lanes(store: Store, folder: Path, plans: Iterable[Plan] = ()) -> list[Lane]:
    """The lanes whose checkpoints fit this journal and what is declared now.

    Models whose plans are given need not be compiled again.
    """
    known = {plan.digest: plan for plan in plans}
    with resting():
        lanes = [_read(store, path, known) for path in sorted(folder.glob("*.state"))]
    return [lane for lane in lanes if lane is not None]


def _read(store: Store, path: Path, known: Mapping[str, Plan]) -> Lane | None:
    try:
        with path.open("rb") as saved:
            told = orjson.loads(saved.readline())
            plans = [known.get(digest) or _compiled(store, tree) for digest, tree in told["models"]]
            engine = restore(plans, saved, SideBySide)
        if told["fact"] != _fact_at(store, engine.position):
            return None
        lane = Lane(store, engine, path.parent)
        for each in told["waiting"]:
            correction = Correction(**{**each, "evidence": tuple(each["evidence"])})
            lane.waiting[correction.finding] = correction
        lane.lapsed = dict.fromkeys(told["lapsed"])
        return lane
    except (FileNotFoundError, KeyError, TypeError, ValueError, AnlanError):
        return None  # gone, damaged, of another version or declaration: the journal knows it all


def _compiled(store: Store, tree: object) -> Plan:
    model = Model.model_validate_json(orjson.dumps(tree))
    return compile_model(model, store.kinds, store.codes)


def _fact_at(store: Store, position: int) -> str:
    """What the journal holds at a position: tells this journal from another one."""
    for entry in store.journal.read(position - 1, limit=1):
        if entry.position == position:
            fact = entry.fact
            return f"{fact.kind}/{fact.record}/{fact.version} {entry.recorded}"
    return "nothing"
