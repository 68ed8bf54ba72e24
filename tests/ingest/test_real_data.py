"""The beginnings of the published data sets of the pack city-calls, through a real store.

The whole files are loaded by `python bench/ingest_real.py`.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from anlan.ingest.mapping import Mapping, read_mapping
from anlan.ingest.opening import opened
from anlan.ingest.plan import Plan
from anlan.ingest.survey import survey
from anlan.packs.loader import find_pack
from tests.ingest.desk import CODES, KINDS, load, rows, store_in
from tests.real import shared_data

SETS = {
    "boston-311-animal": ("boston_311_animal/boston311_animal_2017.csv.gz", 2_000, {"impossible-order": 1}),
    "sf-fire-cad": ("sf_fire_cad/sf_fire_2017-01.csv", 2_000, {"impossible-order": 2}),
    "boone-county-ems": ("boone_county_ems/boone_ems_2016.csv.gz", 2_000, {"bad-time": 6, "impossible-order": 2}),
    "slo-pd-log": ("slo_pd_log/slopd_until_2021-12-09.csv.gz", 1_753, {}),
    "rvfd-unit-dispatch": ("rvfd_unit_dispatch/rvfd_2010-2015.csv.gz", 2_000, {"missing": 230, "bad-time": 4}),
}  # fmt: skip

LARGE = {
    "montgomery-pa-911": "montgomery_pa_911/911.zip",
    "winston-salem-pd": "winston_salem_pd/wspd_incidents_2018.csv.gz",
    "seattle-911-2015": "seattle_911_2015/seattle_911_2015H1.csv.gz",
    "nashville-pd-2024": "nashville_pd_2024/calls_2024.csv",
    "san-diego-pd-2023": "san_diego_pd_2023/pd_calls_extract_A.csv",
    "london-fire-2017": "london_fire_2017/lfb_incidents_2017-01_02.csv.gz",
}


def _mapping(name: str) -> Mapping:
    return read_mapping(find_pack("city-calls") / "mappings" / f"{name}.yaml")


def _beginning(path: Path, folder: Path) -> Path:
    """The first rows of a file, as a file."""
    sample = folder / "sample.csv"
    with opened(path) as stream:
        sample.write_bytes(b"".join(islice(stream, 2_001)))
    return sample


@pytest.mark.parametrize("name", SETS)
def test_a_published_data_set_is_taken_in_whole_and_once(name: str, tmp_path: Path) -> None:
    file, read, reasons = SETS[name]
    path = _beginning(shared_data(file), tmp_path)
    store = store_in(tmp_path)
    first = load(store, path, _mapping(name))
    found: Counter[str] = Counter()
    for reason in first.reasons:
        found[reason["reason"]] += reason["count"]
    assert (first.read, dict(found)) == (read, reasons)
    again = load(store, path, _mapping(name))
    assert (again.stored, again.quarantined) == (0, first.quarantined)
    assert store.verify(views=False).ok


@pytest.mark.parametrize("name", LARGE)
def test_the_beginning_of_a_large_data_set_maps_without_a_problem(name: str) -> None:
    mapping = _mapping(name)
    plan = Plan(mapping, KINDS, CODES)
    found = survey(shared_data(LARGE[name]), mapping.format, plan.columns)
    categories: Counter[str] = Counter()
    for chunk in islice(found.reader.chunks(2_000), 2):
        mapped = plan.run(plan.frame(chunk))
        assert not mapped.problems
        assert not chunk.faults
        for intake in mapped.records[0].intakes:
            categories[intake.data["category"]] += 1
    assert categories["other.unclassified"] < 0.4 * categories.total()


def test_repeat_places_of_winston_salem_are_real_places_and_patrols_can_be_left_out() -> None:
    mapping = _mapping("winston-salem-pd")
    plan = Plan(mapping, KINDS, CODES)
    path = shared_data(LARGE["winston-salem-pd"])
    found = survey(path, mapping.format, plan.columns)
    places: Counter[str | None] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    for chunk in islice(found.reader.chunks(8_192), 4):
        for intake in plan.run(plan.frame(chunk)).records[0].intakes:
            kinds[intake.data["source_type"], intake.data["officer_initiated"]] += 1
            if not intake.data["officer_initiated"]:
                places[intake.data["premises"]] += 1
    repeated = [place for place, _ in places.most_common(50)]
    assert all(place and place.endswith(", WINSTON-SALEM") for place in repeated)
    assert not any("UNKNOWN" in place or place.startswith("0 ,") for place in repeated if place)
    assert kinds["LICENSE CHECK", True] > 1_000
    assert kinds["LICENSE CHECK", False] == 0


def test_a_call_of_several_units_is_stored_once(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    load(store, _beginning(shared_data(SETS["sf-fire-cad"][0]), tmp_path), _mapping("sf-fire-cad"))
    units = rows(store, "unit_response")
    calls = {row["id"] for row in rows(store, "call")}
    assert len(units) == 1_998
    assert {row["call"] for row in units} == calls
