"""All candidate calls of a run, day after day: everyday calls, invalid ones, and causes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from anlan.simulate.attraction import Attraction
from anlan.simulate.births import Births
from anlan.simulate.candidates import INVALID, Life, Rows, candidate_rows, generator
from anlan.simulate.chronic import ChronicPlaces
from anlan.simulate.city import City
from anlan.simulate.ground import Floats
from anlan.simulate.rhythm import BIN, BINS, Rhythm, rhythm
from anlan.simulate.truth import Cause
from anlan.standards.time import DAY, Instant

_EVERYDAY, _DETAILS = 4, 5
_WARM_UP = 60
"""Days before the start whose births may still call after it."""
UNIFORMS, NORMALS = 8, 12


@dataclass(frozen=True, eq=False)
class Day:
    """The candidates of one UTC day in order of time, with the draws for their handling:
    uniform and standard normal numbers, a row each; `offset` of local time, µs."""

    calls: Rows
    offset: NDArray[np.int64]
    uniform: Floats
    normal: Floats


class Arrivals:
    """The candidate calls of one run. `causes` grows as they begin; its positions number them."""

    def __init__(self, city: City, seed: int, start: Instant) -> None:
        self._city = city
        self._seed = seed
        self._start = start
        self._attraction = Attraction(city)
        self._chronic = ChronicPlaces(city, seed, start)
        self._births = Births(city, self._attraction, seed)
        self._ahead: dict[int, list[Rows]] = defaultdict(list)
        self.causes: list[Cause] = self._chronic.causes

    def days(self) -> Iterator[Day]:
        """From the UTC day of the start on, without end."""
        first = self._start // DAY
        for day in range(first - _WARM_UP, first):
            self._bear(day)
        return map(self._day, count(first))

    def _day(self, day: int) -> Day:
        self._bear(day)
        beat = rhythm(day, self._city.zone)
        parts = [self._everyday(day, beat), *self._ahead.pop(day, [])]
        parts += [_of(n, life) for n, life in enumerate(self._chronic.on(day))]
        calls = np.concatenate(parts)
        calls = calls[calls["time"] >= self._start]
        calls = calls[np.argsort(calls["time"], kind="stable")]
        rng = generator(self._seed, _DETAILS, day)
        return Day(
            calls,
            beat.offset[(calls["time"] - day * DAY) // BIN],
            rng.random((len(calls), UNIFORMS)),
            rng.standard_normal((len(calls), NORMALS)),
        )

    def _everyday(self, day: int, beat: Rhythm) -> Rows:
        """Calls without a cause: a Poisson count per category and half hour."""
        rng = generator(self._seed, _EVERYDAY, day)
        rates = np.vstack([beat.valid, beat.invalid]) * (self._city.population / 1000)
        cells = np.repeat(np.arange(rates.size), rng.poisson(rates).ravel())
        category, bins = np.divmod(cells, BINS)
        time = day * DAY + (bins + rng.random(len(cells))) * BIN
        valid = category < len(beat.valid)
        spot = np.full(len(cells), -1, np.int32)
        spot[valid] = self._attraction.draw(rng, category[valid])
        return candidate_rows(time, np.where(valid, category, INVALID), spot)

    def _bear(self, day: int) -> None:
        """Begin the causes born on a day and lay out their calls over the days ahead."""
        for life in self._births.on(day):
            calls = _of(len(self.causes), life)
            self.causes.append(life.cause)
            of_day = calls["time"] // DAY
            for later in np.unique(of_day).tolist():
                self._ahead[later].append(calls[of_day == later])


def _of(number: int, life: Life) -> Rows:
    """The calls of a life, numbered with its cause."""
    life.calls["cause"] = number
    return life.calls
