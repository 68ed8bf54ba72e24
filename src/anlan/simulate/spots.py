"""Spots: the premises and road crossings of a city, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from anlan.simulate.demand import Demand, SpotKind, demand
from anlan.simulate.ground import Floats, Plane, spots_in
from anlan.simulate.names import house_names, road_names
from anlan.standards.title import Title

_ROADS = 120
_ROADS_OF_AN_AREA = 8


@dataclass(frozen=True, eq=False)
class Spots:
    """Column i of each is spot i; premises come first, crossings last."""

    kind: NDArray[np.int16]
    """Position of its kind in `demand.spots`."""
    area: NDArray[np.int16]
    metres: Floats
    degrees: Floats
    """Longitude and latitude, to 1e-6 degrees."""
    heat: Floats
    """How much more than another of its kind it calls: lognormal, heavy-tailed."""
    names: list[str]
    addresses: list[str]
    premises: int
    """How many of the spots are premises."""

    def premises_id(self, spot: int) -> str:
        """The id of the premises at a spot."""
        return f"P{spot + 1:05d}"

    def has_premises(self, key: str) -> bool:
        """Whether a premises id is one of this city."""
        digits = key.removeprefix("P")
        known = digits.isascii() and digits.isdigit() and 0 < int(digits) <= self.premises
        return known and self.premises_id(int(digits) - 1) == key

    def draw(self, rng: np.random.Generator, kind: str) -> int:
        """A spot of a kind, drawn by heat."""
        pool = np.flatnonzero(self.kind == list(demand().spots).index(kind))
        return int(rng.choice(pool, p=self.heat[pool] / self.heat[pool].sum()))


def invent_spots(
    rng: np.random.Generator,
    wanted: Demand,
    plane: Plane,
    cells: list[Polygon],
    people: NDArray[np.int64],
    names: list[Title],
) -> Spots:
    """Spots for areas of those shapes, populations and names."""
    density = people / np.array([cell.area for cell in cells])
    density /= density.mean()
    kinds: list[NDArray[np.int16]] = []
    areas: list[NDArray[np.int16]] = []
    heats: list[Floats] = []
    for k, kind in enumerate(wanted.spots.values()):
        count = max(1, round(kind.per_1000 * people.sum() / 1000))
        weight = people * density**kind.centre
        area = np.sort(rng.choice(len(cells), count, p=weight / weight.sum()))
        kinds.append(np.full(count, k, np.int16))
        areas.append(area.astype(np.int16))
        heats.append(rng.lognormal(0, kind.tail, count))
    kind_of, area_of = np.concatenate(kinds), np.concatenate(areas)
    metres = np.empty((len(area_of), 2))
    for a, cell in enumerate(cells):
        inside = area_of == a
        metres[inside] = spots_in(rng, cell, int(inside.sum()))
    spot_names, addresses = _named(rng, list(wanted.spots.values()), kind_of, area_of, names)
    return Spots(
        kind=kind_of,
        area=area_of,
        metres=metres,
        degrees=plane.degrees(metres).round(6),
        heat=np.concatenate(heats),
        names=spot_names,
        addresses=addresses,
        premises=int((kind_of != list(wanted.spots).index("crossing")).sum()),
    )


def _named(
    rng: np.random.Generator,
    kinds: list[SpotKind],
    kind_of: NDArray[np.int16],
    area_of: NDArray[np.int16],
    areas: list[Title],
) -> tuple[list[str], list[str]]:
    """Names and addresses, each in Chinese and English, of all spots."""
    count = len(kind_of)
    roads = road_names(rng, _ROADS)
    of_area = rng.integers(0, _ROADS, (len(areas), _ROADS_OF_AN_AREA))
    pick = rng.integers(0, _ROADS_OF_AN_AREA - 1, count)
    cross = rng.integers(pick + 1, _ROADS_OF_AN_AREA)
    doors, blocks = rng.integers(1, 400, count), rng.integers(1, 30, count)
    names, addresses = [], []
    for i, house in enumerate(house_names(rng, count)):
        area, kind = areas[area_of[i]], kinds[kind_of[i]].title
        road, other = roads[of_area[area_of[i], pick[i]]], roads[of_area[area_of[i], cross[i]]]
        if kind.en == "road crossing":
            names.append(f"{road.zh}{other.zh}路口 {road.en} at {other.en}")
            addresses.append(f"{area.zh}{names[-1]}, {area.en}")
            continue
        block = (
            (f"{blocks[i]}号", f" {blocks[i]}") if kind.en == "residential building" else ("", "")
        )
        names.append(f"{house.zh}{block[0]}{kind.zh} {house.en} {kind.en}{block[1]}")
        addresses.append(f"{area.zh}{road.zh}{doors[i]}号 {doors[i]} {road.en}, {area.en}")
    return names, addresses
