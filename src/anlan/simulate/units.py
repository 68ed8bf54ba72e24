"""The units of an invented city and the bases they answer from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np

from anlan.simulate.areas import Area, whole_parts
from anlan.simulate.demand import UnitKind, demand
from anlan.simulate.spots import Spots
from anlan.standards.title import Title


@dataclass(frozen=True)
class Unit:
    """A unit that answers calls from its base; `metres` on the plane."""

    id: str
    call_sign: str
    kind: str
    station: str
    area: int
    metres: tuple[float, float]


def invent_units(
    rng: np.random.Generator, kind: str, areas: list[Area], spots: Spots
) -> Iterator[Unit]:
    """The units of a kind, as many as the people ask for, at least two."""
    declared = demand().units[kind]
    people = np.array([area.population for area in areas])
    count = max(2, round(declared.per_1000 * people.sum() / 1000))
    for number, (area, metres) in enumerate(_bases(rng, declared, count, areas, spots), start=1):
        yield Unit(
            id=f"{kind}-{number:03d}",
            call_sign=f"{declared.prefix}{number:02d}",
            kind=kind,
            station=_station(declared, areas[area].name),
            area=area,
            metres=metres,
        )


def _bases(
    rng: np.random.Generator, kind: UnitKind, count: int, areas: list[Area], spots: Spots
) -> list[tuple[int, tuple[float, float]]]:
    """Area and place on the plane of each base."""
    if kind.home in ("hospital", "road"):
        home = "hospital" if kind.home == "hospital" else "crossing"
        pool = np.flatnonzero(spots.kind == list(demand().spots).index(home))
        chosen = islice(cycle(rng.permutation(pool).tolist()), count)
        return [(int(spots.area[s]), tuple(spots.metres[s].tolist())) for s in chosen]
    shares = whole_parts(count, np.array([float(area.population) for area in areas]))
    return [(a, areas[a].home) for a, share in enumerate(shares) for _ in range(share)]


def _station(kind: UnitKind, area: Title) -> str:
    zh, en = {
        "station": ("派出所", "Police Station"),
        "road": ("交警中队", "Traffic Squad"),
        "hospital": ("急救站", "Ambulance Station"),
        "fire": ("消防站", "Fire Station"),
    }[kind.home]
    return f"{area.zh}{zh} {area.en} {en}"
