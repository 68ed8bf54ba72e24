"""Every pack of the library is whole, and every example in it comes out as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.packs.lint import lint_pack
from anlan.packs.loader import installed, library, load_pack
from anlan.packs.test import run_pack
from anlan.standards.time import parse_iso

NOW = parse_iso("2026-03-01T12:00:00+08:00")
packs = pytest.mark.parametrize("path", library(), ids=lambda path: path.name)


def test_the_promised_packs_are_there() -> None:
    assert {
        "city-calls",
        "repeat-disputes",
        "policing-index",
        "area-watch",
        "service-limits",
        "crowds-and-sensors",
    } <= {path.name for path in library()}


def test_the_promised_mappings_are_there() -> None:
    mappings = load_pack(next(path for path in library() if path.name == "city-calls")).mappings
    assert {name.replace("-", "_") for name in mappings} >= {
        "montgomery_pa_911",
        "winston_salem_pd",
        "sf_fire_cad",
        "seattle_911_2015",
        "nashville_pd_2024",
        "boston_311_animal",
    }


@packs
def test_nothing_must_be_mended(path: Path) -> None:
    assert [each for each in lint_pack(path, now=NOW) if each.grade == "error"] == []


@packs
def test_every_example_comes_out_as_it_says(path: Path) -> None:
    results = list(run_pack(path, now=NOW))
    assert [each for each in results if each.problem] == []


def test_ids_are_one_across_the_library() -> None:
    for folder in ("kinds", "models", "flows", "standards", "frameworks"):
        ids = [each.id for pack in installed() for each in getattr(pack, folder).values()]
        assert len(ids) == len(set(ids)), folder
