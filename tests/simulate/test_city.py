"""The ground tiles, everything stands where its record says, and the records fit their kinds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, shape

from anlan.simulate import City
from anlan.simulate.demand import demand
from anlan.simulate.plan import plan
from anlan.standards.codes import Codes, base_codes
from anlan.standards.errors import AnlanError, BadInput
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.lawful import forbidden_word
from anlan.standards.place import metres


@pytest.mark.parametrize("seed", range(12))
def test_areas_tile_the_city(seed: int) -> None:
    cells = [area.boundary for area in City.invent(seed, 150_000 + 50_000 * seed).areas]
    whole = shapely.unary_union(cells)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert all(cell.is_valid and cell.geom_type == "Polygon" for cell in cells)
    assert sum(cell.area for cell in cells) == pytest.approx(whole.area, rel=1e-6)
    shared = max(a.intersection(b).area for a, b in combinations(cells, 2))
    assert shared < 1e-6 * whole.area


def test_everything_stands_in_its_area(city: City) -> None:
    boundaries = {}
    placed = 0
    for kind, _, data in city.records():
        if kind == "area":
            continue
        area = boundaries.setdefault(data["area"], _boundary(city, data["area"]))
        assert area.contains(Point(data["longitude"], data["latitude"]))
        placed += 1
    assert placed == city.spots.premises + len(city.units)


def test_people_add_up_and_zones_go_outwards(city: City) -> None:
    assert sum(area.population for area in city.areas) == city.population
    assert all(0 < area.households < area.population for area in city.areas)
    zones = [area.zone for area in city.areas]
    assert zones == sorted(zones, key=["urban", "suburban", "rural"].index)
    assert set(zones) == {"urban", "suburban", "rural"}


def test_records_fit_their_kinds_and_ids_are_unique(city: City) -> None:
    kinds = Kinds(base_kinds())
    seen = set()
    for kind, record, data in city.records():
        assert set(data) <= set(kinds[kind].fields)
        assert (kind, record) not in seen
        seen.add((kind, record))
    assert {kind for kind, _ in seen} == {"area", "premises", "unit"}


def test_declared_words_are_codes_of_the_standards() -> None:
    codes = Codes(base_codes())
    wanted = demand()
    for name, category in wanted.categories.items():
        assert name in codes["category"]
        assert category.matter in codes["matter"]
        assert category.scope is None or category.scope in codes["diversion_scope"]
    assert all(c in codes["channel"] for mix in wanted.channels.values() for c in mix)
    assert all(zone in codes["zone"] for zone in wanted.speeds)
    assert all(kind in codes["dispute_kind"] for kind in plan().disputes.kinds)
    mixes = [kind.mix for chronic in plan().chronic.values() for kind in chronic.kinds]
    mixes += [stage.mix for stage in plan().disputes.stages]
    assert {name for mix in mixes for name in mix} <= set(wanted.names)
    assert not any(forbidden_word(name) for name in (*wanted.spots, *wanted.units))


def test_one_seed_one_city() -> None:
    first, again, other = (City.invent(seed, 30_000) for seed in (5, 5, 6))
    assert list(first.records()) == list(again.records())
    assert list(first.records()) != list(other.records())


def test_call_rates_of_places_are_heavy_tailed(city: City) -> None:
    shops = city.spots.heat[city.spots.kind == list(demand().spots).index("shop")]
    hottest = np.sort(shops)[-len(shops) // 20 :]
    assert hottest.sum() > 0.2 * shops.sum()


def test_travel_grows_with_distance(city: City) -> None:
    seconds = city.travel["patrol"]
    patrols = [unit for unit in city.units if unit.kind == "patrol"]
    bases = city.plane.degrees(np.array([unit.metres for unit in patrols]))
    spot = 17
    here = city.spots.degrees[spot]
    far = [metres(*here, *base) for base in bases]
    assert np.argmin(far) == np.argmin(seconds[spot])
    assert np.corrcoef(far, seconds[spot])[0, 1] > 0.999


@pytest.mark.parametrize(("seed", "population"), [(1, 10), (1, 50_000_000), (-1, 50_000)])
def test_impossible_cities_are_refused(seed: int, population: int) -> None:
    with pytest.raises(BadInput, match="Way out"):
        City.invent(seed, population)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(AnlanError, match="Mars"):
        City.invent(1, 50_000, "Mars/One")


def _boundary(city: City, area: str) -> shapely.Geometry:
    return next(shape(data["boundary"]) for _, record, data in city.records() if record == area)
