"""Steps as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.columns import Columns
from anlan.detect.steps.row import Row, Step

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


def batch(steps: Sequence[Step], columns: Columns) -> Batch:
    """Some steps as columns."""
    n = len(steps)
    return Batch(
        np.fromiter((step.position for step in steps), np.int64, n),
        np.fromiter((step.clock for step in steps), np.int64, n),
        side([step.removed for step in steps], columns),
        side([step.added for step in steps], columns),
    )


def side(rows: Sequence[Row | None], columns: Columns) -> Side:
    """One row or none for each step."""
    there = np.fromiter((row is not None for row in rows), np.bool_, len(rows))
    given = [row for row in rows if row is not None]
    empty = nowhere(there, columns)
    if not given:
        return empty
    _, order, time, _, gap, values = zip(*given, strict=True)
    empty.time[there], empty.order[there], empty.gap[there] = time, order, gap
    by_attribute = list(zip(*values, strict=True))
    for number, slot in enumerate(columns.interned_at):
        empty.codes[number, there] = columns.values[number].numbers(by_attribute[slot])
    for number, slot in enumerate(columns.measured_at):
        empty.numbers[number, there] = np.array(by_attribute[slot], np.float64)
    if columns.point_at is not None:
        points = by_attribute[columns.point_at]
        empty.located[there] = [point is not None for point in points]
        empty.point[:, empty.located] = (
            np.array([p for p in points if p], np.int64).reshape(-1, 3).T
        )
    return empty


def nowhere(there: Bools, columns: Columns) -> Side:
    """Empty columns for rows that are there in some of the steps."""
    n = len(there)
    located = n if columns.point_at is not None else 0
    return Side(
        there, np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64),
        np.zeros((len(columns.attributes), n), np.int32),
        np.full((len(columns.measured), n), np.nan),
        np.zeros((3, located), np.int64), np.zeros(located, np.bool_),
    )  # fmt: skip
