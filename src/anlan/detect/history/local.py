"""Local wall-clock minutes and days of many instants at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.derive import MINUTES_OF_DAY, MINUTES_OF_WEEK
from anlan.standards.errors import BadInput
from anlan.standards.time import DAY, MINUTE, Instant, moment

_FIRST_DAY = 719_163
"""Proleptic number of 1970-01-01, a Thursday."""
_THURSDAY = 3

Ints = npt.NDArray[np.int64]


def local_minutes(times: Sequence[int | None], zones: Sequence[str]) -> tuple[Ints, Ints]:
    """Minute of the week from Monday 00:00, and proleptic day; −1 where there is no time.

    The same as `derive.minute_of_week` and `derive.local_day`, for whole columns.
    """
    known = np.array([time is not None for time in times], bool)
    at = np.array([0 if time is None else time for time in times], np.int64)
    of_zone = np.array(zones, object)
    minutes, days = np.full(len(at), -1, np.int64), np.full(len(at), -1, np.int64)
    for zone in set(zones):
        rows = np.flatnonzero(known & (of_zone == zone))
        offsets, valid = _offsets(at[rows], zone)
        rows, local = rows[valid], (at[rows] + offsets)[valid]
        minutes[rows] = (local // MINUTE + _THURSDAY * MINUTES_OF_DAY) % MINUTES_OF_WEEK
        days[rows] = local // DAY + _FIRST_DAY
    return minutes, days


def _offsets(at: Ints, zone: str) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """How far the local clock is ahead of UTC, µs; and where there is such a clock.

    A clock is moved at most once a day of UTC, though at any moment of it: St. John's did so a
    minute after midnight.
    """
    begins, ahead = list[int](), list[int | None]()
    for day in np.unique(at // DAY).tolist():
        start, end = day * DAY, (day + 1) * DAY
        before, after = _offset(start, zone), _offset(end, zone)
        begins.append(start)
        ahead.append(before)
        if before != after:
            begins.append(_turn(start, end, zone, after))
            ahead.append(after)
    found = np.searchsorted(np.array(begins, np.int64), at, side="right") - 1
    offsets = np.array([offset or 0 for offset in ahead], np.int64)
    valid = np.array([offset is not None for offset in ahead], bool)
    return offsets[found], valid[found]


def _turn(low: int, high: int, zone: str, after: int | None) -> int:
    """The first moment of the new offset."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(middle, zone) == after else (middle, high)
    return high


def _offset(at: int, zone: str) -> int | None:
    try:
        ahead = moment(Instant(at), zone).utcoffset()
    except BadInput:
        return None  # outside the calendar
    assert ahead is not None
    return ahead // timedelta(microseconds=1)
