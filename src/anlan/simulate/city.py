"""An invented city: areas, premises, units. Deterministic by seed, and nobody lives in it.

Its default centre lies in the open East China Sea, so that no real place is ever meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon, mapping

from anlan.simulate.areas import Area, invent_areas
from anlan.simulate.demand import demand
from anlan.simulate.ground import Plane
from anlan.simulate.spots import Spots, invent_spots
from anlan.simulate.units import Unit, invent_units
from anlan.standards.errors import BadInput
from anlan.standards.time import Instant, parse_iso, zone_named

CENTRE = (124.2, 30.6)
"""Longitude and latitude, WGS84."""
SINCE: Instant = parse_iso("2020-01-01T00:00:00+00:00")
"""When everything in the city was registered."""
SMALLEST, LARGEST = 2_000, 5_000_000
"""Populations that can be invented."""

Record = tuple[str, str, dict[str, Any]]
"""Kind, id and columns of a record."""


@dataclass(frozen=True, eq=False)
class City:
    """Areas, spots and units of an invented city."""

    seed: int
    population: int
    zone: str
    plane: Plane
    areas: tuple[Area, ...]
    spots: Spots
    units: tuple[Unit, ...]

    @staticmethod
    def invent(
        seed: int,
        population: int = 500_000,
        zone: str = "Asia/Shanghai",
        *,
        centre: tuple[float, float] = CENTRE,
    ) -> City:
        """The city of that seed. BadInput when the population is out of bounds.

        >>> City.invent(1, 20_000).areas[0].id
        'A01'
        """
        if seed < 0:
            raise BadInput("a seed is not negative", value=seed, way_out="use 0 or more")
        if not SMALLEST <= population <= LARGEST:
            raise BadInput(
                "no city of that size can be invented",
                value=population,
                way_out=f"choose a population from {SMALLEST} to {LARGEST}",
            )
        zone_named(zone)
        rng = np.random.default_rng([seed, population])
        wanted, plane = demand(), Plane(*centre)
        areas = invent_areas(rng, population, plane)
        people = np.array([area.population for area in areas])
        spots = invent_spots(
            rng, wanted, plane, [a.cell for a in areas], people, [a.name for a in areas]
        )
        units = [u for k in wanted.units for u in invent_units(rng, k, areas, spots)]
        return City(seed, population, zone, plane, tuple(areas), spots, tuple(units))

    def records(self) -> Iterator[Record]:
        """The city as records: kind, id, columns of kinds area, premises and unit."""
        for area in self.areas:
            yield (
                "area",
                area.id,
                {
                    "name_zh": area.name.zh,
                    "name_en": area.name.en,
                    "zone": area.zone,
                    "population": area.population,
                    "households": area.households,
                    "boundary": _geojson(area.boundary),
                    "since": SINCE,
                },
            )
        yield from (self._premises(spot) for spot in range(self.spots.premises))
        for unit in self.units:
            longitude, latitude = self.plane.degrees(np.array([unit.metres]))[0].round(6).tolist()
            yield (
                "unit",
                unit.id,
                {
                    "call_sign": unit.call_sign,
                    "unit_kind": unit.kind,
                    "station": unit.station,
                    "area": self.areas[unit.area].id,
                    "longitude": longitude,
                    "latitude": latitude,
                    "since": SINCE,
                },
            )

    @cached_property
    def travel(self) -> dict[str, NDArray[np.int64]]:
        """Seconds from the base of each unit of a kind to each spot (spots × units)."""
        wanted = demand()
        speed = np.array([wanted.speeds[area.zone] / 3.6 for area in self.areas])
        pace = wanted.detour / speed[self.spots.area]
        found = {}
        for kind in wanted.units:
            bases = np.array([unit.metres for unit in self.units if unit.kind == kind])
            straight = np.linalg.norm(self.spots.metres[:, None] - bases[None], axis=2)
            found[kind] = (20 + straight * pace[:, None]).astype(np.int64)
        return found

    def _premises(self, spot: int) -> Record:
        longitude, latitude = self.spots.degrees[spot].tolist()
        return (
            "premises",
            self.spots.premises_id(spot),
            {
                "name": self.spots.names[spot],
                "premises_kind": list(demand().spots)[self.spots.kind[spot]],
                "area": self.areas[self.spots.area[spot]].id,
                "address": self.spots.addresses[spot],
                "longitude": longitude,
                "latitude": latitude,
                "since": SINCE,
            },
        )


def _geojson(shape: Polygon) -> dict[str, Any]:
    rings = mapping(shape)["coordinates"]
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring] for ring in rings]}
