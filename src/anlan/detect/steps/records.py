"""What is remembered of the records of one kind while a window may hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


class Counts(NamedTuple):
    """A record that counts: all there is to know of it stands in its row."""

    at: Instant
    order: int


class Records:
    """Records by name."""

    def __init__(
        self, read: Callable[[int], Known], known: Mapping[str, Known] | None = None
    ) -> None:
        """`read`: what is known of a record that counts, by its order."""
        self._known: dict[str, Known | Counts] = dict(known or {})
        self._read = read

    def __len__(self) -> int:
        return len(self._known)

    def __setitem__(self, name: str, known: Known) -> None:
        self._known[name] = known

    def get(self, name: str) -> Known | None:
        """What is known of a record."""
        known = self._known.get(name)
        return self._read(known.order) if isinstance(known, Counts) else known

    def items(self) -> Iterable[tuple[str, Known | Counts]]:
        """All of them, in the order in which they came."""
        return self._known.items()

    def count(self, names: Iterable[str], times: Iterable[Instant], orders: Iterable[int]) -> None:
        """Remember records that count: all there is to know of them stands in their rows."""
        counts = map(Counts._make, zip(times, orders, strict=True))
        self._known |= zip(names, counts, strict=True)

    def none_of(self, names: Iterable[str]) -> bool:
        """Whether nothing is known of any of some records."""
        return self._known.keys().isdisjoint(names)

    def forget_one(self, name: str, floor: Instant) -> None:
        """Let go of a record if its time lies at or before an instant."""
        known = self._known.get(name)
        if known is not None and known.at <= floor:
            del self._known[name]

    def forget(self, floor: Instant) -> None:
        """Let go of those whose time lies at or before an instant."""
        self._known = {name: known for name, known in self._known.items() if known.at > floor}
