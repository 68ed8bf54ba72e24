"""What a finding rests on, as orders: rows that mostly nobody asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import overload

import numpy as np
import numpy.typing as npt

from anlan.detect.steps.row import Row
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.steps import Steps
from anlan.standards.time import Instant

Ints = npt.NDArray[np.int64]


class Cited(Sequence[Row]):
    """Some rows by their orders, as they are now; their ids and their span as they were."""

    __slots__ = ("_rows", "orders", "records", "span")

    def __init__(
        self, orders: Ints, records: tuple[str, ...], span: tuple[Instant, Instant], rows: Rows
    ) -> None:
        self.orders, self.records = orders, records
        self.span = span
        """The times of the first and of the last."""
        self._rows = rows

    def __len__(self) -> int:
        return len(self.orders)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, number: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(number, slice):
            return tuple(self)[number]
        return self._rows[int(self.orders[number])]

    def __iter__(self) -> Iterator[Row]:
        return map(self._rows.__getitem__, self.orders.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


class Then:
    """Rows as they were at a step, where more steps are known."""

    def __init__(self, steps: Steps, since: Steps | None = None) -> None:
        """Before the first of some steps; `since`: steps that came after them."""
        self._rows = steps.rows
        self._changed = (_before(since) if since else {}) | _before(steps)

    def __getitem__(self, order: int) -> Row:
        return self._changed.get(order) or self._rows[order]

    def put(self, row: Row | None) -> None:
        """A step has added this."""
        if row is not None:
            self._changed[row.order] = row

    def some(self, rows: Sequence[Row]) -> Sequence[Row]:
        """What some findings rest on as it was at that step. Rows that are not only cited are so
        already."""
        if not isinstance(rows, Cited):
            return rows
        orders = rows.orders.tolist()
        if self._changed.keys().isdisjoint(orders):
            return rows
        return tuple(map(self.__getitem__, orders))


def cite(orders: Ints, first: Ints, rows: Rows) -> list[Cited]:
    """Rows told apart by where each begins: n has orders[first[n]:first[n + 1]], at least one."""
    told, which = np.unique(orders, return_inverse=True)  # many rest on the same rows
    known, ends = rows.names(told), first.tolist()
    names = list(map(known.__getitem__, which.tolist()))
    times = rows.times(np.concatenate((orders[first[:-1]], orders[first[1:] - 1]))).tolist()
    spans = zip(times[: len(first) - 1], times[len(first) - 1 :], strict=True)
    return [
        Cited(orders[begin:end], tuple(names[begin:end]), span, rows)
        for begin, end, span in zip(ends[:-1], ends[1:], spans, strict=True)
    ]


def records_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Their ids."""
    return rows.records if isinstance(rows, Cited) else tuple(map(_RECORD, rows))


def orders_of(rows: Sequence[Row]) -> Ints:
    """Their orders."""
    if isinstance(rows, Cited):
        return rows.orders
    return np.fromiter(map(_ORDER, rows), np.int64, len(rows))


def span_of(rows: Sequence[Row]) -> tuple[Instant, Instant]:
    """The times of the first and of the last."""
    return rows.span if isinstance(rows, Cited) else (rows[0].time, rows[-1].time)


def _before(steps: Steps) -> dict[int, Row]:
    """The rows that some steps change, by order, as they were before the first of them."""
    changes = reversed(list(steps.changes()))
    return {step.removed.order: step.removed for _, step in changes if step.removed is not None}


_ORDER: Callable[[Row], int] = itemgetter(Row._fields.index("order"))
_RECORD: Callable[[Row], str] = itemgetter(Row._fields.index("record"))
"""Findings rest on dozens of rows: three times as fast as asking each by name."""
