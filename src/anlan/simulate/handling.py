"""What is drawn for every candidate call before anybody is sent: level, channel, durations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.simulate.arrivals import Day
from anlan.simulate.city import City
from anlan.simulate.demand import demand
from anlan.simulate.ground import Floats
from anlan.standards.time import DAY, HOUR, SECOND

Micros = NDArray[np.int64]

_CALLED_BACK, _RECLASSED = 0.3, 0.06
_DEPARTMENT = np.array([1.5, 5, 30]) * 3600
"""Median seconds a department needs to receive, to start and to finish a work order."""
_URGENT = 2
"""Levels up to this are answered in a hurry."""
_TRAFFIC = np.array([0.8] * 7 + [1.3, 1.3] + [1.05] * 8 + [1.3, 1.3] + [1.0] * 3 + [0.85] * 2)
"""Stretch of travel time by local hour."""


@dataclass(frozen=True, eq=False)
class Handling:
    """Column i of each belongs to candidate i of a day; numbers as in CallTable."""

    level: NDArray[np.int8]
    channel: NDArray[np.int8]
    phrase: NDArray[np.int8]
    feedback: NDArray[np.int16]
    area: NDArray[np.int16]
    graded: Micros
    """Instants."""
    ready: Micros
    """Instants; the earliest a unit can be told."""
    pace: Floats
    """Stretch of travel time."""
    needs: Micros
    """µs a unit needs to acknowledge, to depart, to handle (calls × 3)."""
    after: Micros
    """µs from handled to fed back, from there to reviewed, from there to called back (0: not),
    and from the last of them to archived (calls × 4)."""
    diversion: Micros
    """µs a department needs to receive a work order, to start on it, to finish it (calls × 3)."""
    mood: Floats
    """Uniform; how content the caller is, apart from the wait."""


def draw_handling(city: City, day: Day) -> Handling:
    """The handling of each candidate of a day, by its category and level."""
    calls, u, z, tables = day.calls, day.uniform, day.normal, _tables()
    category, spot = calls["category"], calls["spot"]
    level = np.where(
        calls["level"] > 0, calls["level"], _chosen(tables.level[category], u[:, 0]) + 1
    )
    hurry = np.where(level <= _URGENT, 0.6, 1.0)
    hour = (calls["time"] + day.offset) % DAY // HOUR
    graded = calls["time"] + _lognormal(40 * hurry, 0.4, z[:, 0])
    needs = (15 + 0 * hurry, 60 * hurry, tables.minutes[category] * 60)
    after = (12 * 60 + 0 * hurry, 5 * 3600 + 0 * hurry, 24 * 3600 * (u[:, 2] < _CALLED_BACK))
    return Handling(
        level=level.astype(np.int8),
        channel=_chosen(tables.channel[category], u[:, 3]).astype(np.int8),
        phrase=_chosen(tables.phrase[category], u[:, 4]).astype(np.int8),
        feedback=np.where(u[:, 5] < _RECLASSED, tables.sibling[category], category),
        area=np.where(spot >= 0, city.spots.area[spot], _somewhere(city, u[:, 1])).astype(np.int16),
        graded=graded,
        ready=graded + _lognormal(35 * hurry, 0.5, z[:, 1]),
        pace=np.exp(0.18 * z[:, 2]) * np.where(level <= _URGENT, 0.8, 1.0) * _TRAFFIC[hour],
        needs=_lognormal(np.column_stack(needs), 0.45, z[:, 3:6]),
        after=np.column_stack(
            [
                _lognormal(np.column_stack(after), 0.5, z[:, 6:9]),
                (6 + 30 * u[:, 7]).astype(np.int64) * HOUR,
            ]
        ),
        diversion=_lognormal(_DEPARTMENT, 0.6, z[:, 9:12]),
        mood=u[:, 6],
    )


@dataclass(frozen=True, eq=False)
class _Tables:
    """A row per category and, last, one for invalid calls (their number is -1): cumulated
    chances of levels, channels and phrases; median minutes on the spot; the next category of the
    same class and unit, which a feedback that differs names."""

    level: Floats
    channel: Floats
    phrase: Floats
    minutes: Floats
    sibling: NDArray[np.int16]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    wanted = demand()
    categories = list(wanted.categories.values())
    channels = [list(wanted.channels[c.channels].values()) for c in categories]
    return _Tables(
        level=_cumulated([*(c.levels for c in categories), (0, 0, 0, 1)]),
        channel=_cumulated([*channels, list(wanted.channels["police"].values())]),
        phrase=_cumulated(
            [
                *([1.0] * len(c.summaries) for c in categories),
                [reason.weight for reason in wanted.invalid.reasons],
            ]
        ),
        minutes=np.array([*(c.minutes or 0.0 for c in categories), 0.0]),
        sibling=np.array([_sibling(c) for c in range(len(categories))] + [-1], np.int16),
    )


def _sibling(number: int) -> int:
    kin = [(name.split(".")[0], c.served_by) for name, c in demand().categories.items()]
    family = [c for c, of in enumerate(kin) if of == kin[number]]
    return family[(family.index(number) + 1) % len(family)]


def _somewhere(city: City, uniform: Floats) -> NDArray[np.int64]:
    """An area for a call whose place is not known, as people live."""
    steps = np.cumsum([area.population for area in city.areas]) / city.population
    return np.asarray(np.searchsorted(steps, uniform, side="right").clip(max=len(steps) - 1))


def _cumulated(weights: list[list[float] | tuple[float, ...]]) -> Floats:
    widest = max(map(len, weights))
    rows = np.array([[*row, *[0.0] * (widest - len(row))] for row in weights])
    steps = np.cumsum(rows, axis=1)
    return np.asarray(steps / steps[:, -1:])


def _chosen(steps: Floats, uniform: Floats) -> NDArray[np.int64]:
    """The column drawn from each row of cumulated chances."""
    return np.asarray((uniform[:, None] >= steps).sum(axis=1))


def _lognormal(median: ArrayLike, spread: float, normal: Floats) -> Micros:
    """µs in whole seconds, at least one where the median (seconds) is not 0."""
    seconds = np.asarray(median) * np.exp(spread * normal)
    return np.asarray(np.ceil(seconds), np.int64) * SECOND
