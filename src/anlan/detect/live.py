"""Live detection: a follower of the journal that turns facts into findings.

Findings and the follower's position are written in one transaction. Checkpoints are written
after it and may lag behind; what they lack is read from the journal again, and a finding's
identity keeps the second reading from raising anything twice.

Models run in lanes. One that is new starts a lane of its own from the beginning of the journal
while the others go on; when there are many lanes, one for all of them is prepared in the same
way and takes their place.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from anlan.detect.engine import Engine, Found
from anlan.detect.finding import Correction
from anlan.detect.intake import TICK
from anlan.detect.lane import Lane, saved_lanes
from anlan.detect.plan import Plan
from anlan.standards.time import EARLIEST, MINUTE, Clock, Instant
from anlan.store.facts import Fact
from anlan.store.query import Between, Both, Equals, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

CHECKPOINT_EVERY = MINUTE
CHECKPOINT_FACTS = 200_000
TICK_EVERY = 5 * MINUTE
MOST_LANES = 4


class Detection:
    """Runs a set of plans over the journal as it grows."""

    name = "detect"

    def __init__(self, store: Store, plans: Iterable[Plan], clock: Clock, folder: Path) -> None:
        self._store = store
        self._plans = tuple(plans)
        self._clock = clock
        self._folder = folder
        self._lanes: list[Lane] | None = None
        self._merged: Lane | None = None
        """A lane for all models that is to take the place of the others."""
        self._saved_at: Instant = clock()
        self._ticked: Instant = EARLIEST

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The models that raise findings now."""
        return self._plans

    @property
    def lanes(self) -> list[Lane]:
        """The lanes as they stand; loaded from their checkpoints when first asked for."""
        if self._lanes is None:
            self._lanes = saved_lanes(self._store, self._folder)
            self._arrange()
        return self._lanes

    def use(self, plans: Iterable[Plan]) -> None:
        """Run these models from now on; those that are new look at all of history first."""
        self._plans = tuple(plans)
        if self._lanes is not None:
            self._arrange()

    def catch_up(self, limit: int = 5_000) -> int:
        """Handle the next facts; how many were handled, 0 when there is nothing new."""
        self._tick()
        head = self._store.journal.head()
        handled = 0
        try:
            for lane in [*self.lanes, *([self._merged] if self._merged else [])]:
                if lane.engine.position < head:
                    handled += self._advance(lane, head, limit)
        except BaseException:
            self._lanes = self._merged = None  # they are ahead of what is stored; begin again
            raise
        self._settle(head)
        self._save_if_due()
        return handled

    def save(self) -> None:
        """Write the checkpoints now, as before an orderly stop."""
        for lane in self._lanes or ():
            if lane.unsaved:
                lane.save()
        self._saved_at = self._clock()

    def clock(self, kind: str) -> Instant:
        """The highest event time seen in a record kind."""
        return max((lane.engine.clock(kind) for lane in self.lanes), default=EARLIEST)

    def _arrange(self) -> None:
        """Give every model a lane, and let go of lanes that run none any more."""
        assert self._lanes is not None
        wanted = {plan.digest: plan for plan in self._plans}
        self._lanes = [lane for lane in self._lanes if lane.digests & wanted.keys()]
        covered = {digest for lane in self._lanes for digest in lane.digests}
        if fresh := [plan for digest, plan in wanted.items() if digest not in covered]:
            self._lanes.append(Lane(self._store, Engine(fresh), self._folder))
        self._merged = None
        if len(self._lanes) > MOST_LANES:
            self._merged = Lane(self._store, Engine(wanted.values()), self._folder)

    def _advance(self, lane: Lane, head: int, limit: int) -> int:
        """Let a lane handle its next facts."""
        facts = lane.next(limit)
        found = lane.engine.take(facts)
        if len(facts) < limit:
            lane.engine.position = max(lane.engine.position, head)
        lane.waiting |= {each.finding: each for each in found.corrected}
        caught_up = lane.engine.position >= self._store.followers.position(self.name)
        self._write(lane, found, corrected=caught_up)
        lane.unsaved += len(facts)
        return len(facts)

    def _write(self, lane: Lane, found: Found, *, corrected: bool) -> None:
        names = {(plan.model.id, plan.model.version) for plan in self._plans}
        position = min(each.engine.position for each in self.lanes)
        with self._store.writing(actor=self.name, purpose="early-warning") as unit:
            unit.append_new(
                finding.fact()
                for finding in found.raised
                if (finding.model, finding.model_version) in names
            )
            if corrected:
                self._correct(unit, lane.waiting.values())
                lane.waiting = {}
            for source in sorted({plan.kind.id for plan in lane.engine.plans}):
                unit.append(*_expired(unit, source, lane.engine.clock(source)))
            if position > self._store.followers.position(self.name):
                unit.follow(self.name, position)

    def _correct(self, unit: UnitOfWork, corrections: Iterable[Correction]) -> None:
        for correction in corrections:
            row = unit.get("finding", correction.finding)
            fact = None if row is None else correction.fact(row, self._clock())
            if fact is not None:
                unit.append(fact)

    def _tick(self) -> None:
        """A heartbeat, so that limits pass on a quiet day too, and pass again in a replay."""
        now = self._clock()
        if now - self._ticked < TICK_EVERY or not any(p.measure.timed for p in self._plans):
            return
        self._ticked = now
        number = now // TICK_EVERY
        with self._store.writing(actor=self.name, purpose="early-warning") as unit:
            unit.append_new([Fact("tick.beaten", TICK, f"tick-{number}", 1, now, {"at": now})])

    def _settle(self, head: int) -> None:
        """Let the lane for all models take over once it has caught up."""
        if self._merged is not None and self._merged.engine.position >= head:
            self._lanes, self._merged = [self._merged], None
            self._lanes[0].save()

    def _save_if_due(self) -> None:
        waited = self._clock() - self._saved_at
        if waited >= CHECKPOINT_EVERY or any(
            lane.unsaved >= CHECKPOINT_FACTS for lane in self._lanes or ()
        ):
            self.save()
            kept = {lane.path for lane in self._lanes or ()}
            for path in set(self._folder.glob("*.state")) - kept:
                path.unlink()


def _expired(unit: UnitOfWork, source: str, now: Instant) -> list[Fact]:
    """Open findings whose time has passed by the clock of their source."""
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
