"""The demand forecast: calls expected per area and step, for placing units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from anlan.detect.forecast.calls import Demand, Where, read_demand
from anlan.detect.forecast.contest import Contest, contest
from anlan.detect.forecast.feedback import Feedback, feedback
from anlan.detect.forecast.hot import Hot, hot
from anlan.detect.forecast.methods import METHODS, NAIVE
from anlan.detect.forecast.panel import Bools, Floats, Panel
from anlan.detect.forecast.spread import coverage, dispersion, limits
from anlan.govern.grants import Grant
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import DAY, HOUR, Instant, iso, moment
from anlan.standards.title import Title
from anlan.store.store import Store

HELD_OUT = 8
FEWEST = 4
"""Weeks of history without which nothing can be held out."""
LONGEST = 28 * 24
FEW = 20
"""Areas; of fewer than this a twentieth is not one, and a hit rate says nothing."""
HISTORY = "history"
"""The ranking by all calls of the past: last year's hot places."""


@dataclass(frozen=True, slots=True)
class AreaForecast:
    """One area: calls expected per step and in all, each with its interval."""

    area: str
    expected: Floats
    low: Floats
    high: Floats
    total: float
    total_low: float
    total_high: float
    mase: float | None
    best: str
    """The method that was best for this area alone; see `Forecast.method`."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Calls expected per area. It is about places; units are placed by it, nobody is judged."""

    begins: Instant
    zone: str
    step_hours: int
    """1, or 24 when the source knows days only."""
    where: Where
    method: str
    """The winner over all areas on the held-out weeks; it forecasts every area."""
    mase: Mapping[str, float]
    rmsse: Mapping[str, float]
    areas: tuple[AreaForecast, ...]
    coverage: float | None
    """The share of steps of the later held-out weeks within the interval made before them."""
    hot: tuple[Hot, ...]
    feedback: Feedback
    weeks: int
    held_out: int
    calls: int
    last: Instant
    left_out: Mapping[str, int]
    remarks: tuple[Title, ...]

    @property
    def times(self) -> tuple[Instant, ...]:
        """When each step begins."""
        steps = len(self.areas[0].expected) if self.areas else 0
        return tuple(Instant(self.begins + at * self.step_hours * HOUR) for at in range(steps))


def forecast(
    store: Store,
    grant: Grant,
    *,
    now: Instant,
    hours: int = 168,
    where: Where | None = None,
    metres: int = 1000,
) -> Forecast:
    """Calls expected per area in the hours from now on, by the method that won the last weeks.

    Reads the lake (fill it before), sees nothing received at or after now. NotFound when there
    is too little history, BadInput for more than four weeks ahead.
    """
    if not 1 <= hours <= LONGEST:
        raise BadInput(
            Title(zh="小时数超出范围", en="hours out of range"),
            value=hours,
            way_out=Title(zh=f"问 1 到 {LONGEST} 小时", en=f"ask for 1 to {LONGEST} hours"),
        )
    demand = read_demand(store, grant, now, where=where, metres=metres)
    if demand.public.weeks < FEWEST:
        raise NotFound(
            Title(
                zh=f"此前只有 {demand.public.weeks} 周警情，不够检验预测",
                en=f"{demand.public.weeks} weeks of calls before this time are too few to test a"
                " forecast",
            ),
            value=iso(now, demand.zone),
            way_out=Title(
                zh=f"等满 {FEWEST} 周，或问更晚的时间",
                en=f"wait until there are {FEWEST} weeks, or name a later time",
            ),
        )
    held_out = min(HELD_OUT, demand.public.weeks // 2)
    return _made(demand, contest(demand.public, METHODS, held_out=held_out), hours, now)


def _made(demand: Demand, held: Contest, hours: int, now: Instant) -> Forecast:
    method, public = held.winner, demand.public
    step_hours = 168 // public.steps
    slots = _slots(demand, -(-hours // step_hours), step_hours)
    expected = METHODS[method](public)[:, slots]
    weekly = held.forecasts[method].sum(axis=2)
    return Forecast(
        begins=demand.begins,
        zone=demand.zone,
        step_hours=step_hours,
        where=demand.where,
        method=method,
        mase={name: scores.mean_mase for name, scores in held.scores.items()},
        rmsse={name: scores.all_rmsse for name, scores in held.scores.items()},
        areas=_areas(held, expected),
        coverage=_coverage(held),
        hot=_hot(held),
        feedback=_feedback(demand, weekly),
        weeks=public.weeks,
        held_out=held.held_out,
        calls=int(public.counts.sum()),
        last=demand.last,
        left_out=demand.left_out,
        remarks=_remarks(demand, now),
    )


def rankings(held: Contest) -> dict[str, Floats]:
    """Areas ranked for each held-out week: by the winner, by last week, by all of the past."""
    before = range(held.panel.weeks - held.held_out, held.panel.weeks)
    past = [held.panel.counts[:, :week].sum(axis=(1, 2)) for week in before]
    names = dict.fromkeys((held.winner, NAIVE))
    return {
        **{name: held.forecasts[name].sum(axis=2) for name in names},
        HISTORY: np.stack(past, axis=1),
    }


def known_before(held: Contest) -> Bools:
    """Areas that had made a call before the first held-out week."""
    past = held.panel.counts[:, : held.panel.weeks - held.held_out]
    return np.asarray(past.sum(axis=(1, 2)) > 0)


def _hot(held: Contest) -> tuple[Hot, ...]:
    if len(held.panel.areas) < FEW:
        return ()
    return tuple(hot(rankings(held), held.actual.sum(axis=2), known_before(held)))


def _slots(demand: Demand, steps: int, step_hours: int) -> list[int]:
    """The step of the week each step ahead is, by the wall clock of the zone."""
    if step_hours == 24:
        return [at % 7 for at in range(steps)]
    begin = moment(demand.begins, demand.zone).replace(tzinfo=None)
    local = (
        moment(Instant(demand.begins + at * HOUR), demand.zone).replace(tzinfo=None)
        for at in range(steps)
    )
    return [int((each - begin).total_seconds() // 3600) % 168 for each in local]


def _areas(held: Contest, expected: Floats) -> tuple[AreaForecast, ...]:
    made, observed = held.forecasts[held.winner], held.observed
    spread = dispersion(held.actual, made, np.broadcast_to(observed, made.shape))
    low, high = limits(expected, np.broadcast_to(spread[:, None], expected.shape))
    total = expected.sum(axis=1)
    of_weeks, weeks_made, whole = _weekly(held.actual, made, observed)
    total_low, total_high = limits(total, dispersion(of_weeks, weeks_made, whole))
    mase, best = held.scores[held.winner].mase, held.winners
    return tuple(
        AreaForecast(
            area, expected[at], low[at], high[at],
            float(total[at]), float(total_low[at]), float(total_high[at]),
            None if np.isnan(mase[at]) else float(mase[at]), best[at],
        )
        for at, area in enumerate(held.panel.areas)
    )  # fmt: skip


def _weekly(actual: Floats, made: Floats, observed: Bools) -> tuple[Floats, Floats, Bools]:
    """Calls and forecasts of the observed part of each week, and which weeks were mostly so."""
    whole = np.broadcast_to(observed.mean(axis=1) > 0.5, actual.shape[:2])
    return actual.sum(axis=2), (made * observed).sum(axis=2), whole


def _coverage(held: Contest) -> float | None:
    """Of the later half of the held-out weeks, with intervals made from the earlier half."""
    half = held.held_out // 2
    if half < 1:
        return None
    made, seen = held.forecasts[held.winner], held.observed
    early = np.broadcast_to(seen[:half], made[:, :half].shape)
    spread = dispersion(held.actual[:, :half], made[:, :half], early)
    low, high = limits(made[:, half:], np.broadcast_to(spread[:, None, None], made[:, half:].shape))
    found = coverage(held.actual[:, half:], low, high, seen[half:])
    return None if np.isnan(found) else found


def _feedback(demand: Demand, weekly: Floats) -> Feedback:
    if not demand.known_who:
        return Feedback("unknown")
    whole: Panel = demand.public
    return feedback(
        whole.counts.sum(axis=2),
        demand.officer.counts.sum(axis=2),
        weekly,
        whole.observed.mean(axis=1) > 0.5,
    )


def _remarks(demand: Demand, now: Instant) -> tuple[Title, ...]:
    found = []
    if (days := (now - demand.last) // DAY) >= 1:
        found.append(
            Title(
                zh=f"最近一条警情在{days}天前，预测依据的是旧数据。",
                en=f"The latest call is {days} days old: the forecast rests on old data.",
            )
        )
    missing = 1 - float(demand.public.observed.mean())
    if missing >= 0.01:
        found.append(
            Title(
                zh=f"历史中有{missing:.0%}的时段没有数据，未按零处理。",
                en=f"{missing:.0%} of the history holds no data; it was not taken for zero calls.",
            )
        )
    if unplaced := demand.left_out["unplaced"]:
        found.append(
            Title(
                zh=f"{unplaced}条警情没有地点，未计入。",
                en=f"{unplaced} calls have no place and are not counted.",
            )
        )
    return tuple(found)
