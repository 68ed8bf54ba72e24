"""The ground of a city: an irregular outline cut into areas, on a local metric plane.

Plane coordinates are metres east and north of the centre. The way to WGS84 degrees is linear
(equirectangular about the centre), so straight borders stay straight and shared ones shared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, Point, Polygon

Floats = NDArray[np.float64]

METRES_PER_DEGREE = 111_195.08
"""Of latitude, on the sphere of radius 6 371 008.8 m."""
_CENTRE = Point(0, 0)
_MARGIN = 25.0
"""Metres kept between a spot and the border of its area."""


@dataclass(frozen=True)
class Plane:
    """The local plane about a centre (longitude, latitude)."""

    longitude: float
    latitude: float

    def degrees(self, metres: Floats) -> Floats:
        """Longitude and latitude (n×2) of metres east and north (n×2)."""
        east = METRES_PER_DEGREE * np.cos(np.radians(self.latitude))
        return np.asarray(
            np.array([self.longitude, self.latitude]) + metres / [east, METRES_PER_DEGREE]
        )

    def boundary(self, cell: Polygon) -> Polygon:
        """A polygon of the plane, in WGS84 degrees to 1e-9 (about 0.1 mm)."""
        return shapely.transform(cell, lambda points: self.degrees(points).round(9))


def city_cells(rng: np.random.Generator, count: int, radius: float) -> list[Polygon]:
    """`count` convex polygons that tile an irregular outline of about that radius (metres).

    Voronoi cells of points that crowd to the middle, evened by three half steps of Lloyd;
    the innermost comes first.
    """
    outline = _outline(rng, radius)
    points = _points_in(rng, outline, count, crowding=0.6)
    for _ in range(3):
        centroids = np.array([cell.centroid.coords[0] for cell in _voronoi(points, outline)])
        points = (points + centroids) / 2
    return sorted(_voronoi(points, outline), key=lambda cell: cell.centroid.distance(_CENTRE))


def spots_in(rng: np.random.Generator, cell: Polygon, count: int) -> Floats:
    """`count` points (n×2) uniform inside a cell, off its border."""
    return _points_in(rng, cell.buffer(-_MARGIN), count)


def _outline(rng: np.random.Generator, radius: float) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    reach = np.full_like(angle, radius)
    for wave in range(2, 7):
        reach += radius * 0.25 / wave * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    # The hull is convex, so that no cell is ever cut in two by the outline.
    return MultiPoint(np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])).convex_hull


def _voronoi(points: Floats, outline: Polygon) -> list[Polygon]:
    """The cell of each point, in the order of the points."""
    cells = shapely.voronoi_polygons(
        MultiPoint(points), extend_to=outline.buffer(1_000), ordered=True
    )
    return [cell.intersection(outline) for cell in cells.geoms]


def _points_in(
    rng: np.random.Generator, shape: Polygon, count: int, crowding: float = 0.0
) -> Floats:
    west, south, east, north = shape.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        drawn = rng.uniform((west, south), (east, north), (4 * count + 8, 2))
        if crowding:
            drawn *= rng.random((len(drawn), 1)) ** crowding
        found = np.vstack([found, drawn[shapely.contains_xy(shape, drawn)]])
    return found[:count]
