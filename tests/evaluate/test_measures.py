"""Measures over tables: against a plain count, in any order of records and areas."""

from __future__ import annotations

import random
from typing import Any

import pytest

from anlan.evaluate.measuring.cells import FEWEST
from anlan.evaluate.measuring.scores import Rows
from anlan.standards.time import DAY, Instant, moment
from tests.evaluate.records import START, ZONE, invented, plain
from tests.evaluate.small import rows_of, small

FRAMEWORK = small()
AREAS = (None, "N", "N1", "N2", "S")


def row(rows: Rows, node: str, area: str | None, period: str) -> dict[str, Any]:
    return rows[f"small/1/{node}/{area or '*'}/{period}"]


@pytest.fixture(scope="module", params=[1, 2])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def rows(seed: int) -> Rows:
    return rows_of(FRAMEWORK, invented(seed), ZONE)


@pytest.mark.parametrize("measure", ["repeat", "far", "recalled", "minutes", "typed"])
def test_every_cell_equals_a_plain_count(rows: Rows, seed: int, measure: str) -> None:
    records, compared = invented(seed), 0
    for area in AREAS:
        for period in ("2026-02", "2026-03", "2026-04", "2026-05"):
            got = row(rows, measure, area, period)
            value, counted = plain(records, measure, area, period)
            assert got["denominator"] == counted, (area, period)
            if counted:
                assert got["value"] == pytest.approx(value, abs=1e-6), (area, period)
                compared += 1
            assert got["assessed"] == (counted >= FEWEST)
            assert got["low"] is None or got["low"] <= got["value"] <= got["high"]
    assert compared > 2


def test_the_order_of_records_and_areas_never_changes_a_score(rows: Rows, seed: int) -> None:
    records = invented(seed)
    for of_kind in records.values():
        random.Random(seed).shuffle(of_kind)
    assert rows_of(FRAMEWORK, records, ZONE) == rows


def test_a_rate_is_stated_for_the_part_of_the_month_that_has_data(rows: Rows, seed: int) -> None:
    times = [call["received"] for call in invented(seed)["call"]]
    got = row(rows, "rate", "N1", f"{moment(max(times), ZONE):%Y-%m}")
    end_of_may = START + 120 * DAY - 3_600_000_000  # summer time began in between
    part = 1 - (end_of_may - max(times)) / (31 * DAY)
    assert got["denominator"] == pytest.approx(4_000 * part, abs=1)
    assert got["value"] == pytest.approx(10_000 * got["numerator"] / got["denominator"], rel=1e-4)


def test_an_area_without_population_has_no_rate_and_neither_has_the_city(rows: Rows) -> None:
    for area in ("S", None):
        got = row(rows, "rate", area, "2026-03")
        assert (got["note"], got["score"]) == ("no-population", None)
        assert got["numerator"] > 0


def test_the_city_counts_records_of_every_area_and_of_none(rows: Rows, seed: int) -> None:
    calls = invented(seed)["call"]
    months = ("2026-02", "2026-03", "2026-04", "2026-05")
    counted = sum(row(rows, "far", None, period)["denominator"] for period in months)
    assert counted == sum(1 for call in calls if call["nearest_unit"])


def test_a_month_belongs_to_the_deployments_zone() -> None:
    late = Instant(START + 5 * DAY)
    records = {
        "area": [{"id": "A", "population": 1_000}],
        "call": [
            {"id": "c1", "received": "2026-03-31T23:30:00-04:00", "area": "A", "nearest_unit": "Q"},
            {"id": "c2", "received": "2026-04-01T00:00:00-04:00", "area": "A", "nearest_unit": "Q"},
            {"id": "c3", "received": late, "area": "A"},
        ],
    }
    here, there = rows_of(FRAMEWORK, records, ZONE), rows_of(FRAMEWORK, records, "Asia/Shanghai")
    assert row(here, "far", "A", "2026-03")["denominator"] == 1
    assert row(here, "far", "A", "2026-04")["denominator"] == 1
    assert row(there, "far", "A", "2026-04")["denominator"] == 2


def test_no_records_at_all_is_no_score_and_no_error() -> None:
    assert rows_of(FRAMEWORK, {"area": [{"id": "A"}]}) == {}
    assert rows_of(FRAMEWORK, {}) == {}
