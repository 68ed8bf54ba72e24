"""Windows, compiled: how far back from the clock a row still counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anlan.detect.compiler.calendars import Buckets, Unit, buckets
from anlan.detect.language.duration import microseconds
from anlan.detect.language.window import Window
from anlan.standards.time import DAY, HOUR, Instant

_LONGEST: dict[Unit, int] = {"hour": 2 * HOUR, "day": 2 * DAY, "week": 9 * DAY, "month": 33 * DAY}
"""No stretch is longer, moved clocks included."""


@dataclass(frozen=True)
class Horizon:
    """One window. A row counts while its time is in (floor(clock), clock]."""

    length: int
    """No window is longer; µs. What is older than this is let go of."""
    sliding: bool = False
    every: int = 0
    """Length of a tumbling window, µs."""
    unit: Unit | None = None
    zone: str = "UTC"
    gap: int = 0
    """Of a session: a pause this long ends it, µs; 0 when the window is no session."""

    days_off: frozenset[date] = frozenset()
    """Of a season: days that are compared with Sundays."""

    @cached_property
    def seasons(self) -> Buckets:
        """The stretches of a calendar window, and where each lies in its week."""
        assert self.unit is not None
        return buckets(self.unit, self.zone, self.days_off)

    def floor(self, clock: Instant) -> Instant:
        """The last instant that does not count. A session may end later than this."""
        if self.unit is not None:
            return Instant(int(self.seasons.starts[self.seasons.number(clock)]) - 1)
        if self.every:
            return Instant(clock // self.every * self.every - 1)
        return Instant(clock - self.length)


def horizon(window: Window, days_off: Iterable[date] = ()) -> Horizon:
    """The window of a declaration."""
    if window.calendar is not None:
        unit = window.calendar.unit
        return Horizon(
            _LONGEST[unit], unit=unit, zone=window.calendar.zone, days_off=frozenset(days_off)
        )
    if window.tumbling is not None:
        every = microseconds(window.tumbling.every)
        return Horizon(every, every=every)
    if window.session is not None:
        at_most, gap = window.session.at_most, window.session.gap
        return Horizon(microseconds(at_most), gap=microseconds(gap))
    assert window.sliding is not None
    return Horizon(microseconds(window.sliding), sliding=True)
