"""Records close in space and time."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import Any

from anlan.detect.compiler.plan import Plan
from anlan.detect.reference.keyed import Keyed
from anlan.detect.steps.layout import POINT, Layout
from anlan.detect.steps.row import Raised, Row, Step, by_time
from anlan.standards.time import Instant


class Near(Keyed):
    """Records close in space and time, whatever their key."""

    def __init__(self, number: int, plan: Plan, layout: Layout, miss: Any) -> None:
        super().__init__(number, plan, layout, miss)
        self.rows: list[Row] = []
        self.marks: list[tuple[Row, int, Instant]] = []
        """Rows that raised a level, that level's number, and when."""

    def step(self, step: Step) -> list[Raised]:
        """What a step raises."""
        removed, added = self.counts(step.removed), self.counts(step.added)
        if self.alike(removed, added):
            assert added is not None
            self.rows = [added if row.record == added.record else row for row in self.rows]
            return []
        if added is not None and not self.in_time(added, step, removed):
            added = None
        self.rows = self.window(self.rows, step.clock)
        if removed is not None:
            self.rows = [row for row in self.rows if row.record != removed.record]
        if added is None:
            return []
        insort(self.rows, added, key=by_time)
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
            if (
                level <= threshold.level
                and at < since + self.plan.cooldown
                and self.close(row, trigger)
            ):
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

    def sight(self, row: Row) -> tuple[Any, ...]:
        """What the model sees of a row that counts."""
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
