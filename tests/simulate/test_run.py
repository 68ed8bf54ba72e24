"""A run gives the same events however it is cut, saved and restored; only acting changes them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from anlan.simulate import City, Event, Run, simulate
from anlan.simulate.plan import Measure
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import DAY, HOUR, MINUTE, Instant
from tests.simulate.conftest import START

SPAN = 12 * DAY
END = Instant(START + SPAN)
Act = tuple[int, Measure, int]
"""µs after the start, what is done, and about which of the living causes' keys."""

moments = st.integers(0, SPAN // MINUTE).map(lambda minute: minute * MINUTE)
acts = st.lists(
    st.tuples(moments, st.sampled_from(["mediation", "place_work", "alarm_upkeep", "patrol"]),
              st.integers(0, 40)),
    max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(moments, max_size=6), measures=acts, saved=st.integers(0, 6))
def test_steps_saving_and_early_orders_do_not_matter(
    cuts: list[int], measures: list[Act], saved: int
) -> None:
    whole = Run(_city(), 21, START)
    _order(whole, measures, upto=SPAN)
    expected = whole.advance(END)

    run, given_out = Run(_city(), 21, START), list[Event]()
    for n, stop in enumerate([*sorted(cuts), SPAN]):
        _order(run, measures, upto=stop, since=run.now - START)
        given_out += run.advance(Instant(START + stop))
        if n == saved:
            run = Run.restore(json.loads(json.dumps(run.state())))
    assert given_out == expected
    assert run.truth() == whole.truth()


def test_a_world_is_a_run_in_one_step() -> None:
    world = simulate(21, 20_000, 12, start=START)
    run = Run(_city(), 21, START)
    assert list(world.events) == run.advance(END)
    assert world.truth == run.truth()


def test_events_come_in_order_within_the_span_and_once() -> None:
    run = Run(_city(), 4, START)
    first, second = run.advance(Instant(START + 5 * HOUR)), run.advance(Instant(START + 2 * DAY))
    times = [event.time for event in (*first, *second)]
    assert times == sorted(times)
    assert times[0] >= START
    assert first[-1].time < START + 5 * HOUR <= second[0].time
    names = [(event.call, event.type) for event in (*first, *second)]
    assert len(set(names)) == len(names)
    assert run.advance(run.now) == []


def test_seeds_differ_and_agree_with_themselves() -> None:
    def events(seed: int) -> list[Event]:
        return Run(_city(), seed, START).advance(Instant(START + DAY))

    assert events(1) == events(1)
    assert events(1) != events(2)


def test_acting_where_nothing_is_wrong_changes_nothing() -> None:
    plain, acting = Run(_city(), 8, START), Run(_city(), 8, START)
    plain.advance(END)
    busy = {cause.key for cause in plain.truth().causes}
    quiet = next(record for kind, record, _ in _city().records()
                 if kind == "premises" and record not in busy)  # fmt: skip
    acting.mediate(quiet)
    acting.act("place_work", quiet, Instant(START + DAY))
    assert acting.advance(END) == Run(_city(), 8, START).advance(END)
    assert acting.truth() == plain.truth()


@pytest.mark.parametrize(
    ("measure", "key", "at", "error"),
    [
        ("mediation", "P99999999", None, NotFound),
        ("mediation", "somebody", None, NotFound),
        ("arrest", "P00001", None, BadInput),
        ("mediation", "P00001", START, BadInput),
    ],
)
def test_impossible_acts_are_refused(
    measure: str, key: str, at: Instant | None, error: type[Exception]
) -> None:
    run = Run(_city(), 1, START)
    run.advance(Instant(START + HOUR))
    with pytest.raises(error):
        run.act(cast(Measure, measure), key, at)
    with pytest.raises(BadInput):
        run.advance(START)


@pytest.mark.parametrize(
    "change", [{"format": 9}, {"city": {}}, {"start": "monday"}, {"measures": [[1]]}]
)
def test_a_state_that_is_none_is_refused(change: dict[str, Any]) -> None:
    state = Run(_city(), 1, START).state() | change
    with pytest.raises(BadInput):
        Run.restore(state)


@pytest.mark.parametrize(("seed", "start"), [(-1, START), (1, Instant(-(10**17)))])
def test_impossible_runs_are_refused(seed: int, start: Instant) -> None:
    with pytest.raises(BadInput):
        Run(_city(), seed, start)


@cache
def _city() -> City:
    return City.invent(21, 20_000)


@cache
def _keys() -> list[str]:
    run = Run(_city(), 21, START)
    run.advance(END)
    return [cause.key for cause in run.truth().causes]


def _order(run: Run, measures: list[Act], *, upto: int, since: int = 0) -> None:
    """Give the measures of since ≤ time < upto, each at its own time."""
    for at, measure, key in measures:
        if since <= at < upto:
            run.act(measure, _keys()[key % len(_keys())], Instant(START + at))
