"""Rows and steps: what engines run on.

The intake reads the journal and hands every engine the same steps; how amendments, typing
errors and joins are understood is settled there, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from anlan.standards.time import Instant


class Row(NamedTuple):
    """A record as it stands after a step. A plain tuple, which costs little to make."""

    record: str
    """Its id."""
    order: int
    """Position of the fact that first brought the record; breaks ties of time."""
    time: Instant
    """Its event time."""
    zone: str
    """The zone it was recorded in."""
    gap: int
    """How far the clock had passed its event time when it was amended, at most; µs, 0 if never.
    A window no longer than this had let go of it, and does not take it back."""
    values: tuple[Any, ...]
    """Its attributes, in the order of the layout."""


def by_time(row: Row) -> tuple[Instant, int]:
    """Rows are in order of event time, and of first arrival where that is the same."""
    return (row.time, row.order)


class Step(NamedTuple):
    """What one fact changes, seen by the models over one record kind.

    A fact can move the clock, remove a row and add one. Nothing removed and nothing added is a
    tick: only the clock moves.
    """

    position: int
    """Of the fact in the journal."""
    clock: Instant
    """Highest event time seen, this fact included."""
    removed: Row | None
    """The row as it was before the step."""
    added: Row | None
    """The row as it is now; it may count for some models and not for others."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A level that was reached, before it becomes a finding."""

    model: int
    """Number of the plan among those of its record kind."""
    key: str
    level: int
    at: Instant
    """The clock when it was reached."""
    floor: Instant
    """The window is (floor, at]."""
    measure: float
    trigger: Row
    """The row that raised it, or whose limit passed."""
    evidence: Sequence[Row]
    """Every row the measure rests on, by (time, order)."""

    @property
    def identity(self) -> tuple[int, str, int, str, Instant]:
        """What may happen once only."""
        return (self.model, self.key, self.level, self.trigger.record, self.at)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A row that matches a model but cannot count: `late` or `forgotten`."""

    model: int
    reason: str
    row: Row
    position: int
    clock: Instant
