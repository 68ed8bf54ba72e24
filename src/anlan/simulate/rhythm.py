"""How the intensity of calls runs with the local hour, weekday, season and holidays.

Intensity is constant within half an hour, so a Poisson count per half hour and uniform times
inside it are an exact draw of the non-homogeneous Poisson process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from anlan.simulate.demand import Demand, demand
from anlan.simulate.ground import Floats
from anlan.standards.time import DAY, MINUTE, SECOND, Instant, moment

BIN = 30 * MINUTE
BINS = DAY // BIN
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, eq=False)
class Rhythm:
    """One UTC day. `valid`: expected calls per 1000 people (categories × half hours);
    `invalid`: the same for invalid calls; `daytime`: relative intensity of each profile of the
    day; `offset`: of local time from UTC, in µs, per half hour."""

    valid: Floats
    invalid: Floats
    daytime: dict[str, Floats]
    offset: NDArray[np.int64]


@lru_cache(maxsize=400)
def rhythm(day: int, zone: str) -> Rhythm:
    """The rhythm of a UTC day (days since the epoch) in a zone."""
    middles = [moment(Instant(day * DAY + b * BIN + BIN // 2), zone) for b in range(BINS)]
    free_dates = {local for local in {m.date() for m in middles} if is_holiday(local)}
    free = np.array([m.date() in free_dates for m in middles])
    hour = np.array([m.hour for m in middles])
    weekday = np.where(free, 6, [m.weekday() for m in middles])
    month = np.array([m.month - 1 for m in middles])
    shapes = _shapes()
    valid = shapes.rate[:, None] * shapes.day[:, hour] * shapes.week[:, weekday]
    valid *= shapes.season[:, month] * np.where(free, shapes.holiday[:, None], 1.0)
    daytime = {name: _even(profile)[hour] for name, profile in demand().days.items()}
    return Rhythm(valid, _invalid(demand(), middles, daytime), daytime, _offsets(middles))


def is_holiday(local: date) -> bool:
    """Whether a local date is a public holiday of the declaration."""
    wanted = demand().holidays
    lunar = (date.fromisoformat(first) for first in wanted.lunar_new_year)
    return local.strftime("%m-%d") in wanted.fixed or any(
        timedelta(days=-1) <= local - first <= timedelta(days=5) for first in lunar
    )


@dataclass(frozen=True, eq=False)
class _Shapes:
    """A row per category: calls per 1000 people in an average half hour, and what that is
    multiplied with by local hour, weekday, month, and on a holiday."""

    rate: Floats
    day: Floats
    week: Floats
    season: Floats
    holiday: Floats


@lru_cache(maxsize=1)
def _shapes() -> _Shapes:
    wanted, categories = demand(), list(demand().categories.values())
    return _Shapes(
        rate=np.array([c.rate for c in categories]) / (_DAYS_A_YEAR * BINS),
        day=np.array([_even(wanted.days[c.day]) for c in categories]),
        week=np.array([_even(wanted.weeks[c.week]) for c in categories]),
        season=np.array([_even(wanted.seasons[c.season]) for c in categories]),
        holiday=np.array([c.holiday for c in categories]),
    )


def _invalid(wanted: Demand, middles: list[datetime], daytime: dict[str, Floats]) -> Floats:
    turn = np.array([m.timetuple().tm_yday for m in middles]) * 2 * np.pi / _DAYS_A_YEAR
    share = wanted.invalid.share + wanted.invalid.swing * np.sin(turn)
    valid = sum(category.rate for category in wanted.categories.values())
    mean = valid / (_DAYS_A_YEAR * BINS)
    return np.asarray(mean * share / (1 - share) * daytime[wanted.invalid.day])


def _offsets(middles: list[datetime]) -> NDArray[np.int64]:
    found = [m.utcoffset() or timedelta() for m in middles]
    return np.array([int(offset.total_seconds()) * SECOND for offset in found])


def _even(profile: tuple[float, ...]) -> Floats:
    values = np.array(profile)
    return np.asarray(values / values.mean())
