"""A rate against its own season."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from anlan.detect.compiler.calendars import buckets
from anlan.detect.compiler.plan import Plan
from anlan.detect.reference.keyed import Key, Keyed
from anlan.detect.reference.measures import NOTHING
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import Raised, Row, Step
from anlan.standards.time import Instant


class Season(Keyed):
    """The count of this hour or day against the same one in earlier weeks."""

    def __init__(self, number: int, plan: Plan, layout: Layout, miss: Any) -> None:
        super().__init__(number, plan, layout, miss)
        self.buckets = plan.horizon.seasons
        self.days = buckets("day", plan.horizon.zone)
        self.days_with_data: set[int] = set()

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        if step.added is not None:
            self.days_with_data.add(int(self.days.days[self.days.number(step.added.time)]))
        return super().step(step)

    def change(
        self, known: Key, clock: Instant, removed: Row | None, added: Row | None
    ) -> list[Raised]:
        """Close the hours or days that are over, then replace one row by another."""
        now = self.buckets.number(clock)
        for bucket in range(now if known.bucket is None else known.bucket, now):
            self.close(known, bucket)
            known.rows = []
        known.bucket = now
        return super().change(known, clock, removed, added)

    def again(self, raised: Raised, evidence: Sequence[Row]) -> float:
        """What was usual then is not kept: the measure stands until all evidence is gone."""
        return raised.measure if evidence else NOTHING

    def close(self, known: Key, bucket: int) -> None:
        """Learn from an hour or day that is over, unless there were no data that day."""
        if int(self.buckets.days[bucket]) not in self.days_with_data:
            return
        slot, observed = int(self.buckets.slots[bucket]), float(len(known.rows))
        if slot not in known.usual:
            known.usual[slot] = (1, observed, 0.0)
            return
        n, mean, variance = known.usual[slot]
        weight, off = self.plan.measure.decay, observed - mean
        known.usual[slot] = (
            n + 1,
            mean + weight * off,
            (1.0 - weight) * (variance + weight * off * off),
        )

    def measure(self, known: Key, clock: Instant) -> float:
        """Deviations above what is usual; a variance below that of a Poisson count is not."""
        slot = int(self.buckets.slots[self.buckets.number(clock)])
        n, mean, variance = known.usual.get(slot, (0, 0.0, 0.0))
        if n < self.plan.measure.minimum:
            return NOTHING
        return (len(known.rows) - mean) / math.sqrt(max(variance, mean, 1.0))
