"""Hot places and false alarms: causes planted with the city that never end by themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from anlan.simulate.candidates import Life, candidate_rows, generator, pick, pick_many, whole_second
from anlan.simulate.city import City
from anlan.simulate.demand import demand
from anlan.simulate.plan import Chronic, ChronicKind, plan
from anlan.simulate.rhythm import BIN, BINS, rhythm
from anlan.simulate.truth import Cause, CauseKind
from anlan.standards.time import DAY, Instant

_PLANTED, _CALLS = 2, 3
_ONSETS = 300 * DAY
_BEFORE = 30 * DAY


class ChronicPlaces:
    """The chronic places of one run; those not yet begun begin within its first 300 days."""

    def __init__(self, city: City, seed: int, start: Instant) -> None:
        self._zone = city.zone
        self._seed = seed
        rng = generator(seed, _PLANTED)
        self._places: list[tuple[Cause, ChronicKind, int]] = []
        for name, chronic in plan().chronic.items():
            for n in range(max(1, round(chronic.per_1000 * city.population / 1000))):
                self._places.append(_planted(rng, city, name, chronic, n, start))

    @property
    def causes(self) -> list[Cause]:
        return [cause for cause, _, _ in self._places]

    def on(self, day: int) -> Iterator[Life]:
        """The calls of each place on a UTC day, in the order of `causes`."""
        rng = generator(self._seed, _CALLS, day)
        daytime = rhythm(day, self._zone).daytime
        for cause, kind, spot in self._places:
            counts = rng.poisson(kind.calls_a_day * daytime[kind.day] / BINS)
            bins = np.repeat(np.arange(BINS), counts)
            time = day * DAY + (bins + rng.random(len(bins))) * BIN
            numbers = [demand().names.index(c) for c in pick_many(rng, kind.mix, len(bins))]
            calls = candidate_rows(time, numbers, spot, mark=rng.random(len(bins)))
            yield Life(cause, calls[calls["time"] >= cause.begins])


def _planted(
    rng: np.random.Generator, city: City, name: CauseKind, chronic: Chronic, n: int, start: Instant
) -> tuple[Cause, ChronicKind, int]:
    choice = pick(rng, {str(k): kind.weight for k, kind in enumerate(chronic.kinds)})
    kind = chronic.kinds[int(choice)]
    spot = city.spots.draw(rng, kind.at)
    onset = -_BEFORE if rng.random() < chronic.begun else rng.uniform(0, _ONSETS)
    cause = Cause(
        id=f"{name}-{n}",
        kind=name,
        key=city.spots.premises_id(spot),
        category=max(kind.mix, key=lambda category: kind.mix[category]),
        begins=whole_second(start + onset),
        ends=None,
    )
    return cause, kind, spot
