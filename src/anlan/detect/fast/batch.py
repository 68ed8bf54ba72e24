"""Steps as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.columns import Columns
from anlan.detect.steps.row import Row, Step
from anlan.detect.steps.steps import Arrival, Steps
from anlan.detect.steps.stretch import Stretch

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Side:
    """The removed or the added rows of n steps; what stands where there is none is of no account."""

    there: Bools
    time: Ints
    order: Ints
    gap: Ints
    codes: Codes
    """[attributes, n] numbers of values, in the order of `Columns.attributes`; 0 is None."""
    numbers: Floats
    """[measured, n] in the order of `Columns.measured`; NaN is None."""
    point: Ints
    """[3, n] millimetres; [3, 0] when no model asks."""
    located: Bools
    """[n] whether there is a point; [0] when no model asks."""

    def cut(self, first: int, last: int) -> Side:
        """The rows of some of the steps, not copied."""
        part = slice(first, last)
        return Side(
            self.there[part], self.time[part], self.order[part], self.gap[part],
            self.codes[:, part], self.numbers[:, part], self.point[:, part], self.located[part],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """n steps in order."""

    position: Ints
    clock: Ints
    old: Side
    """The row each step removes."""
    new: Side
    """The row each step adds."""

    def __len__(self) -> int:
        return len(self.clock)

    def cut(self, first: int, last: int) -> Batch:
        """Some of the steps, not copied."""
        part = slice(first, last)
        return Batch(
            self.position[part], self.clock[part],
            self.old.cut(first, last), self.new.cut(first, last),
        )  # fmt: skip


def batch(steps: Steps | Sequence[Step], columns: Columns) -> Batch:
    """Some steps as columns."""
    n = len(steps)
    made = Batch(
        np.zeros(n, np.int64), np.zeros(n, np.int64), nowhere(n, columns), nowhere(n, columns)
    )
    placed = steps.placed() if isinstance(steps, Steps) else [(0, steps)]
    for begin, part in placed:
        span = slice(begin, begin + len(part))
        if isinstance(part, Arrival):
            made.position[span], made.clock[span] = part.rows.orders, part.clocks
            _put(made.new.cut(begin, span.stop), slice(None), part.rows, columns)
            continue
        made.position[span] = [step.position for step in part]
        made.clock[span] = [step.clock for step in part]
        _put_rows(made.old.cut(begin, span.stop), [step.removed for step in part], columns)
        _put_rows(made.new.cut(begin, span.stop), [step.added for step in part], columns)
    return made


def nowhere(n: int, columns: Columns) -> Side:
    """Empty columns."""
    located = n if columns.point_at is not None else 0
    return Side(
        np.zeros(n, np.bool_), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64),
        np.zeros((len(columns.attributes), n), np.int32),
        np.full((len(columns.measured), n), np.nan),
        np.zeros((3, located), np.int64), np.zeros(located, np.bool_),
    )  # fmt: skip


def _put_rows(side: Side, rows: Sequence[Row | None], columns: Columns) -> None:
    """One row or none for each step."""
    given = [row for row in rows if row is not None]
    if not given:
        return
    there = np.array([row is not None for row in rows])
    records, orders, times, zones, gaps, values = zip(*given, strict=True)
    side.gap[there] = gaps
    _put(
        side,
        there,
        Stretch(records, orders, times, zones, list(zip(*values, strict=True))),
        columns,
    )


def _put(side: Side, there: Bools | slice, rows: Stretch, columns: Columns) -> None:
    """Rows, and where they go."""
    side.there[there] = True
    side.time[there], side.order[there] = rows.times, rows.orders
    for number, slot in enumerate(columns.interned_at):
        side.codes[number, there] = columns.values[number].numbers(rows.values[slot])
    for number, slot in enumerate(columns.measured_at):
        side.numbers[number, there] = np.array(rows.values[slot], np.float64)
    if columns.point_at is not None:
        points = rows.values[columns.point_at]
        side.located[there] = [point is not None for point in points]
        known = [point for point in points if point is not None]
        side.point[:, side.located] = np.array(known, np.int64).reshape(-1, 3).T
