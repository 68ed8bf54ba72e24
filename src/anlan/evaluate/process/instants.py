"""Times written as text, read a million at a time.

One reader for every source, so that a log says the same from XES, CSV or a journal: a date with
`-` or `/`, then, after `T` or a space, hours and minutes, perhaps seconds with a fraction, and
perhaps a zone (`Z`, `+08:00`, `+0800`, `+08`).
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from numba import njit

Int64s = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MISSING = -(2**63)
"""In place of a time that is not given."""
UNREAD = MISSING + 1
"""In place of a time that cannot be read."""
_DIGIT, _MINUTE = 48, 60_000_000
_MINUS, _SLASH, _PLUS, _POINT, _COMMA, _COLON, _SPACE, _T, _Z = 45, 47, 43, 46, 44, 58, 32, 84, 90


@njit(cache=True)
def _number(text: Any, at: int, end: int, most: int) -> tuple[int, int]:
    """The digits from `at` on, at most so many: their value and where they end."""
    value = 0
    stop = min(end, at + most)
    while at < stop and 0 <= text[at] - _DIGIT <= 9:
        value = value * 10 + (text[at] - _DIGIT)
        at += 1
    return value, at


@njit(cache=True)
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@njit(cache=True)
def _length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@njit(cache=True)
def _date(text: Any, at: int, end: int) -> tuple[int, int]:
    """Days since 1970 and where the date ends; −1 when there is none."""
    year, after = _number(text, at, end, 4)
    if after - at != 4 or after >= end or text[after] not in (_MINUS, _SLASH):
        return 0, -1
    mark = text[after]
    month, then = _number(text, after + 1, end, 2)
    if then == after + 1 or then >= end or text[then] != mark or not 1 <= month <= 12:
        return 0, -1
    day, last = _number(text, then + 1, end, 2)
    if last == then + 1 or not 1 <= day <= _length(year, month) or year < 1:
        return 0, -1
    return _days(year, month, day), last


@njit(cache=True)
def _clock(text: Any, at: int, end: int) -> tuple[int, int]:
    """Microseconds since midnight and where the clock time ends; −1 when there is none."""
    hour, after = _number(text, at, end, 2)
    if after == at or after >= end or text[after] != _COLON or hour > 23:
        return 0, -1
    minute, then = _number(text, after + 1, end, 2)
    if then != after + 3 or minute > 59:
        return 0, -1
    second, micro = 0, 0
    if then < end and text[then] == _COLON:
        second, last = _number(text, then + 1, end, 2)
        if last != then + 3 or second > 59:
            return 0, -1
        then = last
        if then < end and text[then] in (_POINT, _COMMA):
            micro, last = _number(text, then + 1, end, 6)
            if last == then + 1:
                return 0, -1
            micro *= 10 ** (6 - (last - then - 1))
            then = _number(text, last, end, 12)[1]
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro, then


@njit(cache=True)
def _offset(text: Any, at: int, end: int) -> tuple[int, bool]:
    """Minutes east of Greenwich of the zone that ends the text, and whether it is one."""
    if text[at] == _Z:
        return 0, at + 1 == end
    if text[at] not in (_PLUS, _MINUS):
        return 0, False
    hours, after = _number(text, at + 1, end, 2)
    if after != at + 3:
        return 0, False
    minutes = 0
    if after < end:
        after += text[after] == _COLON
        minutes, last = _number(text, after, end, 2)
        if last != after + 2 or last != end:
            return 0, False
    total = hours * 60 + minutes
    return (-total if text[at] == _MINUS else total), minutes < 60 and hours <= 23


@njit(cache=True)
def instant_in(text: Any, at: int, end: int) -> tuple[int, bool]:
    """µs since 1970 of the time in `text[at:end]`, and whether it names no zone; or UNREAD."""
    while at < end and text[at] == _SPACE:
        at += 1
    while end > at and text[end - 1] == _SPACE:
        end -= 1
    if at == end:
        return MISSING, False
    days, at = _date(text, at, end)
    if at < 0:
        return UNREAD, False
    micro = 0
    if at < end:
        if text[at] not in (_T, _SPACE):
            return UNREAD, False
        micro, at = _clock(text, at + 1, end)
        if at < 0:
            return UNREAD, False
    value = days * 86_400_000_000 + micro
    if at < end and text[at] == _SPACE:
        at += 1
    if at == end:
        return value, True
    minutes, sound = _offset(text, at, end)
    return (value - minutes * _MINUTE, False) if sound else (UNREAD, False)


@njit(cache=True)
def _each(text: Any, offsets: Any, known: Any, times: Any, local: Any) -> None:
    for row in range(len(times)):
        times[row] = MISSING
        if known[row]:
            times[row], local[row] = instant_in(text, offsets[row], offsets[row + 1])


def instants(texts: pa.Array) -> tuple[Int64s, Bools]:
    """µs since 1970 of every text (MISSING, UNREAD), and which of them name no zone."""
    column = texts.cast(pa.large_string())
    if column.offset:
        column = pa.concat_arrays([column])
    _, ends, data = column.buffers()
    offsets = np.frombuffer(ends, np.int64)[: len(column) + 1]
    text = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    known = column.is_valid().to_numpy(zero_copy_only=False)
    times, local = np.empty(len(column), np.int64), np.zeros(len(column), np.bool_)
    _each(text, offsets, known, times, local)
    return times, local


def in_zone(times: Int64s, local: Bools, zone: ZoneInfo) -> Int64s:
    """Times that name no zone, taken as clock time of one; an hour that is skipped there is unread."""
    if not local.any() or zone.key == "UTC":
        return times
    clock = pl.Series(times[local]).cast(pl.Datetime("us"))
    there = clock.dt.replace_time_zone(zone.key, ambiguous="earliest", non_existent="null")
    moved = times.copy()
    moved[local] = there.cast(pl.Int64).fill_null(UNREAD).to_numpy()
    return moved
