"""Running a city step by step while somebody acts on what lies behind its calls.

A run is saved as its seed, the measures it was given and its clock; restoring replays it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from typing import Any, cast, get_args

from anlan.simulate.city import City
from anlan.simulate.course import Course
from anlan.simulate.events import Event, call_events, order
from anlan.simulate.plan import Measure
from anlan.simulate.table import CallTable
from anlan.simulate.truth import Truth
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import Instant, iso

_FORMAT = 1


class Run:
    """A city that runs forward and can be acted upon.

    >>> from anlan.standards.time import DAY, parse_iso
    >>> run = Run(City.invent(3, 20_000), 3, parse_iso("2026-01-01T00:00:00+08:00"))
    >>> run.advance(Instant(run.now + DAY))[0].type
    'received'
    """

    def __init__(self, city: City, seed: int, start: Instant) -> None:
        self.city = city
        self._seed = seed
        self._course = Course(city, seed, start)
        self._ahead: list[tuple[tuple[int, str, int], Event]] = []

    @property
    def now(self) -> Instant:
        """Everything before it has been given out."""
        return self._course.now

    def advance(self, until: Instant) -> list[Event]:
        """The events of now ≤ time < until, in order; `until` becomes now.

        The same run, however it is cut, gives the same events. BadInput when `until` lies
        before now.
        """
        if until < self.now:
            raise BadInput(
                "a run does not go back",
                value=iso(until),
                way_out=f"advance to {iso(self.now)} or later, or start another run",
            )
        self._queue(self._course.advance(until), self._course.start)
        return list(self._due(until))

    def mediate(self, key: str, at: Instant | None = None) -> None:
        """Somebody mediates the living disputes at a premises; see `act`."""
        self.act("mediation", key, at)

    def act(self, measure: Measure, key: str, at: Instant | None = None) -> None:
        """Do something about a premises (for `patrol`: an area) at an instant, now by default.

        It meets every cause alive there that it is the proper measure for, and works with the
        chance declared in `causes.yaml`; anything else it meets it does not change. A cause's
        own id, known from the truth only, is a key as well. BadInput when the measure is unknown
        or `at` lies before now; NotFound when the city has no such place.
        """
        when = self.now if at is None else at
        if measure not in get_args(Measure):
            raise BadInput(
                "no such measure",
                value=measure,
                way_out=f"use one of {', '.join(get_args(Measure))}",
            )
        if when < self.now:
            raise BadInput(
                "nobody acts in the past",
                value=iso(when),
                way_out=f"act at {iso(self.now)} or later",
            )
        if not self._knows(key):
            raise NotFound(
                "no such premises or area in this city",
                value=key,
                way_out="use an id from City.records()",
            )
        self._course.measure(measure, key, when)

    def truth(self) -> Truth:
        """What is behind the calls up to now; for scoring, never for the stream."""
        return self._course.truth()

    def state(self) -> dict[str, Any]:
        """All that is needed to restore the run, as JSON-able values."""
        return {
            "format": _FORMAT,
            "city": {
                "seed": self.city.seed,
                "population": self.city.population,
                "zone": self.city.zone,
                "centre": [self.city.plane.longitude, self.city.plane.latitude],
            },
            "seed": self._seed,
            "start": self._course.start,
            "now": self.now,
            "measures": [list(measure) for measure in self._course.measures],
        }

    @staticmethod
    def restore(state: Mapping[str, Any]) -> Run:
        """The run as it was when `state` was taken: it goes on with the same events.

        It replays, at the speed of `simulate`. BadInput when it is not such a state.
        """
        try:
            return _restored(state)
        except (KeyError, TypeError, ValueError):
            raise BadInput(
                "not the saved state of a run", way_out="start a new run from a seed"
            ) from None

    def _replay(self, until: Instant) -> None:
        table = self._course.advance(until)
        open_still = table.steps.max(axis=1, initial=-1) >= until
        self._queue(table.rows(open_still), until)

    def _queue(self, table: CallTable, since: Instant) -> None:
        for call in call_events(self.city, table):
            events: tuple[Event, ...] = (call, *call.steps)
            for event in events:
                if event.time >= since:
                    heapq.heappush(self._ahead, (order(event), event))

    def _due(self, until: Instant) -> Iterator[Event]:
        while self._ahead and self._ahead[0][0][0] < until:
            yield heapq.heappop(self._ahead)[1]

    def _knows(self, key: str) -> bool:
        return (
            self.city.spots.has_premises(key)
            or any(area.id == key for area in self.city.areas)
            or any(cause.id == key for cause in self._course.causes)
        )


def _restored(state: Mapping[str, Any]) -> Run:
    if state["format"] != _FORMAT:
        raise ValueError(state["format"])
    home = state["city"]
    longitude, latitude = home["centre"]
    city = City.invent(home["seed"], home["population"], home["zone"], centre=(longitude, latitude))
    run = Run(city, state["seed"], Instant(state["start"]))
    for at, measure, key in state["measures"]:
        run._course.measure(cast(Measure, measure), key, Instant(at))
    run._replay(Instant(state["now"]))
    return run
