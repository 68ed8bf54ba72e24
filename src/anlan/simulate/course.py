"""The course of a run: which candidate calls come, who is sent, what the measures change.

A run's candidate calls depend on the seed alone; what was done only thins them; who is sent
depends on the calls before. So the same seed and the same measures at the same times give the
same calls however the steps are cut.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict

import numpy as np

from anlan.simulate.answered import answered
from anlan.simulate.arrivals import Arrivals, Day
from anlan.simulate.candidates import SERIOUS, generator
from anlan.simulate.city import City
from anlan.simulate.handling import Handling, draw_handling
from anlan.simulate.plan import Measure, plan
from anlan.simulate.service import Sent, Service
from anlan.simulate.table import CallTable, call_id
from anlan.simulate.truth import Attempt, Cause, Truth
from anlan.standards.errors import BadInput
from anlan.standards.time import DAY, EARLIEST, HOUR, LATEST, MINUTE, Instant

_ATTEMPTS = 6
_CALM_WITHIN = int(plan().disputes.calm.within_minutes * MINUTE)
_CALM_FOR = int(plan().disputes.calm.hours * HOUR)


class Course:
    """The state of a run between two instants; `now` is where it stands."""

    def __init__(self, city: City, seed: int, start: Instant) -> None:
        if seed < 0 or not EARLIEST + DAY * 365 <= start < LATEST:
            raise BadInput(
                "no run can start so",
                value=(seed, start),
                way_out="use a seed of 0 or more and a start from 1901 to 2099",
            )
        self.now = self.start = start
        self.measures: list[tuple[Instant, Measure, str]] = []
        """Every measure ever given, in order of time."""
        self._city = city
        self._seed = seed
        self._arrivals = Arrivals(city, seed, start)
        self._service = Service(city)
        self._days = self._arrivals.days()
        self._done = 0
        self._left: dict[int, float] = {}
        self._calm: dict[int, tuple[int, int]] = {}
        self._numbered: Counter[int] = Counter()
        self._made: dict[int, list[tuple[Instant, str]]] = defaultdict(list)
        self._prevented: dict[int, list[Instant]] = defaultdict(list)
        self._attempts: list[Attempt] = []
        self._open_day()

    @property
    def causes(self) -> list[Cause]:
        """All causes laid out so far, some of which may begin later."""
        return self._arrivals.causes

    def measure(self, measure: Measure, key: str, at: Instant) -> None:
        """Something is done about `key` at an instant not before `now`."""
        insort(self.measures, (at, measure, key))

    def advance(self, until: Instant) -> CallTable:
        """The calls received in now ≤ time < until; `until` becomes now."""
        tables = [self._take(self.now)]
        while self.now < until:
            self._apply_due()
            ahead = [at for at, _, _ in self.measures[self._done :][:1]]
            stop = min(until, self._day_ends, *ahead)
            tables.append(self._take(stop))
            self.now = stop
            if stop == self._day_ends:
                self._open_day()
        return CallTable.joined(tables)

    def truth(self) -> Truth:
        """What is behind the calls up to now."""
        begun = {n: cause for n, cause in enumerate(self.causes) if cause.begins < self.now}
        return Truth(
            since=self.start,
            until=self.now,
            causes=tuple(begun.values()),
            calls={cause.id: tuple(self._made.get(n, ())) for n, cause in begun.items()},
            prevented={cause.id: tuple(self._prevented.get(n, ())) for n, cause in begun.items()},
            attempts=tuple(self._attempts),
        )

    def _open_day(self) -> None:
        self._day: Day = next(self._days)
        self._handling: Handling = draw_handling(self._city, self._day)
        self._cursor = 0
        self._day_ends = Instant((self.now // DAY + 1) * DAY)

    def _apply_due(self) -> None:
        while self._done < len(self.measures) and self.measures[self._done][0] <= self.now:
            at, measure, key = self.measures[self._done]
            self._done += 1
            for n, cause in enumerate(self.causes):
                if key in (cause.key, cause.id) and n not in self._left and cause.alive(at):
                    self._attempt(n, cause, measure, at)

    def _attempt(self, n: int, cause: Cause, measure: Measure, at: Instant) -> None:
        works, residual, proper = _effect(cause, at)
        if measure != proper:
            return
        before = sum(attempt.cause == cause.id for attempt in self._attempts)
        luck = generator(self._seed, _ATTEMPTS + n, before).random()
        self._attempts.append(Attempt(at, measure, cause.id, luck < works))
        if luck < works:
            self._left[n] = residual

    def _take(self, stop: Instant) -> CallTable:
        """The candidates of the open day before `stop` that do come, each answered."""
        calls = self._day.calls
        low = self._cursor
        high = self._cursor = int(np.searchsorted(calls["time"], stop))
        came: list[int] = []
        sent: list[Sent | None] = []
        ids: list[tuple[int, int]] = []
        ready = self._handling.ready[low:high].tolist()
        pace = self._handling.pace[low:high].tolist()
        needs = self._handling.needs[low:high].tolist()
        dates = ((calls["time"][low:high] + self._day.offset[low:high]) // DAY).tolist()
        rows = calls[["time", "category", "spot", "mark", "cause"]][low:high].tolist()
        for i, (time, category, spot, mark, cause) in enumerate(rows):
            if cause >= 0 and not self._comes(cause, time, mark):
                self._prevented[cause].append(time)
                continue
            self._numbered[dates[i]] += 1
            unit = (
                self._service.send(category, spot, ready[i], pace[i], needs[i])
                if self._service.serves(category)
                else None
            )
            came.append(low + i)
            sent.append(unit)
            ids.append((dates[i], self._numbered[dates[i]]))
            if cause >= 0:
                self._made[cause].append((time, call_id(*ids[-1])))
                self._calms(cause, time, unit)
        return answered(self._day, self._handling, np.array(came, np.int64), sent, ids)

    def _comes(self, cause: int, time: int, mark: float) -> bool:
        share = self._left.get(cause, 1.0)
        begins, ends = self._calm.get(cause, (0, 0))
        if begins <= time < ends and mark < SERIOUS:
            share = min(share, plan().disputes.calm.keeps)
        return mark <= share

    def _calms(self, cause: int, time: int, unit: Sent | None) -> None:
        if self.causes[cause].kind != "dispute" or unit is None:
            return
        if unit.arrived - time <= _CALM_WITHIN:
            self._calm[cause] = (unit.arrived, unit.arrived + _CALM_FOR)


def _effect(cause: Cause, at: Instant) -> tuple[float, float, Measure]:
    """Of the proper measure on a cause at an instant: the chance that it works, the share of
    calls then left, and which measure that is."""
    if cause.kind == "dispute":
        stage = sum(entered <= at for entered in cause.stages) - 1
        disputes = plan().disputes
        return disputes.stages[stage].mediated, disputes.residual, "mediation"
    drawn = plan().surges if cause.kind == "surge" else plan().chronic[cause.kind]
    return drawn.works, drawn.residual, drawn.measure
