"""Live detection: a follower of the journal that turns facts into findings.

Findings and the follower's position are written in one transaction. The checkpoint of the
engine is written after it and may lag behind; what it lacks is read from the journal again,
and a finding's identity keeps the second reading from raising anything twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from anlan.detect.checkpoint import read_if_there, write_whole
from anlan.detect.compile import Plan
from anlan.detect.engine import Engine
from anlan.detect.finding import FindingDraft
from anlan.detect.state import restore, save
from anlan.standards.errors import Conflict
from anlan.standards.time import MINUTE, Clock, Instant
from anlan.store.facts import Fact, Recorded
from anlan.store.query import Between, Both, Equals, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

CHECKPOINT_EVERY = MINUTE
CHECKPOINT_FACTS = 50_000
SLICE = 500
"""Facts read at once: few enough to stay in the processor's cache until they are taken."""


class Detection:
    """Runs a set of plans over the journal as it grows."""

    name = "detect"

    def __init__(self, store: Store, plans: Iterable[Plan], clock: Clock, checkpoint: Path) -> None:
        self._store = store
        self._plans = tuple(plans)
        self._clock = clock
        self._checkpoint = checkpoint
        self._sources = sorted({plan.kind.id for plan in self._plans})
        self._engine: Engine | None = None
        self._saved_at: Instant = clock()
        self._unsaved = 0

    @property
    def plans(self) -> tuple[Plan, ...]:
        return self._plans

    @property
    def engine(self) -> Engine:
        """The engine as it stands; loaded from the checkpoint when first asked for."""
        if self._engine is None:
            self._engine = self._load()
        return self._engine

    def catch_up(self, limit: int = 5_000) -> int:
        """Handle the next facts; how many were handled, 0 when there is nothing new."""
        engine = self.engine
        head = self._store.journal.head()
        if head <= engine.position:
            self._save_if_due()
            return 0
        found: list[FindingDraft] = []
        handled = 0
        try:
            for recorded in self._next(limit):
                found += engine.take(recorded)
                handled += 1
            if handled < limit:
                engine.position = max(engine.position, head)
            self._write(found, engine.position)
        except BaseException:
            self._engine = None  # it is ahead of what is stored; begin again at the checkpoint
            raise
        self._unsaved += handled
        self._save_if_due()
        return handled

    def save(self) -> None:
        """Write the checkpoint now, as before an orderly stop."""
        if self._engine is not None and self._unsaved:
            state = save(self._engine)
            write_whole(self._checkpoint, self._fact_at(self._engine.position) + b"\n" + state)
            self._unsaved = 0
        self._saved_at = self._clock()

    def _next(self, limit: int) -> Iterator[Recorded]:
        """The next facts of the sources, at most so many."""
        after = self.engine.position
        while limit > 0:
            size = min(SLICE, limit)
            facts = self._store.journal.read(after, self._sources, size)
            yield from facts
            if len(facts) < size:
                return
            after, limit = facts[-1].position, limit - size

    def _write(self, found: list[FindingDraft], position: int) -> None:
        with self._store.writing(actor=self.name, purpose="early-warning") as unit:
            unit.append_new(finding.fact() for finding in found)
            for source in self._sources:
                unit.append(*self._expired(unit, source))
            if position > self._store.followers.position(self.name):
                unit.follow(self.name, position)

    def _expired(self, unit: UnitOfWork, source: str) -> list[Fact]:
        """Open findings whose time has passed by the clock of their source."""
        now = self.engine.clock(source)
        due = unit.select(
            Query(
                kind="finding",
                fields=("expires",),
                where=Both(
                    Equals("status", "open"),
                    Equals("source", source),
                    Between("expires", None, now + 1),
                ),
            )
        )
        return [_expiry(row) for row in due]

    def _load(self) -> Engine:
        saved = read_if_there(self._checkpoint)
        if saved is not None:
            fact, _, state = saved.partition(b"\n")
            try:
                engine = restore(self._plans, state)
            except Conflict:  # other models: their state begins at the start of the journal
                return Engine(self._plans)
            if fact == self._fact_at(engine.position):
                return engine
        return Engine(self._plans)

    def _fact_at(self, position: int) -> bytes:
        """What the journal holds at a position: tells this journal from another one."""
        for entry in self._store.journal.read(position - 1, limit=1):
            if entry.position == position:
                fact = entry.fact
                return f"{fact.kind}/{fact.record}/{fact.version} {entry.recorded}".encode()
        return b"nothing"

    def _save_if_due(self) -> None:
        waited = self._clock() - self._saved_at
        if self._unsaved >= CHECKPOINT_FACTS or waited >= CHECKPOINT_EVERY:
            self.save()


def _expiry(row: dict[str, Any]) -> Fact:
    return Fact(
        type="finding.expired",
        kind="finding",
        record=row["id"],
        version=row["version"] + 1,
        time=row["expires"],
        data={"status": "expired"},
        source="anlan/detect",
        zone=row["tz"],
    )
