"""What is remembered of the records of one kind while a window may hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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


class Unread(NamedTuple):
    """A record that is known from a checkpoint and was not asked for yet."""

    at: Instant
    number: int
    """Where it stands there."""


class Records:
    """Records by name. One that comes from a checkpoint is read when it is asked for."""

    def __init__(
        self,
        known: Mapping[str, Known | Unread] | None = None,
        read: Callable[[int], Known] | None = None,
    ) -> None:
        self._known: dict[str, Known | Unread] = dict(known or {})
        self._read = read

    def __len__(self) -> int:
        return len(self._known)

    def __setitem__(self, name: str, known: Known) -> None:
        self._known[name] = known

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def get(self, name: str) -> Known | None:
        """What is known of a record."""
        known = self._known.get(name)
        if isinstance(known, Unread):
            assert self._read is not None
            known = self._known[name] = self._read(known.number)
        return known

    def items(self) -> Iterator[tuple[str, Known]]:
        """All of them, in the order in which they came."""
        for name in list(self._known):
            known = self.get(name)
            assert known is not None
            yield name, known

    def add(self, fresh: Mapping[str, Known]) -> None:
        """Remember records, in place of what was known of them."""
        self._known |= fresh

    def none_of(self, names: Iterable[str]) -> bool:
        """Whether nothing is known of any of some records."""
        return self._known.keys().isdisjoint(names)

    def forget(self, floor: Instant) -> None:
        """Let go of those whose time lies at or before an instant."""
        self._known = {name: known for name, known in self._known.items() if known.at > floor}
