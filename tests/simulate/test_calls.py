"""Calls come as declared: how many, when and where; and one unit serves one call at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray
from shapely.geometry import Point

from anlan.simulate import CallEvent, World, simulate
from anlan.simulate.demand import demand
from anlan.simulate.rhythm import is_holiday, rhythm
from anlan.simulate.table import STEPS, call_id
from anlan.standards.errors import BadInput
from anlan.standards.time import DAY, HOUR, MINUTE, Instant, moment, parse_iso
from tests.simulate.conftest import START

ZONE = "Asia/Shanghai"


def test_everyday_calls_are_poisson_with_the_declared_rates(world: World) -> None:
    """Chi-square over all categories, within 4 standard deviations of its distribution."""
    beats = [rhythm(day, ZONE) for day in range(world.since // DAY, world.until // DAY)]
    valid = sum(beat.valid.sum(axis=1) for beat in beats)
    invalid = sum(beat.invalid.sum() for beat in beats)
    expected = np.append(valid, invalid) * world.city.population / 1000
    found = Counter(world.calls.category[_everyday(world)].tolist())
    observed = np.array([found[c] for c in (*range(len(expected) - 1), -1)])
    freedom = len(expected)
    distance = ((observed - expected) ** 2 / expected).sum()
    assert abs(distance - freedom) < 4 * np.sqrt(2 * freedom)
    assert observed.sum() == pytest.approx(expected.sum(), rel=0.01)


def test_everyday_counts_of_half_hours_vary_like_poisson(world: World) -> None:
    bins = (world.calls.time[_everyday(world)] - world.since) // (30 * MINUTE)
    counts = np.bincount(bins, minlength=84 * 48).reshape(84, 48)
    beats = [rhythm(day, ZONE) for day in range(world.since // DAY, world.until // DAY)]
    expected = np.array([beat.valid.sum(axis=0) + beat.invalid for beat in beats])
    expected *= world.city.population / 1000
    spread = (counts - expected) / np.sqrt(expected)
    assert abs(spread.mean()) < 4 / np.sqrt(spread.size)
    assert (spread**2).mean() == pytest.approx(1.0, abs=0.1)


def test_days_and_weeks_have_their_shape(world: World) -> None:
    hours: dict[str, Counter[int]] = defaultdict(Counter)
    weekdays: dict[str, Counter[int]] = defaultdict(Counter)
    for time, category in zip(
        world.calls.time.tolist(), world.calls.category.tolist(), strict=True
    ):
        local = moment(Instant(time), ZONE)
        name = demand().names[category] if category >= 0 else "invalid"
        hours[name][local.hour] += 1
        if not is_holiday(local.date()):
            weekdays[name][local.weekday()] += 1
    rush, night = (sum(hours["traffic.collision"][h] for h in span) for span in ([7, 8], [2, 3]))
    assert rush > 6 * night
    late, noon = (
        sum(hours["public_order.noise"][h] for h in span) for span in ([22, 23], [11, 12])
    )
    assert late > 2.5 * noon
    assert weekdays["traffic.collision"][1] > 1.1 * weekdays["traffic.collision"][6]
    leisure = sum((weekdays[c] for c in weekdays if c.startswith("public_order")), Counter())
    assert leisure[4] + leisure[5] > 1.15 * (leisure[0] + leisure[1])


def test_holidays_and_seasons_change_the_rates() -> None:
    assert is_holiday(date(2026, 10, 3))
    assert is_holiday(date(2026, 2, 17))
    assert not is_holiday(date(2026, 3, 17))
    fraud, noise = (demand().names.index(c) for c in ("criminal.fraud", "public_order.noise"))
    feast, plain = (rhythm(_day(text), ZONE).valid for text in ("2026-10-03", "2026-10-13"))
    assert feast[fraud].sum() < 0.7 * plain[fraud].sum()
    july, january = (rhythm(_day(text), ZONE).valid for text in ("2026-07-14", "2026-01-13"))
    assert july[noise].sum() > 1.3 * january[noise].sum()


def test_the_local_hour_follows_the_zone_through_summer_time() -> None:
    collision = demand().names.index("traffic.collision")

    def peak(day: str) -> float:
        return 0.5 * float(np.argmax(rhythm(_day(day), "Europe/Berlin").valid[collision][:30]))

    assert peak("2026-01-14") - peak("2026-07-15") == 1.0


def test_the_share_of_invalid_calls_is_realistic() -> None:
    calls = simulate(3, 40_000, 365, start=START).calls
    months = (calls.time - START) // (30 * DAY)
    shares = [(calls.category[months == m] < 0).mean() for m in range(12)]
    assert all(0.16 <= share <= 0.32 for share in shares)


def test_calls_lie_in_their_area_at_their_place(world: World) -> None:
    areas = {area.id: area.boundary for area in world.city.areas}
    places = {record: data for kind, record, data in world.city.records() if kind == "premises"}
    placed = 0
    for call in _received(world)[::7]:
        if call.longitude is None or call.latitude is None:
            assert call.category == "other.unclassified"
            continue
        placed += 1
        assert areas[call.area].contains(Point(call.longitude, call.latitude))
        if call.premises is not None:
            place = places[call.premises]
            assert (call.longitude, call.latitude) == (place["longitude"], place["latitude"])
            assert (call.area, call.address) == (place["area"], place["address"])
    assert placed > 1000


def test_a_unit_serves_one_call_at_a_time(world: World) -> None:
    calls = world.calls
    dispatched, handled = (calls.steps[:, STEPS.index(s)] for s in ("dispatched", "handled"))
    shared = 0
    for unit in range(len(world.city.units)):
        own = np.flatnonzero(calls.unit == unit)
        own = own[np.argsort(dispatched[own])]
        assert (dispatched[own][1:] > handled[own][:-1]).all()
        shared += len(own)
    assert shared == (calls.unit >= 0).sum() > 5_000


def test_a_busy_city_keeps_callers_waiting(world: World) -> None:
    """Queueing shows: calls in the busiest hours wait longer for a unit than in the quietest."""
    served = world.calls.unit >= 0
    told = (
        world.calls.steps[:, STEPS.index("dispatched")]
        - world.calls.steps[:, STEPS.index("graded")]
    )
    hour = ((world.calls.time + 8 * HOUR) % DAY) // HOUR
    waits = [told[served & (hour == h)].mean() for h in range(24)]
    load = np.bincount(hour[served], minlength=24)
    assert waits[int(np.argmax(load))] > waits[int(np.argmin(load))]


def test_the_unit_fits_the_category_and_a_farther_one_has_a_reason(world: World) -> None:
    kinds = {unit.id: unit.kind for unit in world.city.units}
    farther = 0
    for call in _received(world)[::5]:
        category = demand().categories.get(call.category)
        for step in call.steps:
            if step.type == "dispatched":
                assert category is not None
                assert kinds[step.data["unit"]] == category.served_by
                assert (step.data["unit_reason"] is None) == (
                    step.data["unit"] == step.data["nearest_unit"]
                )
                farther += step.data["unit_reason"] is not None
    assert farther > 0


def test_steps_follow_the_path_of_a_call(world: World) -> None:
    paths = Counter(tuple(step.type for step in call.steps) for call in _received(world))
    out = ("graded", "dispatched", "acknowledged", "departed", "arrived", "handled", "fed_back")
    desk = ("graded", "diverted", "diversion_received", "diversion_working", "fed_back")
    assert set(paths) == {
        ("invalid",),
        (*desk, "reviewed", "archived"),
        (*out, "reviewed", "archived"),
        (*out, "reviewed", "called_back", "archived"),
    }
    for call in _received(world)[::5]:
        times = [call.time, *(step.time for step in call.steps)]
        assert times == sorted(times)
        assert len(set(times)) == len(times)


def test_urgent_calls_are_answered_sooner(world: World) -> None:
    wait = world.calls.steps[:, STEPS.index("arrived")] - world.calls.time
    collisions = world.calls.category == demand().names.index("urgent_help.medical")
    first, third = (wait[collisions & (world.calls.level == level)].mean() for level in (1, 3))
    assert first < 0.9 * third


def test_a_span_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one day"):
        simulate(1, 40_000, 0, start=START)


def _received(world: World) -> list[CallEvent]:
    return [event for event in world.events if isinstance(event, CallEvent)]


def _everyday(world: World) -> NDArray[np.bool_]:
    caused = {call for calls in world.truth.calls.values() for _, call in calls}
    ids = map(call_id, world.calls.date.tolist(), world.calls.number.tolist())
    return np.array([call not in caused for call in ids])


def _day(text: str) -> int:
    return parse_iso(f"{text}T00:00:00+00:00") // DAY
