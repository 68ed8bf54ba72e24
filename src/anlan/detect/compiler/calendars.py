"""Local hours, days, weeks and months as numbered stretches of instants."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from anlan.standards.time import (
    DAY,
    EARLIEST,
    HOUR,
    LATEST,
    MINUTE,
    SECOND,
    Instant,
    moment,
    zone_named,
)

Unit = Literal["hour", "day", "week", "month"]

SUNDAY = 6
_MARGIN = timedelta(days=62)
_ONE_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Buckets:
    """Stretch n is [starts[n], starts[n + 1]), from EARLIEST to LATEST.

    Hours begin where the local clock shows a full hour; one that it shows twice in autumn is
    two. Days begin with the first instant of the local date.
    """

    starts: npt.NDArray[np.int64]
    """Instants, ascending."""
    slots: npt.NDArray[np.int32]
    """Where a stretch lies in its week: hour 0 (Monday 00) to 167, or day 0 to 6; a day off
    counts as a Sunday."""
    days: npt.NDArray[np.int32]
    """Proleptic number of the local day a stretch begins in."""

    def number(self, at: Instant) -> int:
        """The stretch an instant lies in."""
        return bisect_right(self.starts, at) - 1

    def numbers(self, at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The stretches many instants lie in."""
        return np.searchsorted(self.starts, at, side="right") - 1


@cache
def buckets(unit: Unit, zone: str, days_off: frozenset[date] = frozenset()) -> Buckets:
    """The stretches of one unit in one zone."""
    midnights, dates = _midnights(zone)
    numbers = np.array([day.toordinal() for day in dates], np.int32)
    weekdays = (numbers - 1) % 7
    off = np.isin(numbers, np.array([day.toordinal() for day in days_off], np.int32))
    weekdays = np.where(off, SUNDAY, weekdays).astype(np.int32)
    if unit == "hour":
        starts, of_day, hours = _hours(zone, midnights)
        return Buckets(starts, weekdays[of_day] * 24 + hours, numbers[of_day])
    if unit == "week":
        first = (numbers - 1) % 7 == 0
    elif unit == "month":
        first = np.array([day.day == 1 for day in dates])
    else:
        first = np.ones(len(numbers), bool)
    return Buckets(midnights[first], weekdays[first], numbers[first])


@cache
def _midnights(zone: str) -> tuple[npt.NDArray[np.int64], list[date]]:
    """The first instant of every local day."""
    there = zone_named(zone)
    day = (moment(EARLIEST) - _MARGIN).date()
    last = (moment(LATEST) + _MARGIN).date()
    starts: list[int] = []
    dates: list[date] = []
    while day <= last:
        since = datetime(day.year, day.month, day.day, tzinfo=there) - _EPOCH
        start = (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
        if not starts or start > starts[-1]:  # a zone that crossed the date line skipped a day
            starts.append(start)
            dates.append(day)
        day += _ONE_DAY
    return np.array(starts, np.int64), dates


def _hours(
    zone: str, midnights: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Start of every hour, the number of its day in `midnights`, the hour the clock shows."""
    there = zone_named(zone)

    def offset(at: int) -> int:
        ahead = datetime.fromtimestamp(at // SECOND, there).utcoffset()
        assert ahead is not None
        return (ahead.days * 86_400 + ahead.seconds) * SECOND + ahead.microseconds

    samples = np.array([offset(int(at)) for at in midnights])
    plain = (samples[1:] == samples[:-1]) & (np.diff(midnights) == DAY)
    plain &= (midnights[:-1] + samples[:-1]) % HOUR == 0
    edges = np.flatnonzero(np.diff(plain, prepend=not plain[0], append=not plain[-1]))
    parts = []
    for first, last in pairwise(edges):
        start, end = int(midnights[first]), int(midnights[last])
        if plain[first]:
            parts.append(np.arange(start, end, HOUR))
        else:  # days on which the clock was moved
            quarters = range(start, end, 15 * MINUTE)
            full = [at for at in quarters if (at + offset(at)) % HOUR == 0]
            parts.append(np.array(full, np.int64))
    starts = np.concatenate(parts)
    of_day = np.searchsorted(midnights, starts, side="right") - 1
    shifts = samples[of_day]
    for index in np.flatnonzero(~plain[np.minimum(of_day, len(plain) - 1)]):
        shifts[index] = offset(int(starts[index]))
    local = starts + shifts
    return starts, of_day, (local // HOUR % 24).astype(np.int32)
