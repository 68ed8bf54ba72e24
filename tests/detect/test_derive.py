"""What follows from a row's fields is the same for many rows at once as for each alone."""

from __future__ import annotations

import random

from anlan.detect.compiler.derive import MANY
from anlan.standards.time import DAY, Instant

ZONES = ("Asia/Shanghai", "America/New_York", "Africa/Monrovia", "Asia/Kathmandu", "UTC")
"""Monrovia was ahead of its meridian by a part of a minute until 1972."""
PLACES = (None, -180.0, -0.1, 0.0, 116.391, 180.0)
NORTH = (None, -90.0, 0.0, 31.2304, 90.0)


def test_many_at_once_are_each_alone() -> None:
    pick = random.Random(4)
    number = 2_000
    times = [Instant(pick.randrange(-5 * 365 * DAY, 60 * 365 * DAY)) for _ in range(number)]
    zones = [pick.choice(ZONES) for _ in range(number)]
    fields = [
        {"longitude": pick.choice(PLACES), "latitude": pick.choice(NORTH)} for _ in range(number)
    ]
    columns = {name: [each[name] for each in fields] for name in ("longitude", "latitude")}
    assert MANY
    for alone, many in MANY.items():
        assert many(columns, times, zones) == list(map(alone, fields, times, zones))
