"""Durations as they are declared: a number and a unit."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Bounded

from anlan.standards.time import DAY, HOUR, MINUTE

Duration = Annotated[str, Bounded(pattern=r"^[1-9][0-9]{0,4}[mhdw]$")]
"""A number and a unit: m minutes, h hours, d days, w weeks."""

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}


def microseconds(duration: str) -> int:
    """The length of a declared duration.

    >>> microseconds("30d") == 30 * DAY
    True
    """
    return int(duration[:-1]) * _UNITS[duration[-1]]
