"""What is remembered of the records of one kind while a window may hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from anlan.detect.steps.row import Row
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

    def __init__(self, read: Callable[[int], Known]) -> None:
        """`read`: what is known of a record that counts, by its order."""
        self.counting: dict[str, tuple[Instant, int]] = {}
        """Time and order of those that count."""
        self.others: dict[str, Known] = {}
        self._read = read

    def __len__(self) -> int:
        return len(self.counting) + len(self.others)

    def get(self, name: str) -> Known | None:
        """What is known of a record."""
        counting = self.counting.get(name)
        return self._read(counting[1]) if counting else self.others.get(name)

    def count(self, names: Sequence[str], times: Sequence[Instant], orders: Sequence[int]) -> None:
        """Remember records that count."""
        self.counting |= zip(names, zip(times, orders, strict=True), strict=True)
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
        if name in self.counting and self.counting[name][0] <= floor:
            del self.counting[name]
        if name in self.others and self.others[name].at <= floor:
            del self.others[name]

    def forget_some(self, names: Iterable[str], floor: Instant) -> None:
        """Let go of those of some that count whose time lies at or before an instant."""
        counting = self.counting
        for name in names:
            if (each := counting.get(name)) is not None and each[0] <= floor:
                del counting[name]

    def forget(self, floor: Instant) -> None:
        """Let go of those whose time lies at or before an instant."""
        self.counting = {name: each for name, each in self.counting.items() if each[0] > floor}
        self.others = {name: each for name, each in self.others.items() if each.at > floor}
