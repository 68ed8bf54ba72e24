"""The forecast as the server asks for it: from a store, under a grant, at a given time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import pytest

from anlan.cli.__main__ import main
from anlan.detect.forecast.calls import SMALLEST, read_demand
from anlan.detect.forecast.demand import Forecast, forecast
from anlan.detect.forecast.shown import shown
from anlan.govern.grants import service_grant
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import DAY, HOUR, Instant, instant, moment, parse_iso
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store

GRANT = service_grant("test", "early-warning")
NOW = parse_iso("2026-03-02T00:00:00+08:00")
RATES = {"A01": 0.5, "A02": 0.1, "A03": 0.02}


def fill(store: Store, calls: Iterator[dict[str, Any]], zone: str = "Asia/Shanghai") -> None:
    facts = [
        Fact("call.stored", "call", f"c{number}", 1, data["received"], data, zone=zone)
        for number, data in enumerate(calls)
    ]
    with store.writing(actor="test", purpose="call-handling") as unit:
        unit.append_new(facts)
    while store.fill_lake():
        pass


def calls(weeks: int = 10, seed: int = 1, **more: Any) -> Iterator[dict[str, Any]]:
    """Three areas; calls between 08:00 and 20:00 local time only."""
    random = np.random.default_rng(seed)
    for area, rate in RATES.items():
        for hour in range(weeks * 168):
            if 8 <= hour % 24 < 20:
                for _ in range(random.poisson(2 * rate)):
                    late = int(random.integers(HOUR))
                    at = Instant(NOW - weeks * 7 * DAY + hour * HOUR + late)
                    yield {"received": at, "area": area, "valid": True, **more}


@pytest.fixture
def made(store: Store) -> Forecast:
    fill(store, calls())
    return forecast(store, GRANT, now=NOW)


def test_calls_expected_per_area_and_hour_are_near_the_planted_rates(made: Forecast) -> None:
    assert [each.area for each in made.areas] == sorted(RATES)
    for each in made.areas:
        planted = RATES[each.area] * 168
        assert each.total == pytest.approx(planted, rel=0.35, abs=2)
        assert each.total_low <= planted <= each.total_high
        assert (each.low <= each.high).all()
    busy = made.areas[0].expected.reshape(7, 24)
    assert busy[:, 8:20].sum() > 0.97 * busy.sum()
    assert (made.begins, made.zone, made.where, made.step_hours) == (
        NOW,
        "Asia/Shanghai",
        "area",
        1,
    )
    assert made.method in ("mean", "pooled")
    assert made.rmsse[made.method] < 0.85 * made.rmsse["last-week"]
    assert made.coverage is not None
    assert made.coverage > 0.88
    assert made.feedback.verdict == "unknown"


def test_nothing_received_from_now_on_is_seen(store: Store) -> None:
    fill(store, calls())
    before = NOW - 3 * 7 * DAY
    one = shown(forecast(store, GRANT, now=Instant(before)))
    later = [data for data in calls() if data["received"] < before]
    other = [{**data, "area": "A03"} for data in calls(seed=9) if data["received"] >= before]
    with store.writing(actor="test", purpose="call-handling") as unit:
        unit.append_new(
            Fact("call.stored", "call", f"d{n}", 1, d["received"], d) for n, d in enumerate(other)
        )
    while store.fill_lake():
        pass
    two = shown(forecast(store, GRANT, now=Instant(before)))
    assert one == two
    assert one["calls"] == len(later)


def test_only_calls_of_the_public_that_stand_count(store: Store) -> None:
    plain = list(calls())
    extra = [{**data, "officer_initiated": True} for data in calls(seed=2)]
    extra += [
        {**plain[0], "valid": False},
        {**plain[1], "duplicate_of": "c1"},
        {**plain[2], "void_reason": "a test"},
        {**plain[3], "area": None},
    ]
    fill(store, iter(plain + extra))
    made = forecast(store, GRANT, now=NOW)
    assert made.calls == len(plain)
    assert made.left_out == {"officer": len(extra) - 4, "invalid": 3, "unplaced": 1}
    assert made.feedback.verdict != "unknown"
    assert any("no place" in remark.en for remark in made.remarks)


def test_hours_are_those_of_the_wall_clock_over_a_change_of_the_clock(store: Store) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = instant(datetime(2026, 3, 28, 12, tzinfo=berlin))  # the night after, 02:00 is 03:00

    def at_nine() -> Iterator[dict[str, Any]]:
        for day in range(1, 60):
            there = moment(Instant(now - day * DAY), "Europe/Berlin")
            received = instant(there.replace(hour=9, minute=30))
            for _ in range(5):
                yield {"received": received, "area": "A01"}

    fill(store, at_nine(), zone="Europe/Berlin")
    made = forecast(store, GRANT, now=now, hours=72)
    expected = dict(zip(made.times, made.areas[0].expected, strict=True))
    nine = [at for at, number in expected.items() if number > 1]
    assert [moment(at, "Europe/Berlin").hour for at in nine] == [9, 9, 9]
    assert (nine[0] - made.begins) // HOUR == 20  # 21 by the wall clock


def test_without_areas_squares_are_taken_and_without_positions_the_city(store: Store) -> None:
    placed = ({**data, "area": None, "longitude": 120.0 + 0.1 * list(RATES).index(data["area"]),
               "latitude": 30.0} for data in calls())  # fmt: skip
    fill(store, placed)
    made = forecast(store, GRANT, now=NOW)
    assert (made.where, len(made.areas)) == ("cell", 3)
    latitude, longitude = map(float, made.areas[0].area.split(","))
    assert abs(latitude - 30) < 0.01
    assert abs(longitude - 120) < 0.01
    city = forecast(store, GRANT, now=NOW, where="city")
    assert [each.area for each in city.areas] == ["city"]
    assert city.calls == made.calls


def test_a_source_that_knows_days_only_is_forecast_by_day(store: Store) -> None:
    days = ({**data, "received": Instant((data["received"] + 8 * HOUR) // DAY * DAY - 8 * HOUR)}
            for data in calls())  # fmt: skip
    fill(store, days)
    made = forecast(store, GRANT, now=Instant(NOW + 5 * HOUR), hours=48)
    assert (made.step_hours, made.begins, len(made.times)) == (24, NOW, 2)
    assert made.areas[0].expected.sum() == pytest.approx(RATES["A01"] * 48, rel=0.4)


def test_squares_as_small_as_houses_are_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="houses"):
        read_demand(store, GRANT, NOW, where="cell", metres=SMALLEST - 1)


def test_too_little_history_says_how_much_there_is(store: Store) -> None:
    with pytest.raises(NotFound, match="no call"):
        forecast(store, GRANT, now=NOW)
    fill(store, calls(weeks=3))
    with pytest.raises(NotFound, match="3 weeks"):
        forecast(store, GRANT, now=NOW)
    with pytest.raises(BadInput):
        forecast(store, GRANT, now=NOW, hours=0)


def test_old_data_is_told(store: Store) -> None:
    fill(store, calls())
    made = forecast(store, GRANT, now=Instant(NOW + 9 * DAY))
    assert any("9 days old" in remark.en for remark in made.remarks)


def test_it_names_places_only_and_reading_leaves_an_audit_record(
    made: Forecast, store: Store
) -> None:
    plain = json.loads(orjson.dumps(shown(made)))
    assert {"area", "total", "total_low", "total_high", "mase", "best", "expected", "low", "high"} \
        == set(plain["areas"][0])  # fmt: skip
    assert len(plain["areas"][0]["expected"]) == len(plain["times"]) == 168
    (only,) = shown(made, area="A02")["areas"]
    assert only["area"] == "A02"
    with pytest.raises(NotFound):
        shown(made, area="A99")
    audit = store.read(service_grant("test", "audit"), Query("audit"))
    assert [(each["target"], each["purpose"]) for each in audit] == [("call", "early-warning")]


def test_the_command_line_prints_the_table_and_one_area(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = str(tmp_path / "home")
    assert main(["init", "--home", home]) == 0
    from anlan.bootstrap import Deployment

    with Deployment.open(Path(home)) as deployment:
        fill(deployment.store, calls())
    at = ["forecast", "--home", home, "--at", moment(NOW, "Asia/Shanghai").isoformat()]
    capsys.readouterr()
    assert main(at) == 0
    out = capsys.readouterr().out
    assert out.index("A01") < out.index("A02") < out.index("A03")
    assert "rmsse" in out
    assert main([*at, "--area", "A01", "--hours", "24", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (len(plain["areas"]), len(plain["times"])) == (1, 24)
    assert main([*at, "--area", "A01", "--hours", "24"]) == 0
    assert capsys.readouterr().out.count("2026-03-02T") >= 24
    assert main([*at, "--by", "household"]) == BadInput.exit_code
