"""The rows that may still be evidence, by order, as they are now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from anlan.detect.steps.arrivals import Arrivals
from anlan.detect.steps.row import Row
from anlan.detect.steps.stretch import Packed, Stretch, read_stretch
from anlan.standards.time import EARLIEST

Ints = npt.NDArray[np.int64]
CHUNK = 1024
"""Rows that are written together."""
LAST = 2**63 - 1
FEW = 32
"""A stretch as short as this is kept row by row: its columns would cost more than its rows."""


class Rows:
    """Rows by order. What is restored is read when a row of it is asked for, so that a start
    costs little."""

    def __init__(self, point: int | None, stand: int = 0) -> None:
        """`point`: where the values have a point; JSON knows no tuples, and a point is one. `stand`:
        how long findings stand, which may be corrected when no window holds their rows; µs."""
        self._point = point
        self._stand = stand
        self._own: dict[int, Row] = {}
        """Those that were put one by one."""
        self._stretches: list[Stretch | Packed] = []
        """In order, none reaching into another."""
        self._aged = 0
        """So many of them are older than any window."""
        self._unread: list[Packed] = []
        """What is newer comes later, and all of it is older than what was put since."""
        self._arrivals = Arrivals()
        """Of rows that came together and that a window may hold. One that was changed stands in `_own`
        as well."""

    def put(self, row: Row) -> None:
        """Remember a row, in place of what it was before."""
        self._own[row.order] = row

    def add(self, stretch: Stretch) -> bool:
        """Remember rows whose orders are higher than all so far; whether they stay together."""
        if len(stretch) > FEW:
            self._stretches.append(stretch)
            self._arrivals.add(stretch.records, stretch.orders, stretch.times)
            return True
        self._own |= {row.order: row for row in stretch}
        return False

    def get(self, order: int) -> Row | None:
        """The row of an order; None when there is none any more."""
        if (row := self._own.get(order)) is not None:
            return row
        if self._unread:
            self._read(order)
        return self._own.get(order) or self._in_a_stretch(order)

    def __getitem__(self, order: int) -> Row:
        row = self.get(order)
        if row is None:
            raise KeyError(order)
        return row

    def names(self, orders: Ints) -> list[str]:
        """The records of some orders."""
        places = self._arrivals.places(orders)
        if (places >= 0).all():
            return self._arrivals.names(places)
        known = iter(self._arrivals.names(places[places >= 0]))
        return [
            next(known) if place >= 0 else self[order].record
            for order, place in zip(orders.tolist(), places.tolist(), strict=True)
        ]

    def times(self, orders: Ints) -> Ints:
        """The times of the rows of some orders; of one that is gone the earliest there is."""
        places = self._arrivals.places(orders)
        known, times = places >= 0, np.zeros(len(orders), np.int64)
        times[known] = self._arrivals.times(places[known])
        if self._own or not known.all():
            for n, (order, came) in enumerate(zip(orders.tolist(), known.tolist(), strict=True)):
                if order in self._own or not came:
                    row = self.get(order)
                    times[n] = EARLIEST if row is None else row.time
        return times

    def let_go(self, floor: int) -> None:
        """Forget rows that no window holds any more, which are those whose time lies at or before an
        instant, once no finding stands on them; perhaps not all of them."""
        self._arrivals.let_go_older(floor)
        floor -= self._stand
        self._own = {order: row for order, row in self._own.items() if row.time > floor}
        kept = [some.latest > floor for some in self._stretches]
        self._aged = sum(kept[: self._aged])
        self._stretches = [some for some, stays in zip(self._stretches, kept, strict=True) if stays]
        self._unread = [some for some in self._unread if some.latest > floor]

    def let_go_of_oldest(self, floor: int) -> Iterator[Stretch]:
        """The same for rows that came together, the first of them first. Tells of each stretch once
        that no window holds any more."""
        while self._aged < len(self._stretches):
            oldest = self._stretches[self._aged]
            if oldest.latest > floor:
                break
            self._stretches[self._aged] = oldest.packed()
            self._aged += 1
            if isinstance(oldest, Packed):
                oldest = read_stretch(oldest.content, self._point)
            yield oldest
            self._arrivals.let_go(oldest.orders[-1] + 1)
        while self._aged and self._stretches[0].latest <= floor - self._stand:
            del self._stretches[0]
            self._aged -= 1

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

    @property
    def held(self) -> int:
        """The lowest order of those that came together and that a window may hold; the highest that
        is possible when there is none."""
        some = self._stretches[self._aged : self._aged + 1]
        return some[0].first if some else LAST

    def restore(self, stretches: Iterable[Packed], packed: Iterable[Packed], held: int) -> None:
        """Go on from what was saved."""
        self._own, self._arrivals = {}, Arrivals()
        self._stretches, self._unread = list(stretches), list(packed)
        self._aged = bisect_left(self._stretches, held, key=_first)

    def arrived(self, names: Sequence[str], orders: Ints, times: Ints) -> None:
        """What is restored has the rows of these records."""
        if len(orders) and (np.diff(orders) <= 0).any():
            rising = np.argsort(orders)
            names = list(map(names.__getitem__, rising.tolist()))
            orders, times = orders[rising], times[rising]
        self._arrivals.add(names, orders, times)

    def _in_a_stretch(self, order: int) -> Row | None:
        place = bisect_right(self._stretches, order, key=_first) - 1
        if place < 0:
            return None
        stretch = self._stretches[place]
        if isinstance(stretch, Packed):
            stretch = self._stretches[place] = read_stretch(stretch.content, self._point)
        number = stretch.number(order)
        return None if number is None else stretch.row(number)

    def _read(self, order: int) -> None:
        """Read the parts that may have a row; a row remembered since then is newer."""
        for part in [part for part in self._unread if part.first <= order <= part.last][::-1]:
            self._unread.remove(part)
            for saved in orjson.loads(part.content):
                row = row_of(saved, self._point)
                self._own.setdefault(row.order, row)


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
