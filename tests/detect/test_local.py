"""Whole columns of local minutes and days are those of the rows, in every zone there is."""

from __future__ import annotations

from itertools import pairwise
from zoneinfo import available_timezones

import numpy as np
import pytest

from anlan.detect.compiler.derive import local_day, minute_of_week
from anlan.detect.history.local import local_minutes
from anlan.standards.time import (
    DAY,
    EARLIEST,
    HOUR,
    LATEST,
    MINUTE,
    SECOND,
    Instant,
    moment,
    parse_iso,
)

ZONES = sorted(available_timezones())
BORDERS = (-SECOND, -1, 0, 1, MINUTE - 1, MINUTE)


def moves(zone: str, since: Instant, until: Instant) -> list[Instant]:
    """When the clock of a zone was moved, to the second, looking at it every six hours."""
    looks = range(since, until, 6 * HOUR)
    offsets = [moment(Instant(at), zone).utcoffset() for at in looks]
    found = []
    for (low, before), (high, after) in pairwise(zip(looks, offsets, strict=True)):
        while before != after and high - low > SECOND:
            middle = (low + high) // SECOND // 2 * SECOND
            same = moment(Instant(middle), zone).utcoffset() == after
            low, high = (low, middle) if same else (middle, high)
        if before != after:
            found.append(Instant(high))
    return found


@pytest.mark.parametrize("zone", ["America/St_Johns", "Africa/Monrovia", "Pacific/Kiritimati",
                                  "Pacific/Guam", "Australia/Lord_Howe", "Asia/Shanghai"])  # fmt: skip
def test_a_clock_may_be_moved_at_any_moment(zone: str) -> None:
    """These were moved a minute after midnight, by half an hour, or at an odd second."""
    turns = moves(zone, parse_iso("1971-06-01T00:00:00Z"), parse_iso("1995-01-01T00:00:00Z"))
    assert turns
    agree(zone, [at + border for at in turns for border in BORDERS])


def test_every_zone_there_is() -> None:
    pick = np.random.default_rng(7)
    for zone in ZONES:
        spread = pick.integers(EARLIEST, LATEST, 12).tolist()
        lately = pick.integers(0, 70 * 365 * DAY, 12).tolist()
        agree(zone, [*spread, *lately])


def agree(zone: str, times: list[int]) -> None:
    minutes, days = local_minutes(times, [zone] * len(times))
    wanted = [(minute_of_week(Instant(at), zone), local_day(Instant(at), zone)) for at in times]
    assert list(zip(minutes.tolist(), days.tolist(), strict=True)) == wanted, zone


def test_a_time_that_is_missing_or_outside_the_calendar_has_none() -> None:
    first = parse_iso("0001-01-01T00:00:00Z")
    times = [None, first - 1, first, first + DAY]
    minutes, days = local_minutes(times, ["Asia/Shanghai"] * 4)
    assert minutes.tolist() == [-1, -1, 485, 485 + 24 * 60]  # the sun's time, 8:05:43 ahead
    assert days.tolist() == [-1, -1, 1, 2]
