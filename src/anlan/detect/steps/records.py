"""What is remembered of the records of one kind while a window may hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from anlan.detect.steps.row import Row
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.stretch import Stretch
from anlan.standards.time import Instant


class Known(NamedTuple):
    """What is remembered of a record while a window may hold it."""

    fields: tuple[Any, ...]
    """Its own fields that models look at, in the order of `Intake.own`."""
    time: Instant | None
    """Its event time, None while it has none that can be used."""
    withdrawn: bool
    at: Instant
    """Its event time, or when it was written down while it has none."""
    zone: str
    gap: int
    order: int
    row: Row | None
    """As engines have it; None when it does not count."""


class Records:
    """Records by name. Of one that counts all there is to know stands in its row."""

    def __init__(self, rows: Rows, read: Callable[[Row], Known]) -> None:
        """`read`: what is known of a record that counts, by its row."""
        self.counting: dict[str, int] = {}
        """Orders of those that count."""
        self.others: dict[str, Known] = {}
        self._rows = rows
        self._read = read

    def __len__(self) -> int:
        return len(self.counting) + len(self.others)

    def get(self, name: str) -> Known | None:
        """What is known of a record."""
        order = self.counting.get(name)
        return self.others.get(name) if order is None else self._read(self._rows[order])

    def count(self, names: Sequence[str], orders: Sequence[int]) -> None:
        """Remember records that count; their rows are remembered already."""
        self.counting |= zip(names, orders, strict=True)
        if self.others:
            for name in self.others.keys() & names:
                del self.others[name]

    def set_aside(self, name: str, known: Known) -> None:
        """Remember a record that does not count."""
        self.others[name] = known
        self.counting.pop(name, None)

    def none_of(self, names: Iterable[str]) -> bool:
        """Whether nothing is known of any of some records."""
        return self.counting.keys().isdisjoint(names) and self.others.keys().isdisjoint(names)

    def forget_one(self, name: str, floor: Instant) -> None:
        """Let go of a record if its time lies at or before an instant."""
        if name in self.counting:
            row = self._rows.get(self.counting[name])
            if row is None or row.time <= floor:
                del self.counting[name]
        if name in self.others and self.others[name].at <= floor:
            del self.others[name]

    def forget_some(self, some: Stretch, floor: Instant) -> None:
        """Let go of those of some that count whose time lies at or before an instant."""
        counting, orders = self.counting, np.array(some.orders, np.int64)
        gone = (self._rows.times(orders) <= floor).tolist()
        for name, order, goes in zip(some.records, some.orders, gone, strict=True):
            if goes and counting.get(name) == order:
                del counting[name]

    def forget(self, floor: Instant) -> None:
        """Let go of those whose time lies at or before an instant."""
        stay = (self._rows.times(self.orders()) > floor).tolist()
        self.counting = dict(compress(self.counting.items(), stay))
        self.others = {name: each for name, each in self.others.items() if each.at > floor}

    def orders(self) -> npt.NDArray[np.int64]:
        """Of those that count."""
        return np.fromiter(self.counting.values(), np.int64, len(self.counting))
