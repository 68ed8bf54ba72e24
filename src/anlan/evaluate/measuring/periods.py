"""Months of a deployment: named 2026-01, bounded in its own time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from anlan.standards.errors import BadInput
from anlan.standards.time import Instant, instant, moment, zone_named


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month: start ≤ t < end."""

    period: str
    start: Instant
    end: Instant

    def covered(self, first: Instant, last: Instant) -> float:
        """The part of the month that lies between two instants, 0 to 1."""
        inside = min(self.end, last) - max(self.start, first)
        return max(inside, 0) / (self.end - self.start)


def month_named(period: str, zone: str) -> Month:
    """The month of that name; BadInput when it is not one."""
    if not re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", period):
        raise BadInput("not a month", value=period, way_out="write it like 2026-01")
    year, number = int(period[:4]), int(period[5:])
    local = zone_named(zone)
    start = datetime(year, number, 1, tzinfo=local)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=local)
    return Month(period, instant(start), instant(end))


def period_of(at: Instant, zone: str) -> str:
    """The name of the month an instant lies in.

    >>> period_of(Instant(0), "America/New_York")
    '1969-12'
    """
    return f"{moment(at, zone):%Y-%m}"


def months_between(first: Instant, last: Instant, zone: str) -> list[Month]:
    """Every month from the one of `first` to the one of `last`, both included."""
    months = [month_named(period_of(first, zone), zone)]
    while months[-1].end <= last:
        months.append(month_named(period_of(months[-1].end, zone), zone))
    return months
