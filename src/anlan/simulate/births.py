"""Disputes and surges: causes that begin on a day, run their course and end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from anlan.simulate.attraction import Attraction
from anlan.simulate.candidates import (
    FIRST,
    SERIOUS,
    Life,
    Rows,
    candidate_rows,
    generator,
    pick,
    pick_many,
    whole_second,
)
from anlan.simulate.city import City
from anlan.simulate.demand import Weights, demand
from anlan.simulate.plan import Disputes, plan
from anlan.simulate.truth import Cause
from anlan.standards.time import DAY, SECOND, Instant

_STREAM = 1
_YEAR = 365.25


class Births:
    """Draws the causes born in a city, day by day, whole lives at a time."""

    def __init__(self, city: City, attraction: Attraction, seed: int) -> None:
        self._city = city
        self._attraction = attraction
        self._seed = seed
        self._people = np.array([area.population for area in city.areas]) / city.population

    def on(self, day: int) -> Iterator[Life]:
        """The lives that begin on a UTC day (days since the epoch)."""
        rng = generator(self._seed, _STREAM, day)
        share = self._city.population / 1000 / _YEAR
        for n in range(rng.poisson(plan().disputes.per_1000_a_year * share)):
            yield self._dispute(rng, f"dispute-{day}-{n}", day)
        for n in range(rng.poisson(plan().surges.per_1000_a_year * share)):
            yield self._surge(rng, f"surge-{day}-{n}", day)

    def _dispute(self, rng: np.random.Generator, name: str, day: int) -> Life:
        drawn = plan().disputes
        kind = drawn.kinds[pick(rng, {k: v.weight for k, v in drawn.kinds.items()})]
        spot = self._city.spots.draw(rng, pick(rng, kind.at))
        born = whole_second(day * DAY + rng.random() * DAY)
        entered, calls, serious = _course(rng, drawn, kind.category, spot, born)
        cause = Cause(
            id=name,
            kind="dispute",
            key=self._city.spots.premises_id(spot),
            category=kind.category,
            begins=born,
            ends=Instant(entered[-1] + SECOND),
            stages=tuple(entered[:-1]),
            serious=serious,
        )
        return Life(cause, calls)

    def _surge(self, rng: np.random.Generator, name: str, day: int) -> Life:
        drawn = plan().surges
        category = pick(rng, drawn.categories)
        area = int(rng.choice(len(self._people), p=self._people))
        begins = whole_second(day * DAY + rng.random() * DAY)
        ends = whole_second(begins + rng.uniform(*drawn.days) * DAY)
        count = rng.poisson(rng.uniform(*drawn.calls_a_day) * (ends - begins) / DAY)
        number = _number(category)
        calls = candidate_rows(
            np.sort(rng.uniform(begins, ends, count)),
            number,
            self._attraction.within(rng, number, area, count),
            mark=rng.random(count),
        )
        return Life(Cause(name, "surge", self._city.areas[area].id, category, begins, ends), calls)


def _course(
    rng: np.random.Generator, drawn: Disputes, category: str, spot: int, born: Instant
) -> tuple[list[Instant], Rows, Instant | None]:
    """When a dispute enters each stage (the last: when it ends), its calls, and when it turns
    serious if it does."""
    entered = [born]
    calls = [candidate_rows([born], _number(category), spot, mark=FIRST, level=3)]
    for stage in drawn.stages:
        low, high = entered[-1], whole_second(entered[-1] + rng.exponential(stage.days) * DAY)
        time = np.sort(rng.uniform(low, high, rng.poisson(stage.calls_a_day * (high - low) / DAY)))
        mix: Weights = {category: 1.0 - sum(stage.mix.values()), **stage.mix}
        numbers = [_number(name) for name in pick_many(rng, mix, len(time))]
        marks = rng.uniform(FIRST, SERIOUS, len(time))
        calls.append(candidate_rows(time, numbers, spot, mark=marks, level=stage.level))
        entered.append(high)
        if rng.random() < stage.fades:
            return entered, np.concatenate(calls), None
    last = drawn.serious
    calls.append(
        candidate_rows([entered[-1]], _number(last.category), spot, mark=SERIOUS, level=last.level)
    )
    return entered, np.concatenate(calls), entered[-1]


def _number(category: str) -> int:
    return demand().names.index(category)
