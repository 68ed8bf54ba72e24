"""The declared areas: zone, people, and which area lies within which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from anlan.standards.title import Title

CITY = ""
"""The unit that holds every record, whatever its area."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area as its record declares it."""

    id: str
    title: Title
    parent: str | None
    zone: str | None
    population: int | None
    households: int | None


class Areas:
    """The areas of a deployment, by id, in order of id."""

    def __init__(self, areas: list[Area]) -> None:
        self._areas = {area.id: area for area in sorted(areas, key=lambda area: area.id)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._areas)

    def __contains__(self, area: object) -> bool:
        return area in self._areas

    def __getitem__(self, area: str) -> Area:
        return self._areas[area]

    def zone(self, area: str | None) -> str | None:
        """The zone of an area; the whole city has none."""
        return self._areas[area].zone if area is not None else None

    def within(self, area: str) -> list[str]:
        """The area and every area below it."""
        return [member for member, unit in self._pairs() if unit == area]

    def people(self, area: str | None, base: str) -> int | None:
        """Population or households of an area, or of the city: the sum of its smallest areas.

        None when nobody declared any.
        """
        if area is not None:
            own: int | None = getattr(self._areas[area], base)
            return own
        above = {a.parent for a in self._areas.values()}
        known = [getattr(a, base) for a in self._areas.values() if a.id not in above]
        return sum(known) if known and None not in known else None

    def membership(self) -> ir.Table:
        """Table of (member, unit): records of `member` count for `unit`, all for the city."""
        everything = [(place, CITY) for place in (CITY, *self._areas)]
        rows = [{"member": m, "unit": u} for m, u in (*everything, *self._pairs())]
        return ibis.memtable(rows, schema={"member": "string", "unit": "string"})

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for member in self._areas:
            unit, seen = member, set[str]()
            while unit in self._areas and unit not in seen:
                yield member, unit
                seen.add(unit)
                unit = self._areas[unit].parent or CITY


COLUMNS = ("id", "name_zh", "name_en", "parent", "zone", "population", "households")


def areas_of(rows: Iterable[Mapping[str, Any]]) -> Areas:
    """The areas of records of kind `area`."""
    return Areas(
        [
            Area(
                id=row["id"],
                title=Title(
                    zh=row["name_zh"] or row["name_en"] or row["id"],
                    en=row["name_en"] or row["name_zh"] or row["id"],
                ),
                parent=row["parent"],
                zone=row["zone"],
                population=row["population"],
                households=row["households"],
            )
            for row in rows
        ]
    )


def read_areas(table: ir.Table) -> Areas:
    """The areas of a table of kind `area`."""
    return areas_of(table.select(*COLUMNS).to_pyarrow().to_pylist())
