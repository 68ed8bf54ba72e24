"""COD07: every coordinate names its system; inside there is WGS 84 and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from anlan.standards.errors import BadDeclaration
from anlan.standards.place import GCJ02, check_system, metres, to_wgs84, wgs84_to_gcj02

IN_CHINA = st.tuples(st.floats(73.5, 135.0), st.floats(18.0, 53.5))


@given(IN_CHINA)
def test_gcj02_there_and_back_is_within_a_millimetre(point: tuple[float, float]) -> None:
    lon, lat = to_wgs84(*wgs84_to_gcj02(*point), GCJ02)
    assert abs(lon - point[0]) < 1e-8
    assert abs(lat - point[1]) < 1e-8


@given(IN_CHINA)
def test_gcj02_moves_a_point_by_hundreds_of_metres_so_mixing_would_show(
    point: tuple[float, float],
) -> None:
    lon, lat = wgs84_to_gcj02(*point)
    assert 10 < metres(*point, float(lon), float(lat)) < 1_500


def test_gcj02_agrees_with_the_published_formula_at_tiananmen() -> None:
    lon, lat = wgs84_to_gcj02(116.397428, 39.90923)  # worked with the public formula elsewhere
    assert (float(lon), float(lat)) == pytest.approx((116.403670, 39.910633), abs=2e-5)


def test_gcj02_leaves_places_outside_china_alone() -> None:
    assert [float(v) for v in to_wgs84(-0.1276, 51.5072, GCJ02)] == [-0.1276, 51.5072]


@pytest.mark.parametrize(
    ("system", "x", "y", "lon", "lat", "within"),
    [
        # Ordnance Survey's worked example (OSGB36, Airy): Caister Water Tower TG 51409 13177.
        ("EPSG:27700", 651409.903, 313177.270, 1.716073973, 52.658007833, 6.0),
        ("EPSG:32650", 500000.0, 0.0, 117.0, 0.0, 0.01),  # UTM 50N: meridian meets equator
        ("EPSG:3857", 20037508.342789244, 0.0, 180.0, 0.0, 0.01),
        ("EPSG:4490", 116.0, 40.0, 116.0, 40.0, 1.0),  # CGCS2000: WGS 84 within centimetres
        ("EPSG:4326", 120.5, 30.25, 120.5, 30.25, 1e-6),  # x is longitude, whatever EPSG says
    ],
)
def test_known_points(
    system: str, x: float, y: float, lon: float, lat: float, within: float
) -> None:
    there = [float(value) for value in to_wgs84(x, y, system)]
    assert metres(*there, lon, lat) < within


@pytest.mark.parametrize("system", [None, ""])
def test_an_unnamed_system_is_refused(system: str | None) -> None:
    with pytest.raises(BadDeclaration, match="without a named system") as caught:
        check_system(system)
    assert "EPSG:4326" in caught.value.way_out


@pytest.mark.parametrize(
    "system",
    ["gcj02", "BD-09", "EPSG:99999", "EPSG:", "4326", "WGS84", "+proj=longlat", "EPSG:4326 ",
     "EPSG:5773", "EPSG:4978", "EPSG:4979"],
)  # fmt: skip
def test_what_is_no_system_of_a_map_is_refused(system: str) -> None:
    with pytest.raises(BadDeclaration) as caught:
        check_system(system)
    assert caught.value.value == system


@pytest.mark.parametrize("system", ["EPSG:4326", "EPSG:27700", GCJ02])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e300])
def test_what_is_not_on_the_globe_comes_back_as_nan_alone(system: str, wrong: float) -> None:
    good = to_wgs84([0.5], [0.5], system)
    lon, lat = to_wgs84([0.5, wrong, 0.5], [0.5, 0.5, wrong], system)
    assert np.isnan(lon[1:]).all()
    assert np.isnan(lat[1:]).all()
    assert (lon[0], lat[0]) == (good[0][0], good[1][0])


def test_the_arrays_given_are_not_changed() -> None:
    x, y = np.array([200.0, 1.0]), np.array([1.0, 1.0])
    to_wgs84(x, y, "EPSG:4326")
    assert x.tolist() == [200.0, 1.0]


def test_distance() -> None:
    assert metres(0, 0, 0, 1) == pytest.approx(111_195.08, abs=0.1)
    assert metres(116.4, 39.9, 116.4, 39.9) == 0
    assert metres(-180, 0, 180, 0) == pytest.approx(0, abs=1e-6)
    assert metres(0, 90, 77, 90) == pytest.approx(0, abs=1e-6)
