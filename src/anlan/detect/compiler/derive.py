"""Attributes that follow from a row's fields, its event time and its zone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from anlan.standards.time import DAY, MINUTE, Instant, moment

Derive = Callable[[Mapping[str, Any], Instant, str], Any]
"""From the fields of a record, its event time and its zone to the value of an attribute."""

DeriveMany = Callable[[Mapping[str, Sequence[Any]], Sequence[Instant], Sequence[str]], list[Any]]
"""The same for many records, from the columns of their fields."""

POINT = "@point"
"""Where a row is: whole millimetres from the centre of the earth, (x, y, z); None if unknown."""
MINUTE_OF_WEEK = "@minute"
"""Minutes since Monday 00:00 by the wall clock of the row's zone."""
LOCAL_DAY = "@day"
"""Proleptic number of the row's local day."""

MINUTES_OF_DAY = 24 * 60
MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY
_WHOLE_MINUTES = 3 * 365 * DAY
"""Since 1972 no clock has been ahead by a part of a minute."""

Point = tuple[int, int, int]
_RADIUS = 6_371_000_000
"""Of the earth as a ball, in millimetres."""


def point(fields: Mapping[str, Any], _at: Instant, _zone: str) -> Point | None:
    """Where a record is."""
    longitude, latitude = fields.get("longitude"), fields.get("latitude")
    if longitude is None or latitude is None:
        return None
    return point_at(longitude, latitude)


@lru_cache(maxsize=1 << 16)
def point_at(longitude: float, latitude: float) -> Point:
    """A place in degrees as millimetres from the centre of the earth."""
    east, north = math.radians(longitude), math.radians(latitude)
    return (
        round(_RADIUS * math.cos(north) * math.cos(east)),
        round(_RADIUS * math.cos(north) * math.sin(east)),
        round(_RADIUS * math.sin(north)),
    )


def distance_squared(one: Point, other: Point) -> int:
    """Square of the straight line between two points, in square millimetres."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def minute_of_week(at: Instant, zone: str) -> int:
    """Minutes since Monday 00:00 by the wall clock of a zone.

    >>> minute_of_week(Instant(0), "Asia/Shanghai") == 3 * MINUTES_OF_DAY + 8 * 60
    True
    """
    whole = at // MINUTE * MINUTE
    return _minute_of_week(Instant(whole if at >= _WHOLE_MINUTES else at), zone)


@lru_cache(maxsize=4096)
def _minute_of_week(at: Instant, zone: str) -> int:
    local = moment(at, zone)
    return local.weekday() * MINUTES_OF_DAY + local.hour * 60 + local.minute


def local_day(at: Instant, zone: str) -> int:
    """Proleptic number of the day an instant falls on by the wall clock of a zone."""
    return moment(at, zone).toordinal()


def derive_minute(_fields: Mapping[str, Any], at: Instant, zone: str) -> int:
    return minute_of_week(at, zone)


def derive_day(_fields: Mapping[str, Any], at: Instant, zone: str) -> int:
    return local_day(at, zone)


def _points(
    columns: Mapping[str, Sequence[Any]], _times: Sequence[Instant], _zones: Sequence[str]
) -> list[Point | None]:
    places = zip(columns["longitude"], columns["latitude"], strict=True)
    return [
        None if longitude is None or latitude is None else point_at(longitude, latitude)
        for longitude, latitude in places
    ]


def _minutes(
    _columns: Mapping[str, Sequence[Any]], times: Sequence[Instant], zones: Sequence[str]
) -> list[int]:
    at = np.array(times, np.int64)
    whole = np.where(at >= _WHOLE_MINUTES, at // MINUTE * MINUTE, at)
    return list(map(_minute_of_week, whole.tolist(), zones))


MANY: dict[Derive, DeriveMany] = {point: _points, derive_minute: _minutes}
"""What derives for many records at once, where that is quicker than for each."""
