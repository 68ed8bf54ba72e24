"""A whole span of a city's life at once: a run in one step, in which nobody acts."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.simulate.city import City, Record
from anlan.simulate.course import Course
from anlan.simulate.events import Event, call_events, order
from anlan.simulate.table import CallTable
from anlan.simulate.truth import Truth
from anlan.standards.errors import BadInput
from anlan.standards.time import DAY, Instant


@dataclass(frozen=True, eq=False)
class World:
    """A span of a city's life. `truth` is kept apart from `calls` and `events`."""

    city: City
    since: Instant
    until: Instant
    calls: CallTable
    truth: Truth

    @property
    def events(self) -> Iterator[Event]:
        """The stream since ≤ time < until, in order, the same as a Run gives."""
        ahead: list[tuple[tuple[int, str, int], Event]] = []
        for call in call_events(self.city, self.calls):
            while ahead and ahead[0][0] < order(call):
                yield heapq.heappop(ahead)[1]
            yield call
            for step in call.steps:
                if step.time < self.until:
                    heapq.heappush(ahead, (order(step), step))
        while ahead:
            yield heapq.heappop(ahead)[1]

    def records(self) -> Iterator[Record]:
        """The city and its calls as records, as they stood at the end of the span."""
        yield from self.city.records()
        for call in call_events(self.city, self.calls):
            yield from call.records(self.until)


def simulate(
    seed: int,
    population: int = 500_000,
    days: int = 365,
    *,
    start: Instant,
    zone: str = "Asia/Shanghai",
) -> World:
    """That many days of an invented city in which nobody acts on what lies behind the calls.

    BadInput when there is no such city, or less than a day to live.
    """
    if days < 1:
        raise BadInput("nothing to simulate", value=days, way_out="ask for at least one day")
    city = City.invent(seed, population, zone)
    course = Course(city, seed, start)
    until = Instant(start + days * DAY)
    return World(city, start, until, course.advance(until), course.truth())
