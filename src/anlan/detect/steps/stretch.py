"""Rows that came together, as columns: a row is made when somebody asks for it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import orjson

from anlan.detect.steps.row import Row
from anlan.standards.time import Instant


class Packed(NamedTuple):
    """Rows that hardly anybody asks for: those of a checkpoint, and those that no window holds."""

    first: int
    last: int
    """Lowest and highest order."""
    latest: int
    """Of their times."""
    content: bytes

    def packed(self) -> Packed:
        """Itself."""
        return self


@dataclass(frozen=True)
class Stretch:
    """New records in order, each of which counts; there is at least one. Several intakes may have
    the same one, so it is packed once."""

    records: Sequence[str]
    orders: Sequence[int]
    """Rising."""
    times: Sequence[Instant]
    zones: Sequence[str]
    values: Sequence[Sequence[Any]]
    """One column for each attribute of the layout."""

    def __len__(self) -> int:
        return len(self.orders)

    def __iter__(self) -> Iterator[Row]:
        values = zip(*self.values, strict=True) if self.values else repeat(())
        of_all = zip(self.records, self.orders, self.times, self.zones, repeat(0), values)
        return map(tuple.__new__, repeat(Row), of_all)  # Row._make without a call for each

    @property
    def first(self) -> int:
        """The lowest order."""
        return self.orders[0]

    @cached_property
    def latest(self) -> Instant:
        """The highest of the times."""
        return max(self.times)

    def row(self, number: int) -> Row:
        """One of the rows."""
        values = tuple([column[number] for column in self.values])
        return Row(
            self.records[number], self.orders[number], self.times[number], self.zones[number], 0,
            values,
        )  # fmt: skip

    def number(self, order: int) -> int | None:
        """Where the row of an order stands; None when it is not among these."""
        number = bisect_left(self.orders, order)
        there = number < len(self.orders) and self.orders[number] == order
        return number if there else None

    def packed(self) -> Packed:
        """As a checkpoint has it."""
        return self._packed

    @cached_property
    def _packed(self) -> Packed:
        columns = [self.records, self.orders, self.times, self.zones, self.values]
        return Packed(self.first, self.orders[-1], self.latest, orjson.dumps(columns))


def read_stretch(content: bytes, point: int | None) -> Stretch:
    """A stretch that was written; `point`: which column holds points, which are tuples."""
    records, orders, times, zones, values = orjson.loads(content)
    if point is not None:
        values[point] = [each if each is None else tuple(each) for each in values[point]]
    return Stretch(records, orders, times, zones, values)
