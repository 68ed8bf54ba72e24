"""Live detection: a follower of the journal that turns facts into findings.

Findings and the follower's position are written in one transaction, while the next facts are
taken. Checkpoints are written after it and may lag behind; what they lack is read from the journal
again, and a finding's identity keeps the second reading from raising anything twice.

Models run in lanes. One that is new starts a lane of its own from the beginning of the journal
while the others go on; when there are many lanes, one for all of them is prepared in the same
way and takes their place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.side_by_side import SideBySide
from anlan.detect.live.aside import Aside
from anlan.detect.live.collector import Collector
from anlan.detect.live.lane import STEP, Lane, saved_lanes
from anlan.detect.live.pace import Pace
from anlan.detect.live.storing import Outcome, Storing, expire
from anlan.detect.running.engine import Engine
from anlan.detect.steps.intake import TICK
from anlan.standards.time import EARLIEST, MINUTE, Clock, Instant
from anlan.store.facts import Fact
from anlan.store.query import Between, Both, Equals, Query
from anlan.store.store import Store

CHECKPOINT_EVERY = 60.0
"""Seconds by the wall: how often is a question of effort, however fast the clock goes."""
CHECKPOINT_SHARE = 20
"""A checkpoint that took long is followed by a pause so many times as long."""
CHECKPOINT_FACTS = 200_000
BUSY, RUSH = 0.5, 10
"""Who works more than this share of the time lets checkpoints wait, until so many times as many facts
have come: findings come first, and what a checkpoint lacks is read from the journal again."""
TICK_EVERY = 5 * MINUTE
MOST_LANES = 4
SLICE = 500
"""Facts a lane takes that has to come up with the others, in each of their rounds."""


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
        self._storing = Storing(store, self.name)
        self._aside = Aside()
        self._pace = Pace()
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

    def catch_up(self, limit: int = 20_000) -> int:
        """Handle the next facts; how many were handled, 0 when there is nothing new. What they
        come to is stored by then."""
        handled = 0
        try:
            with self._pace.working():
                self._tick()
                while handled < limit and (taken := self._step(limit - handled)):
                    handled += taken
                self._storing.wait()
        except BaseException:
            self._lanes = self._merged = None  # they are ahead of what is stored; begin again
            with suppress(Exception):
                self._storing.wait()
            raise
        self._save_if_due()
        return handled

    def _step(self, limit: int) -> int:
        with self._collector.resting():
            head = self._store.journal.head()
            followed, handled = self._storing.position, 0
            lanes = self._in_turn()
            most = limit if len(lanes) == 1 else min(STEP, limit)
            for lane in lanes:
                if lane.engine.position < head:
                    behind = lane.engine.position < followed
                    handled += self._advance(lane, head, SLICE if behind else most)
        self._settle(head)
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
        """Let a lane handle its next facts, and have what they come to stored."""
        handled = 0
        for taken, findings in lane.advance(limit, head):
            handled += taken
            self._store_told(lane, findings)
        self._store_told(lane, [])
        return handled

    def _store_told(self, lane: Lane, findings: Sequence[Fact]) -> None:
        followed = self._storing.position
        position = min(each.engine.position for each in self.lanes)
        behind = lane.engine.position < followed
        settled = not behind and bool(lane.waiting or lane.lapsed)
        if findings or settled or position > followed:
            corrections, lapsed = lane.settled() if settled else ((), ())
            outcome = Outcome(findings, corrections, lapsed, max(position, followed), self._clock())
            self._storing.put(outcome)

    def _tick(self) -> None:
        """A heartbeat, so that limits pass on a quiet day too, and pass again in a replay.

        Only once everything was handled, and only where something may be waited for.
        """
        now, head = self._clock(), self._store.journal.head()
        late = any(
            source.intake.records and now - source.intake.clock >= TICK_EVERY
            for lane in self.lanes
            for source in lane.engine.sources
            if TICK in source.kinds
        )
        if not late or any(lane.engine.position < head for lane in self.lanes):
            return
        beat = Fact("tick.beaten", TICK, f"tick-{now // TICK_EVERY}", 1, now, {"at": now})
        with self._store.writing(actor=self.name, purpose="early-warning") as unit:
            unit.append_new([beat])

    def _settle(self, head: int) -> None:
        """Let the lane for all models take over once it has caught up."""
        if self._merged is not None and self._merged.engine.position >= head:
            self._lanes, self._merged = [self._merged], None
            self._saved_at = -inf

    def _save_if_due(self) -> None:
        if self._aside.busy:
            return
        waited = time.monotonic() - self._saved_at
        unsaved = max((lane.unsaved for lane in self.lanes), default=0)
        soon = waited < CHECKPOINT_EVERY and unsaved < CHECKPOINT_FACTS
        rush = self._pace.share > BUSY and unsaved < RUSH * CHECKPOINT_FACTS
        if soon or rush or waited < CHECKPOINT_SHARE * self._aside.took:
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
                expire(unit, [row["id"] for row in unheard])
