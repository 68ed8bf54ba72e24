"""The reference interpreter: what a model means, as plainly as it can be said.

One object per model, every window counted from scratch. Every other engine must raise exactly
what this one raises; it is for tests and for reading, not for speed.

The rules, in the order they apply to a step:
1.  Time passes. Limits that lie at or before the clock are judged one by one, as of the moment
    each passed (`unanswered`, `silence`).
2.  The removed row no longer counts, the added row counts instead, if it matches, has a key,
    lies in (floor, clock] and no window had let go of the record before.
3.  The key is looked at: before the step and after it. A level that the measure has left is
    armed again (unless the model has a cooldown).
4.  If a row was added, and it is not a correction that leaves the measure as it was: the most
    urgent level that is reached is raised, unless it is silent. It silences the milder ones too.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.detect.calendars import buckets
from anlan.detect.layout import POINT, Layout
from anlan.detect.plan import Plan, Threshold
from anlan.detect.row import NotCounted, Raised, Row, Step
from anlan.standards.time import HOUR, Instant

NOTHING = -math.inf
"""The measure when there is nothing to measure; no level is that low."""


class Reference:
    """The models over one record kind, each run by itself."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        self.not_counted: list[NotCounted] = []
        self._models = [
            FAMILIES.get(plan.measure.family, Sliding)(
                number, plan, layout, self.not_counted.append
            )
            for number, plan in enumerate(plans)
        ]

    def take(self, steps: Iterable[Step]) -> list[Raised]:
        """What some steps raise, in order."""
        return [raised for step in steps for model in self._models for raised in model.step(step)]


    def still_counts(self, raised: Raised, row: Row) -> bool:
        """Whether a corrected record would still be evidence of what was raised before."""
        model = self._models[raised.model]
        if model.counts(row) is None:
            return False
        return model.belongs(raised, row)

    def measured_again(self, raised: Raised, evidence: Sequence[Row]) -> float:
        """The measure over the evidence that is left."""
        return self._models[raised.model].again(raised, evidence)


def by_time(row: Row) -> tuple[Instant, int]:
    """Rows are in order of event time, and of first arrival where that is the same."""
    return (row.time, row.order)


@dataclass
class Key:
    """What a model knows about one key."""

    rows: list[Row] = field(default_factory=list)
    """The rows that count, by time."""
    raised: dict[int, Instant] = field(default_factory=dict)
    """When each level was raised, as long as that silences it."""
    bucket: int | None = None
    """season: the hour or day the rows belong to."""
    usual: dict[int, tuple[int, float, float]] = field(default_factory=dict)
    """season: for each hour (or day) of the week, observations, their mean and variance."""
    firsts: list[Row] = field(default_factory=list)
    """unanswered: rows whose limit has not passed."""
    misses: list[tuple[Instant, Row]] = field(default_factory=list)
    """unanswered: limits that passed, and the rows they belong to."""
    due: set[Threshold] = field(default_factory=set)
    """silence: levels that are still to be reached after the last row."""


class Sliding:
    """A model whose measure follows from the rows its window holds for the key."""

    def __init__(self, number: int, plan: Plan, layout: Layout, miss: Any) -> None:
        self.number = number
        self.plan = plan
        self.layout = layout
        self.miss = miss
        self.keys: dict[str, Key] = {}

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        removed, added = self.counts(step.removed), self.counts(step.added)
        if added is not None and not self.in_time(added, step, removed):
            added = None
        old = None if removed is None else self.key(removed)
        new = None if added is None else self.key(added)
        if old is not None and old != new:
            self.change(self.known(old), step.clock, removed, None)
        if new is None:
            return []
        assert added is not None
        known = self.known(new)
        return self.change(known, step.clock, removed if old == new else None, added)

    def change(
        self, known: Key, clock: Instant, removed: Row | None, added: Row | None
    ) -> list[Raised]:
        """Replace one row of a key by another; either may be none."""
        known.rows = self.window(known.rows, clock)
        before = self.measure(known, clock)
        self.rearm(known, before)
        held = [row for row in known.rows if removed is None or row.record != removed.record]
        corrected = len(held) < len(known.rows)
        known.rows = held
        if added is not None:
            insort(known.rows, added, key=by_time)
            known.rows = self.window(known.rows, clock)
        after = self.measure(known, clock)
        self.rearm(known, after)
        if added is None or added not in known.rows or (corrected and after == before):
            return []
        return self.reach(known, clock, after, added, known.rows)

    def measure(self, known: Key, clock: Instant) -> float:  # noqa: ARG002
        """The measure over the rows of a key."""
        return MEASURES[self.plan.measure.family](self, known.rows)

    def window(self, rows: Sequence[Row], clock: Instant) -> list[Row]:
        """Those of a key's rows that the window holds."""
        floor, gap = self.plan.horizon.floor(clock), self.plan.horizon.gap
        held = [row for row in rows if row.time > floor]
        if gap:
            later = clock
            for n in range(len(held) - 1, -1, -1):
                if later - held[n].time >= gap:
                    return held[n + 1 :]
                later = held[n].time
        return held

    def counts(self, row: Row | None) -> Row | None:
        """The row, if it matches and has a key."""
        if row is None or not self.plan.where.holds(self.layout.named(row)):
            return None
        return None if self.layout.value(row, self.plan.key) is None else row

    def key(self, row: Row) -> str:
        key: str = self.layout.value(row, self.plan.key)
        return key

    def known(self, key: str) -> Key:
        return self.keys.setdefault(key, Key())

    def in_time(self, row: Row, step: Step, before: Row | None) -> bool:
        """Whether a new row can still count; noted when it cannot and is not what it was."""
        horizon = self.plan.horizon
        if row.time <= horizon.floor(step.clock):
            reason = "late"
        elif row.gap >= self.plan.reach:
            reason = "forgotten"
        else:
            return True
        if before is None or (before.time, self.key(before)) != (row.time, self.key(row)):
            self.miss(NotCounted(self.number, reason, row, step.position, step.clock))
        return False

    def rearm(self, known: Key, measure: float) -> None:
        """Levels that the measure has left may be raised again."""
        if self.plan.cooldown is None:
            for threshold in self.plan.thresholds:
                if measure < threshold.at_least:
                    known.raised.pop(threshold.level, None)

    def reach(
        self, known: Key, at: Instant, measure: float, trigger: Row, evidence: Sequence[Row]
    ) -> list[Raised]:
        """Raise the most urgent level that is reached, unless it is silent."""
        for threshold in self.plan.thresholds:
            if measure >= threshold.at_least:
                break
        else:
            return []
        since = known.raised.get(threshold.level)
        if since is not None and (self.plan.cooldown is None or at < since + self.plan.cooldown):
            return []
        for milder in self.plan.thresholds:
            if milder.at_least <= threshold.at_least:
                known.raised[milder.level] = at
        return [
            Raised(
                self.number, self.key(trigger), threshold.level, at,
                self.plan.horizon.floor(at), measure, trigger, tuple(evidence),
            )
        ]  # fmt: skip

    def belongs(self, raised: Raised, row: Row) -> bool:
        """Whether a row that counts lies in the window, and under the key, of what was raised."""
        return raised.floor < row.time <= raised.at and self.key(row) == raised.key

    def again(self, raised: Raised, evidence: Sequence[Row]) -> float:  # noqa: ARG002
        """The measure over corrected evidence."""
        return MEASURES[self.plan.measure.family](self, evidence)

    def observed(self, rows: Sequence[Row]) -> list[tuple[Row, Any]]:
        """Rows and what their field of interest says, where it says something."""
        assert self.plan.measure.field is not None
        pairs = [(row, self.layout.value(row, self.plan.measure.field)) for row in rows]
        return [(row, value) for row, value in pairs if value is not None]

    def meets(self, row: Row, part: str) -> bool:
        """Whether a row meets the `first` or `then` condition of the measure."""
        asked = getattr(self.plan.measure, part)
        return asked is not None and asked.holds(self.layout.named(row))


def count(_model: Sliding, rows: Sequence[Row]) -> float:
    return len(rows)


def distinct(model: Sliding, rows: Sequence[Row]) -> float:
    return len({value for _, value in model.observed(rows)})


def escalation(model: Sliding, rows: Sequence[Row]) -> float:
    worst, steps = None, 0
    for _, value in model.observed(rows):
        severity = value * model.plan.measure.sign
        if worst is None:
            worst = severity
        elif severity > worst:
            worst, steps = severity, steps + 1
    return steps


def sequence(model: Sliding, rows: Sequence[Row]) -> float:
    firsts = [row for row in rows if model.meets(row, "first")]
    return sum(
        any(
            by_time(first) < by_time(row) and row.time - first.time <= model.plan.measure.within
            for first in firsts
        )
        for row in rows
        if model.meets(row, "then")
    )


def ratio(model: Sliding, rows: Sequence[Row]) -> float:
    if len(rows) < model.plan.measure.minimum:
        return 0.0
    return sum(model.meets(row, "first") for row in rows) / len(rows)


def value(model: Sliding, rows: Sequence[Row]) -> float:
    values = [value for _, value in model.observed(rows)]
    if not values:
        return NOTHING
    take = model.plan.measure.take
    chosen = max(values) if take == "highest" else min(values) if take == "lowest" else values[-1]
    return float(chosen)


def slope(model: Sliding, rows: Sequence[Row]) -> float:
    observed = model.observed(rows)
    if len(observed) < model.plan.measure.minimum or observed[0][0].time == observed[-1][0].time:
        return 0.0
    (first, low), (last, high) = observed[0], observed[-1]
    per_hour = (float(high) - float(low)) * HOUR / (last.time - first.time)
    return per_hour * model.plan.measure.sign


MEASURES = {
    "count": count,
    "distinct": distinct,
    "escalation": escalation,
    "sequence": sequence,
    "ratio": ratio,
    "value": value,
    "slope": slope,
}


class Near(Sliding):
    """Records close in space and time, whatever their key."""

    def __init__(self, number: int, plan: Plan, layout: Layout, miss: Any) -> None:
        super().__init__(number, plan, layout, miss)
        self.rows: list[Row] = []
        self.marks: list[tuple[Row, int, Instant]] = []
        """Rows that raised a level, that level's number, and when."""

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        removed, added = self.counts(step.removed), self.counts(step.added)
        if added is not None and not self.in_time(added, step, removed):
            added = None
        self.rows = self.window(self.rows, step.clock)
        before = len(self.rows)
        if removed is not None:
            self.rows = [row for row in self.rows if row.record != removed.record]
        if added is None:
            return []
        insort(self.rows, added, key=by_time)
        moved = removed is None or self.place(removed) != self.place(added)
        if before == len(self.rows) and not moved:
            return []
        near = [row for row in self.rows if self.close(row, added)]
        return self.reach_near(step.clock, added, near)

    def reach_near(self, at: Instant, trigger: Row, near: Sequence[Row]) -> list[Raised]:
        """Raise the most urgent level reached, unless raised close by within the cooldown."""
        for threshold in self.plan.thresholds:
            if len(near) >= threshold.at_least:
                break
        else:
            return []
        assert self.plan.cooldown is not None
        for row, level, since in self.marks:
            if level <= threshold.level and at < since + self.plan.cooldown and self.close(row, trigger):
                return []
        self.marks.append((trigger, threshold.level, at))
        floor = self.plan.horizon.floor(at)
        return [
            Raised(
                self.number, self.key(trigger), threshold.level, at, floor, len(near), trigger,
                tuple(near),
            )
        ]  # fmt: skip

    def counts(self, row: Row | None) -> Row | None:
        """The row, if it matches, has a key and says where it is."""
        row = super().counts(row)
        return None if row is None or self.layout.value(row, POINT) is None else row

    def place(self, row: Row) -> tuple[Instant, str, Any]:
        return (row.time, self.key(row), self.layout.value(row, POINT))

    def belongs(self, raised: Raised, row: Row) -> bool:
        """Whether a row still lies in the window and near the one that raised."""
        return raised.floor < row.time <= raised.at and self.close(row, raised.trigger)

    def again(self, raised: Raised, evidence: Sequence[Row]) -> float:  # noqa: ARG002
        """How many are left."""
        return len(evidence)

    def close(self, one: Row, other: Row) -> bool:
        """Whether two rows lie within the distance, in a straight line through the earth."""
        a, b = self.layout.value(one, POINT), self.layout.value(other, POINT)
        square: int = sum((p - q) ** 2 for p, q in zip(a, b, strict=True))
        return square <= self.plan.measure.millimetres**2


class Season(Sliding):
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


class Unanswered(Sliding):
    """Limits that passed without an answer, counted as of when they passed."""

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        raised = self.pass_time(step.clock)
        removed, added = self.counts(step.removed), self.counts(step.added)
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


class Silence(Sliding):
    """Records that were expected and did not come."""

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        raised = self.pass_time(step.clock)
        removed, added = self.counts(step.removed), self.counts(step.added)
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


FAMILIES = {"near": Near, "season": Season, "unanswered": Unanswered, "silence": Silence}
"""The families whose measure does not follow from the rows of a key alone."""
