"""A model whose measure follows from the rows its window holds for a key."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.detect.compiler.plan import Plan, Threshold
from anlan.detect.reference.measures import MEASURES
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import NotCounted, Raised, Row, Step, by_time
from anlan.standards.time import Instant


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


class Keyed:
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
        if self.alike(removed, added):
            assert added is not None
            self.replace(added)
            return []
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

    def alike(self, removed: Row | None, added: Row | None) -> bool:
        """Whether a correction changes nothing this model looks at."""
        return (
            removed is not None and added is not None and self.sight(removed) == self.sight(added)
        )

    def sight(self, row: Row) -> tuple[Any, ...]:
        """What the model sees of a row that counts."""
        name = self.plan.measure.field
        seen = None if name is None else self.layout.value(row, name)
        return (row.time, self.key(row), seen, self.meets(row, "first"), self.meets(row, "then"))

    def replace(self, row: Row) -> None:
        """Hold a corrected row in place of the one before, where that is held."""
        known = self.known(self.key(row))
        known.rows = [row if held.record == row.record else held for held in known.rows]
        known.firsts = [row if held.record == row.record else held for held in known.firsts]
        known.misses = [
            (at, row if held.record == row.record else held) for at, held in known.misses
        ]

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
