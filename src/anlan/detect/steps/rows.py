"""The rows that may still be evidence, by order, as they are now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from anlan.detect.steps.row import Row
from anlan.detect.steps.stretch import Packed, Stretch, read_stretch

CHUNK = 1024
"""Rows that are written together."""
FEW = 32
"""A stretch as short as this is kept row by row: its columns would cost more than its rows."""


class Rows:
    """Rows by order. What is restored is read when a row of it is asked for, so that a start
    costs little."""

    def __init__(self, point: int | None) -> None:
        """`point`: where the values have a point; JSON knows no tuples, and a point is one."""
        self._point = point
        self._own: dict[int, Row] = {}
        """Those that were put one by one."""
        self._stretches: list[Stretch | Packed] = []
        """In order, none reaching into another."""
        self._unread: list[Packed] = []
        """What is newer comes later, and all of it is older than what was put since."""
        self._made: dict[int, Row] = {}
        """All rows of which there is an object."""

    def put(self, row: Row) -> None:
        """Remember a row, in place of what it was before."""
        self._own[row.order] = self._made[row.order] = row

    def add(self, stretch: Stretch) -> bool:
        """Remember rows whose orders are higher than all so far; whether they stay together."""
        if len(stretch) > FEW:
            self._stretches.append(stretch)
            return True
        for row in stretch:
            self.put(row)
        return False

    def get(self, order: int) -> Row | None:
        """The row of an order; None when there is none any more."""
        row = self._made.get(order)
        if row is None and self._unread:
            self._read(order)
            row = self._made.get(order)
        if row is None:
            self._make(order)
            row = self._made.get(order)
        return row

    def __getitem__(self, order: int) -> Row:
        row = self.get(order)
        if row is None:
            raise KeyError(order)
        return row

    def some(self, orders: Iterable[int]) -> tuple[Row, ...]:
        """The rows of some orders."""
        try:
            return tuple(map(self._made.__getitem__, orders))
        except KeyError:
            return tuple(map(self.__getitem__, orders))

    def let_go(self, floor: int) -> None:
        """Forget rows whose time lies at or before an instant, and perhaps not all of them."""
        self._own = {order: row for order, row in self._own.items() if row.time > floor}
        self._made = {order: row for order, row in self._made.items() if row.time > floor}
        self._stretches = [some for some in self._stretches if some.latest > floor]
        self._unread = [some for some in self._unread if some.latest > floor]

    def let_go_of_oldest(self, floor: int) -> list[Stretch]:
        """Forget the rows that came together first while the times of all of them lie at or before
        an instant. A row that was put in the place of one of them stays."""
        gone: list[Stretch] = []
        while self._stretches and self._stretches[0].latest <= floor:
            oldest = self._stretches.pop(0)
            if isinstance(oldest, Packed):
                oldest = read_stretch(oldest.content, self._point)
            for order in oldest.orders:
                if order not in self._own:
                    self._made.pop(order, None)
            gone.append(oldest)
        return gone

    def packed(self, beside: Rows | None = None) -> list[Packed]:
        """The rows that were put one by one, without those that `beside` has as well."""
        known, read = (beside._own, beside._unread) if beside else ({}, [])
        rows = [
            row
            for order, row in sorted(self._own.items())
            if (other := known.get(order)) is None or other.gap != row.gap
        ]
        chunks = (rows[begin : begin + CHUNK] for begin in range(0, len(rows), CHUNK))
        return [*(part for part in self._unread if part not in read), *map(_packed, chunks)]

    def stretches(self) -> Sequence[Stretch | Packed]:
        """The rows that came together."""
        return self._stretches

    def restore(self, stretches: Iterable[Packed], packed: Iterable[Packed]) -> None:
        """Go on from what was saved."""
        self._own, self._made = {}, {}
        self._stretches, self._unread = list(stretches), list(packed)

    def _make(self, order: int) -> None:
        """Make the rows of the stretch that may have one: where one is asked for others are."""
        place = bisect_right(self._stretches, order, key=_first) - 1
        if place < 0:
            return
        stretch = self._stretches[place]
        if isinstance(stretch, Packed):
            stretch = self._stretches[place] = read_stretch(stretch.content, self._point)
        changed = {order: self._own[order] for order in stretch.orders if order in self._own}
        self._made.update(zip(stretch.orders, stretch, strict=True))
        self._made |= changed

    def _read(self, order: int) -> None:
        """Read the parts that may have a row; a row remembered since then is newer."""
        for part in [part for part in self._unread if part.first <= order <= part.last][::-1]:
            self._unread.remove(part)
            for saved in orjson.loads(part.content):
                row = row_of(saved, self._point)
                if row.order not in self._own:
                    self.put(row)


def row_of(saved: Sequence[Any], point: int | None) -> Row:
    """A row that was written as JSON."""
    record, order, time, zone, gap, values = saved
    if point is not None and values[point] is not None:
        values[point] = tuple(values[point])
    return Row(record, order, time, zone, gap, tuple(values))


def _packed(rows: Sequence[Row]) -> Packed:
    content = orjson.dumps([tuple(row) for row in rows])
    return Packed(rows[0].order, rows[-1].order, max(row.time for row in rows), content)


def _first(some: Stretch | Packed) -> int:
    return some.first
