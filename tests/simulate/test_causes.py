"""Causes run their course unless somebody acts, and never show themselves in the stream."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from functools import cache
from itertools import islice

import pytest

from anlan.simulate import CallEvent, Cause, City, Run, StepEvent, Truth, World
from anlan.simulate.plan import Measure, plan
from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import DAY, HOUR, Instant
from tests.simulate.conftest import START

SEED, SPAN = 31, 150 * DAY
END = Instant(START + SPAN)


def test_disputes_escalate_when_nobody_acts() -> None:
    truth = _truth(mediated=False)
    rates = []
    for stage in range(len(plan().disputes.stages)):
        calls = days = 0.0
        for cause in _disputes(truth):
            ends = (*cause.stages[1:], cause.ends or END)
            if len(cause.stages) <= stage or cause.stages[0] < START or ends[stage] > END:
                continue
            low, high = cause.stages[stage], ends[stage]
            days += (high - low) / DAY
            made = [at for at, _ in truth.calls[cause.id]] + list(truth.prevented[cause.id])
            calls += sum(low < at < high and at != cause.serious for at in made)
        rates.append(calls / days)
    declared = [stage.calls_a_day for stage in plan().disputes.stages]
    assert rates == sorted(rates)
    assert rates == pytest.approx(declared, rel=0.2)
    assert sum(cause.serious is not None for cause in _disputes(truth)) > 10


def test_mediation_lowers_calls_and_prevents_serious_ones() -> None:
    left, helped = _truth(mediated=False), _truth(mediated=True)
    before, after = (
        sum(len(truth.calls[cause.id]) for cause in _disputes(truth)) for truth in (left, helped)
    )
    assert after < 0.75 * before
    serious, still = (_serious(truth) for truth in (left, helped))
    assert still < 0.6 * serious
    worked = [attempt.worked for attempt in helped.attempts]
    assert 0.7 < sum(worked) / len(worked) < 0.95


def test_what_would_have_happened_is_the_same_whatever_is_done() -> None:
    left, helped = _truth(mediated=False), _truth(mediated=True)
    assert left.causes == helped.causes
    for cause in left.causes:
        would = [
            sorted([at for at, _ in truth.calls[cause.id]] + list(truth.prevented[cause.id]))
            for truth in (left, helped)
        ]
        assert would[0] == would[1]


def test_nothing_serious_comes_of_a_settled_dispute() -> None:
    truth = _truth(mediated=True)
    settled = 0
    for cause in _disputes(truth):
        at = truth.settled.get(cause.id)
        if at is not None and cause.serious is not None:
            assert cause.serious not in [time for time, _ in truth.calls[cause.id]]
            settled += 1
    assert settled > 5


@pytest.mark.parametrize(
    ("kind", "proper", "wrong"),
    [
        ("hot_place", "place_work", "mediation"),
        ("false_alarm", "alarm_upkeep", "place_work"),
    ],
)
def test_chronic_places_fall_after_the_proper_measure_only(
    kind: str, proper: Measure, wrong: Measure
) -> None:
    untouched = _calls_after(kind, None)
    assert untouched > 15
    assert _calls_after(kind, wrong) == untouched
    assert _calls_after(kind, proper) < 0.5 * untouched


def test_a_quick_visit_calms_a_dispute_for_a_while() -> None:
    """With nobody acting, only calming prevents calls; and it never prevents the serious one."""
    truth = _truth(mediated=False)
    prevented = [(cause, at) for cause in truth.causes for at in truth.prevented[cause.id]]
    assert len(prevented) > 10
    for cause, at in prevented:
        assert cause.kind == "dispute"
        assert at != cause.serious
        assert any(0 < at - time < DAY for time, _ in truth.calls[cause.id])


def test_surges_are_many_calls_in_few_days_in_one_area() -> None:
    truth = _truth(mediated=False)
    surges = [cause for cause in truth.causes if cause.kind == "surge" and cause.begins > START]
    assert surges
    areas = {area.id for area in _city().areas}
    for surge in surges:
        assert surge.key in areas
        assert surge.ends is not None
        assert surge.ends - surge.begins <= 7 * DAY


def test_the_truth_never_enters_the_stream(world: World) -> None:
    events = list(islice(world.events, 15_000))
    names = re.compile("|".join(rf"\b{cause.id}\b" for cause in world.truth.causes))
    secret = {"cause", "dispute", "mark", "stage", "serious", "prevented", "measure"}
    for event in events:
        assert not names.search(repr(event))
        shown = {field.name for field in fields(event)}
        shown |= set(event.data) if isinstance(event, StepEvent) else set(event.intake())
        assert not shown & secret
    numbers: Counter[str] = Counter()
    for event in events:  # no gap tells that a call was prevented
        if isinstance(event, CallEvent):
            day, number = event.call.split("-")
            numbers[day] += 1
            assert int(number) == numbers[day]


def test_nobody_is_in_the_stream(world: World) -> None:
    kind = Kinds(base_kinds())["call"]
    known, personal = set(kind.fields), set(kind.personal)
    for event in islice(world.events, 15_000):
        columns = event.intake() if isinstance(event, CallEvent) else dict(event.data)
        assert set(columns) <= known
        assert set(columns) & personal <= {"summary"}
        assert not re.search(r"\d", str(columns.get("summary", "")))


def test_records_carry_codes_and_columns_of_their_kinds(world: World) -> None:
    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    seen: Counter[str] = Counter()
    for kind, _, columns in world.records():
        seen[kind] += 1
        for name, value in columns.items():
            table = kinds[kind].fields[name].codes
            assert table is None or value is None or value in codes[table]
    assert {"call", "unit_response", "diversion"} <= set(seen)
    assert seen["call"] == len(world.calls)


@cache
def _city() -> City:
    return City.invent(31, 100_000)


@cache
def _truth(*, mediated: bool) -> Truth:
    """After the span; mediated: every dispute once a day, a day after its third call."""
    run = Run(_city(), SEED, START)
    called: Counter[str] = Counter()
    while run.now < END:
        run.advance(Instant(run.now + DAY))
        truth = run.truth()
        for cause in _disputes(truth) if mediated else ():
            if len(truth.calls[cause.id]) >= 3 and not called[cause.id]:
                called[cause.id] += 1
                run.mediate(cause.key)
    return run.truth()


def _calls_after(kind: str, measure: Measure | None) -> int:
    """Calls of the chronic places of a kind in the six weeks after something was done."""
    run = Run(_city(), SEED, START)
    run.advance(Instant(START + 5 * DAY))
    places = [cause for cause in run.truth().causes if cause.kind == kind]
    done = Instant(run.now + 3 * HOUR)
    if measure is not None:
        for cause in places:
            for attempt in range(3):  # it may fail, but hardly three times
                run.act(measure, cause.key, Instant(run.now + attempt * HOUR))
    run.advance(Instant(run.now + 42 * DAY))
    made = run.truth().calls
    return sum(at >= done for cause in places for at, _ in made[cause.id])


def _disputes(truth: Truth) -> list[Cause]:
    return [cause for cause in truth.causes if cause.kind == "dispute"]


def _serious(truth: Truth) -> int:
    return sum(
        cause.serious in [at for at, _ in truth.calls[cause.id]] for cause in _disputes(truth)
    )
