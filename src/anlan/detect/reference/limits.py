"""Limits that pass: answers and records that did not come."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from anlan.detect.compiler.plan import Threshold
from anlan.detect.reference.keyed import Key, Keyed
from anlan.detect.reference.measures import NOTHING
from anlan.detect.steps.row import NotCounted, Raised, Row, Step, by_time
from anlan.standards.time import Instant


class Unanswered(Keyed):
    """Limits that passed without an answer, counted as of when they passed."""

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        raised = self.pass_time(step.clock)
        removed, added = self.counts(step.removed), self.counts(step.added)
        if self.alike(removed, added):
            assert added is not None
            self.replace(added)
            return raised
        missed: Key | None = None
        if removed is not None:
            known = self.known(self.key(removed))
            if any(row.record == removed.record for _, row in known.misses):
                missed = known
            known.firsts = [row for row in known.firsts if row.record != removed.record]
            known.rows = [row for row in known.rows if row.record != removed.record]
        if added is not None:
            known = self.known(self.key(added))
            if self.meets(added, "then"):
                insort(known.rows, added, key=by_time)
            if self.meets(added, "first"):
                if known is missed and removed is not None and removed.time == added.time:
                    known.misses = [
                        (at, added if row.record == added.record else row)
                        for at, row in known.misses
                    ]
                    missed = None
                elif self.limit(added) <= step.clock:
                    self.miss(NotCounted(self.number, "late", added, step.position, step.clock))
                elif added.gap >= self.plan.reach:
                    self.miss(
                        NotCounted(self.number, "forgotten", added, step.position, step.clock)
                    )
                else:
                    known.firsts.append(added)
        if missed is not None and removed is not None:
            missed.misses = [miss for miss in missed.misses if miss[1].record != removed.record]
        return raised

    def belongs(self, raised: Raised, row: Row) -> bool:
        """Whether a row still missed its limit in the window, under the same key."""
        missed = raised.floor < self.limit(row) <= raised.at
        return missed and self.key(row) == raised.key and self.meets(row, "first")

    def again(self, raised: Raised, evidence: Sequence[Row]) -> float:  # noqa: ARG002
        """How many limits were missed."""
        return len(evidence)

    def limit(self, row: Row) -> Instant:
        """The first moment at which it is too late to answer."""
        return Instant(row.time + self.plan.measure.within + 1)

    def pass_time(self, clock: Instant) -> list[Raised]:
        """Judge the limits that lie at or before the clock, each as of the moment it passed."""
        due = sorted(
            (self.limit(row), row.order, key)
            for key, known in self.keys.items()
            for row in known.firsts
            if self.limit(row) <= clock
        )
        raised = []
        for at, order, key in due:
            known = self.keys[key]
            row = next(row for row in known.firsts if row.order == order)
            known.firsts.remove(row)
            if any(
                by_time(row) < by_time(then) and then.time - row.time <= self.plan.measure.within
                for then in known.rows
            ):
                continue
            floor = self.plan.horizon.floor(at)
            known.misses = [miss for miss in known.misses if miss[0] > floor]
            self.rearm(known, len(known.misses))
            known.misses.append((at, row))
            evidence = sorted((row for _, row in known.misses), key=by_time)
            raised += self.reach(known, at, len(evidence), row, evidence)
        return raised


class Silence(Keyed):
    """Records that were expected and did not come."""

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        raised = self.pass_time(step.clock)
        removed, added = self.counts(step.removed), self.counts(step.added)
        if self.alike(removed, added):
            assert added is not None
            self.replace(added)
            return raised
        if added is not None and not self.in_time(added, step, removed):
            added = None
        for key in sorted({self.key(row) for row in (removed, added) if row is not None}):
            known = self.known(key)
            last = known.rows[-1] if known.rows else None
            known.rows = self.window(known.rows, step.clock)
            if removed is not None:
                known.rows = [row for row in known.rows if row.record != removed.record]
            if added is not None and self.key(added) == key:
                insort(known.rows, added, key=by_time)
            now = known.rows[-1] if known.rows else None
            if (now and (now.record, now.time)) != (last and (last.record, last.time)):
                known.due = {
                    threshold
                    for threshold in self.plan.thresholds
                    if now is not None and self.limit(now, threshold) > step.clock
                }
        return raised

    def again(self, raised: Raised, evidence: Sequence[Row]) -> float:
        """Intervals without a record, from the last one to the moment it was raised."""
        if not evidence:
            return NOTHING
        return float((raised.at - evidence[-1].time) // self.plan.measure.every)

    def limit(self, last: Row, threshold: Threshold) -> Instant:
        """When a level is reached, if nothing comes."""
        return Instant(last.time + self.plan.measure.every * int(threshold.at_least))

    def pass_time(self, clock: Instant) -> list[Raised]:
        """Raise the levels whose moment has come, each as of that moment."""
        due = sorted(
            (self.limit(known.rows[-1], threshold), known.rows[-1].order, key, threshold)
            for key, known in self.keys.items()
            for threshold in known.due
            if self.limit(known.rows[-1], threshold) <= clock
        )
        raised = []
        for at, _, key, threshold in due:
            known, last = self.keys[key], self.keys[key].rows[-1]
            known.due.discard(threshold)
            if last.time > self.plan.horizon.floor(at):
                if self.plan.cooldown is None:
                    known.raised = {}
                raised += self.reach(known, at, threshold.at_least, last, [last])
        return raised
