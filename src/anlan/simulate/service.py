"""How a city answers its calls: who is sent, and how long everything takes.

A unit serves one call at a time. Each call takes the unit of its kind that can be there first,
counting the time until that unit is free again; what follows needs nothing that comes later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan.simulate.candidates import INVALID
from anlan.simulate.city import City
from anlan.simulate.demand import demand
from anlan.standards.time import MINUTE, SECOND


@dataclass(frozen=True, slots=True)
class Sent:
    """A unit on its way: positions in city.units, and when it comes and is done (instants)."""

    unit: int
    nearest: int
    dispatched: int
    acknowledged: int
    departed: int
    arrived: int
    handled: int


class Service:
    """The units of a city and until when each is taken."""

    def __init__(self, city: City) -> None:
        wanted = demand()
        self._travel = city.travel
        self._nearest = {kind: seconds.argmin(axis=1) for kind, seconds in city.travel.items()}
        self._first = {
            kind: next(u for u, unit in enumerate(city.units) if unit.kind == kind)
            for kind in wanted.units
        }
        self._free = {kind: np.zeros(t.shape[1], np.int64) for kind, t in city.travel.items()}
        self._kinds = [category.served_by for category in wanted.categories.values()]

    def serves(self, category: int) -> bool:
        """Whether a unit is sent to calls of a category."""
        return category != INVALID and self._kinds[category] is not None

    def send(self, category: int, spot: int, ready: int, pace: float, needs: list[int]) -> Sent:
        """Send the unit that can be there first; `ready` is the earliest it can be told,
        `pace` stretches its travel, `needs` are the µs to acknowledge, depart and handle."""
        kind = self._kinds[category]
        assert kind is not None, "nobody serves this category"
        free, travel = self._free[kind], self._travel[kind][spot]
        told = np.maximum(free, ready)
        chosen = int((told + travel * int(pace * SECOND)).argmin())
        acknowledge, depart, handle = needs
        dispatched = int(told[chosen])
        departed = dispatched + acknowledge + depart
        arrived = departed + int(travel[chosen] * pace) * SECOND
        handled = arrived + handle
        free[chosen] = handled + demand().units[kind].clearing * MINUTE
        first = self._first[kind]
        return Sent(
            unit=first + chosen,
            nearest=first + int(self._nearest[kind][spot]),
            dispatched=dispatched,
            acknowledged=dispatched + acknowledge,
            departed=departed,
            arrived=arrived,
            handled=handled,
        )
