"""Place: WGS 84 degrees inside; where coordinates came from is always named (COD07).

`system` is an EPSG or ESRI code such as "EPSG:27700", or "GCJ-02", the offset system of Chinese
public maps. GCJ-02 has no published inverse; ours iterates its published forward formula
until the residue is below 1e-9 degrees (about 0.1 mm).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from anlan.standards.errors import BadDeclaration

Degrees = NDArray[np.float64]

WGS84 = "EPSG:4326"
GCJ02 = "GCJ-02"

_CODE = re.compile(r"(EPSG|ESRI):\d{4,6}")
_FARTHEST = 2e8
"""No map is wider, in feet or metres; beyond it projections answer nonsense."""
_SEMI_MAJOR = 6378245.0  # Krasovsky 1940, as GCJ-02 uses it
_ECCENTRICITY2 = 0.00669342162296594323


def check_system(system: str | None) -> str:
    """The system's name; BadDeclaration when it is missing or unknown."""
    if not system:
        raise BadDeclaration(
            "coordinates without a named system",
            way_out="write `system: EPSG:4326` (WGS 84), another EPSG code, or GCJ-02",
        )
    if system != GCJ02:
        _transformer(system)
    return system


def to_wgs84(x: ArrayLike, y: ArrayLike, system: str) -> tuple[Degrees, Degrees]:
    """Longitudes and latitudes in WGS 84 degrees of x/east/longitude and y/north/latitude.

    Values that are not finite, or do not land on the globe, come back as NaN.
    """
    x_, y_ = np.asarray(x, np.float64), np.asarray(y, np.float64)
    with np.errstate(all="ignore"):
        if system == GCJ02:
            lon, lat = _gcj02_to_wgs84(x_, y_)
        elif system == WGS84:
            lon, lat = x_, y_
        else:
            lon, lat = map(np.asarray, _transformer(system).transform(x_, y_))
            lon, lat = (np.where(_far(x_) | _far(y_), np.nan, there) for there in (lon, lat))
        lon, lat = np.array(lon), np.array(lat)  # a single point too
        off = ~(np.isfinite(lon) & np.isfinite(lat) & (abs(lon) <= 180) & (abs(lat) <= 90))
    lon[off] = np.nan
    lat[off] = np.nan
    return lon, lat


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """GCJ-02 degrees, for showing our points on a map that uses that system."""
    lon_, lat_ = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    east, north = _gcj02_shift(lon_, lat_)
    inside = _in_china(lon_, lat_)
    return lon_ + np.where(inside, east, 0.0), lat_ + np.where(inside, north, 0.0)


def metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance (haversine, mean radius 6 371 008.8 m)."""
    p1, p2 = np.radians(lat1), np.radians(lat2)
    h = (
        np.sin((p2 - p1) / 2) ** 2
        + np.cos(p1) * np.cos(p2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    )
    return float(2 * 6_371_008.8 * np.arcsin(np.sqrt(h)))


@lru_cache(maxsize=32)
def _transformer(system: str) -> Transformer:
    way_out = "use an EPSG (or ESRI) code such as EPSG:4326, or GCJ-02"
    try:
        crs = CRS(system) if _CODE.fullmatch(system) else None
    except CRSError:
        crs = None
    if crs is None:
        raise BadDeclaration("unknown coordinate system", value=system, way_out=way_out) from None
    if len(crs.axis_info) != 2:  # heights, or metres from the centre of the Earth
        raise BadDeclaration("not a system of places on a map", value=system, way_out=way_out)
    return Transformer.from_crs(crs, CRS(WGS84), always_xy=True)


def _far(values: Degrees) -> NDArray[np.bool_]:
    """Too far, or not a number."""
    return np.logical_not(abs(values) < _FARTHEST)


def _gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(30):
        there_lon, there_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        rest_lon, rest_lat = lon - there_lon, lat - there_lat
        guess_lon, guess_lat = guess_lon + rest_lon, guess_lat + rest_lat
        worst: Any = np.nanmax(np.maximum(abs(rest_lon), abs(rest_lat)), initial=0.0)
        if worst < 1e-9:
            break
    return guess_lon, guess_lat


def _in_china(lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
    return (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)


def _gcj02_shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y, pi, sin = lon - 105.0, lat - 35.0, np.pi, np.sin
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(abs(x)) + ripple
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(abs(x)) + ripple
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    magic = 1 - _ECCENTRICITY2 * sin(np.radians(lat)) ** 2
    root = np.sqrt(magic)
    north_degrees = north * 180 / ((_SEMI_MAJOR * (1 - _ECCENTRICITY2)) / (magic * root) * pi)
    east_degrees = east * 180 / (_SEMI_MAJOR / root * np.cos(np.radians(lat)) * pi)
    return east_degrees, north_degrees
