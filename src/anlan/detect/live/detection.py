"""Live detection: a follower of the journal that turns facts into findings.

Findings and the follower's position are written in one transaction. Checkpoints are written
after it and may lag behind; what they lack is read from the journal again, and a finding's
identity keeps the second reading from raising anything twice.

Models run in lanes. One that is new starts a lane of its own from the beginning of the journal
while the others go on; when there are many lanes, one for all of them is prepared in the same
way and takes their place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from math import inf
from pathlib import Path
from typing import Any

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.side_by_side import SideBySide
from anlan.detect.live.aside import Aside
from anlan.detect.live.collector import Collector
from anlan.detect.live.lane import SLICE, Lane, saved_lanes
from anlan.detect.running.engine import Engine
from anlan.detect.steps.intake import TICK
from anlan.standards.time import EARLIEST, MINUTE, Clock, Instant
from anlan.store.facts import Fact
from anlan.store.query import Between, Both, Equals, OneOf, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

CHECKPOINT_EVERY = 60.0
"""Seconds by the wall: how often is a question of effort, however fast the clock goes."""
CHECKPOINT_SHARE = 20
"""A checkpoint that took long is followed by a pause so many times as long."""
CHECKPOINT_FACTS = 200_000
TICK_EVERY = 5 * MINUTE
MOST_LANES = 4
TOGETHER = 500
"""Rows asked for at once."""


class Detection:
    """Runs a set of plans over the journal as it grows."""

    name = "detect"

    def __init__(self, store: Store, plans: Iterable[Plan], clock: Clock, folder: Path) -> None:
        self._store = store
        self._plans = tuple(plans)
        self._clock = clock
        self._folder = folder
        self._lanes: list[Lane] | None = None
        self._arranged = False
        self._merged: Lane | None = None
        """A lane for all models that is to take the place of the others."""
        self._saved_at = time.monotonic()
        self._aside = Aside()
        self._collector = Collector()

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The models that raise findings now."""
        return self._plans

    @property
    def lanes(self) -> list[Lane]:
        """The lanes as they stand; loaded from their checkpoints when first asked for."""
        if self._lanes is None:
            self._lanes = saved_lanes(self._store, self._folder, self._plans)
            self._arrange()
        return self._lanes

    def use(self, plans: Iterable[Plan]) -> None:
        """Run these models from the next round on; those that are new look at all of history first.

        Any thread may say so; lanes belong to the one that catches up.
        """
        self._plans = tuple(plans)
        self._arranged = False

    def catch_up(self, limit: int = 5_000) -> int:
        """Handle the next facts; how many were handled, 0 when there is nothing new."""
        try:
            with self._collector.resting():
                head = self._store.journal.head()
                if self._tick(head):
                    head = self._store.journal.head()
                handled = self._round(head, limit)
        except BaseException:
            self._lanes = self._merged = None  # they are ahead of what is stored; begin again
            raise
        self._settle(head)
        self._save_if_due()
        return handled

    def _round(self, head: int, limit: int) -> int:
        followed, handled = self._store.followers.position(self.name), 0
        for lane in self._in_turn():
            if lane.engine.position < head:
                behind = lane.engine.position < followed
                handled += self._advance(lane, head, SLICE if behind else limit)
        return handled

    def save(self) -> None:
        """Write the checkpoints now, as before an orderly stop."""
        self._aside.wait()
        self._saved_at = time.monotonic()
        for write in self._unsaved():
            write()

    def clock(self, kind: str) -> Instant:
        """The highest event time seen in a record kind."""
        return max((lane.engine.clock(kind) for lane in self.lanes), default=EARLIEST)

    def _in_turn(self) -> list[Lane]:
        """The lanes of a round, arranged for the models that are wanted by now."""
        if self._lanes is not None and not self._arranged:
            self._arrange()
        return [*self.lanes, *([self._merged] if self._merged else [])]

    def _arrange(self) -> None:
        """Give every model a lane, and let go of lanes that run none any more."""
        assert self._lanes is not None
        self._arranged = True  # first, as somebody may want others meanwhile
        wanted = {plan.digest: plan for plan in self._plans}
        covered: set[str] = set()
        kept = []
        for lane in sorted(self._lanes, key=lambda lane: -len(lane.digests & wanted.keys())):
            if lane.digests & wanted.keys() - covered:
                covered |= lane.digests
                kept.append(lane)
        if fresh := [plan for digest, plan in wanted.items() if digest not in covered]:
            kept.append(Lane(self._store, Engine(fresh, SideBySide), self._folder))
        self._lanes, self._merged = kept, None
        running = sum(len(lane.digests) for lane in kept)
        if len(kept) > MOST_LANES or running > 2 * len(wanted):
            self._merged = Lane(self._store, Engine(wanted.values(), SideBySide), self._folder)
        for lane in [*kept, *([self._merged] if self._merged else [])]:
            lane.listen(wanted)

    def _advance(self, lane: Lane, head: int, limit: int) -> int:
        """Let a lane handle its next facts, and store what they come to."""
        taken, findings = lane.advance(limit, head)
        followed = self._store.followers.position(self.name)
        position = min(each.engine.position for each in self.lanes)
        behind = lane.engine.position < followed
        settled = not behind and bool(lane.waiting or lane.lapsed)
        if findings or settled or position > followed:
            with self._store.writing(actor=self.name, purpose="early-warning") as unit:
                unit.append_new(findings)
                if settled:
                    _correct(unit, lane, self._clock())
                    _expire(unit, list(lane.lapsed))
                if position > followed:
                    unit.follow(self.name, position)
        if settled:
            lane.waiting, lane.lapsed = {}, {}
        return taken

    def _tick(self, head: int) -> bool:
        """A heartbeat, so that limits pass on a quiet day too, and pass again in a replay.

        Only once everything was handled, and only where something may be waited for.
        """
        now = self._clock()
        late = any(
            source.intake.records and now - source.intake.clock >= TICK_EVERY
            for lane in self.lanes
            for source in lane.engine.sources
            if TICK in source.kinds
        )
        if not late or any(lane.engine.position < head for lane in self.lanes):
            return False
        beat = Fact("tick.beaten", TICK, f"tick-{now // TICK_EVERY}", 1, now, {"at": now})
        with self._store.writing(actor=self.name, purpose="early-warning") as unit:
            return unit.append_new([beat]) > 0

    def _settle(self, head: int) -> None:
        """Let the lane for all models take over once it has caught up."""
        if self._merged is not None and self._merged.engine.position >= head:
            self._lanes, self._merged = [self._merged], None
            self._saved_at = -inf

    def _save_if_due(self) -> None:
        if self._aside.busy:
            return
        waited = time.monotonic() - self._saved_at
        many = any(lane.unsaved >= CHECKPOINT_FACTS for lane in self.lanes)
        if waited < CHECKPOINT_SHARE * self._aside.took or (waited < CHECKPOINT_EVERY and not many):
            return
        self._saved_at = time.monotonic()
        self._expire_unheard()
        work = self._unsaved()
        kept = {lane.path for lane in self.lanes}

        def write() -> None:
            for each in work:
                each()
            for path in set(self._folder.glob("*.state")) - kept:
                path.unlink(missing_ok=True)

        self._aside.begin(write)

    def _unsaved(self) -> list[Callable[[], None]]:
        return [lane.saving() for lane in self._lanes or () if lane.unsaved]

    def _expire_unheard(self) -> None:
        """Findings of models that run no more lapse by the clock of their source too."""
        running = set().union(*(lane.stored for lane in self.lanes))
        with self._store.writing(actor=self.name, purpose="early-warning") as unit:
            for kind in sorted({kind for lane in self.lanes for kind in lane.engine.kinds}):
                where = Both(
                    Equals("status", "open"), Equals("source", kind),
                    Between("expires", None, self.clock(kind) + 1),
                )  # fmt: skip
                fields = ("model", "model_version")
                found = unit.select(Query("finding", fields, where))
                unheard = [r for r in found if (r["model"], r["model_version"]) not in running]
                _expire(unit, [row["id"] for row in unheard])


def _correct(unit: UnitOfWork, lane: Lane, now: Instant) -> None:
    for correction in lane.waiting.values():
        row = unit.get("finding", correction.finding)
        fact = None if row is None else correction.fact(row, now)
        if fact is not None:
            unit.append(fact)


def _expire(unit: UnitOfWork, findings: Sequence[str]) -> None:
    """Close the findings nobody has decided on."""
    for begin in range(0, len(findings), TOGETHER):
        some = OneOf("id", tuple(findings[begin : begin + TOGETHER]))
        due = unit.select(Query("finding", ("expires",), Both(some, Equals("status", "open"))))
        unit.append(*map(_expiry, due))


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
