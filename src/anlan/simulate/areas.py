"""The areas of an invented city: shape, people, station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from anlan.simulate.ground import Plane, city_cells, spots_in
from anlan.simulate.names import area_names
from anlan.standards.title import Title

_HOUSEHOLD = 2.62
_PEOPLE_OF_AN_AREA = 25_000


@dataclass(frozen=True)
class Area:
    """An area and the station that serves it; `cell` on the plane, `boundary` in WGS84."""

    id: str
    name: Title
    zone: str
    population: int
    households: int
    cell: Polygon
    boundary: Polygon
    home: tuple[float, float]
    """Where its station stands, metres on the plane."""


def invent_areas(rng: np.random.Generator, population: int, plane: Plane) -> list[Area]:
    """Areas of about 25 000 people, the innermost first; together exactly `population`."""
    count = int(np.clip(round(population / _PEOPLE_OF_AN_AREA), 4, 120))
    radius = 8_500 * (population / 500_000) ** 0.5
    cells = city_cells(rng, count, radius)
    far = np.array([np.hypot(*cell.centroid.coords[0]) for cell in cells]) / radius
    weight = np.array([cell.area for cell in cells]) * np.exp(-2.2 * far)
    weight *= rng.lognormal(0, 0.2, count)
    people = whole_parts(population, weight)
    settled = np.cumsum(people) / population  # from the innermost area outwards
    names = area_names(rng, count)
    return [
        Area(
            id=f"A{a + 1:02d}",
            name=names[a],
            zone="urban" if settled[a] <= 0.6 else "suburban" if settled[a] <= 0.85 else "rural",
            population=int(people[a]),
            households=round(people[a] / _HOUSEHOLD),
            cell=cell,
            boundary=plane.boundary(cell),
            home=tuple(spots_in(rng, cell, 1)[0].tolist()),
        )
        for a, cell in enumerate(cells)
    ]


def whole_parts(total: int, weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """`total` split into whole parts by weight, the largest remainders rounded up."""
    exact = total * weight / weight.sum()
    parts = np.floor(exact).astype(np.int64)
    parts[np.argsort(parts - exact)[: total - parts.sum()]] += 1
    return np.asarray(parts)
