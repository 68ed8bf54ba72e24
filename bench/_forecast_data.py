"""Published calls as panels, for the forecast bench and its tests. Read where they lie."""

from __future__ import annotations

import csv
import gzip
import io
import struct
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import shapely

from anlan.detect.forecast.panel import Ints, Panel, panel_of

WINSTON = "winston_salem_pd/wspd_incidents_2018.csv.gz"
PORTLAND = "portland_nij_cfs/080116_083116_Data.zip"
DISTRICTS = "portland_nij_cfs/portland-police-districts.zip"
CELL_FEET = 600
"""The largest cell the NIJ challenge allows."""
OFFICERS_OWN = frozenset(
    [
        "LICENSE CHECK",
        "PATROL ACTIVITY",
        "WARRANT SERVICES",
        "FOOT CHASE",
        "DIRECT TRAFFIC",
        "ID TECHNICAL ACTIVITIES",
    ]
)
"""As in the mapping winston-salem-pd of the pack city-calls."""
ELSEWHERE = "(all other streets)"


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of a city: hour (counted from its first day), block, street, who began it."""

    hour: Ints
    block: tuple[str, ...]
    street: tuple[str, ...]
    officer: np.ndarray
    first: date


def winston(path: Path) -> Calls:
    """The log of Winston-Salem; rows dated before 2017-09 are strays and left out."""
    first = date(2017, 9, 24)
    hours, blocks, streets, officer = [], [], [], []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["incident_date_time"])
            if at.date() < first:
                continue
            number, _, street = " ".join(row["address"].split()).partition(" ")
            hours.append((at.date() - first).days * 24 + at.hour)
            blocks.append(f"{number} {street}")
            streets.append(street)
            officer.append(row["call_type"] in OFFICERS_OWN)
    return Calls(np.array(hours), tuple(blocks), tuple(streets), np.array(officer), first)


def winston_panel(calls: Calls, names: tuple[str, ...], *, officer: bool, steps: int) -> Panel:
    """Whole weeks up to the end of the log, areas in alphabetical order."""
    known = {name: at for at, name in enumerate(sorted({*names} - {ELSEWHERE}))}
    area = np.array([known.get(name, -1) for name in names], dtype=np.int64)
    last = (int(calls.hour.max()) // 24 + 1) * 24
    step = (calls.hour - last) // (168 // steps)
    named = np.array([name != ELSEWHERE for name in names])
    kept = (calls.officer == officer) & named
    weeks = -int(step.min()) // steps
    return panel_of(tuple(known), area[kept], step[kept], weeks=weeks, steps=steps)


def grouped(names: tuple[str, ...], counted: np.ndarray, at_least: int) -> tuple[str, ...]:
    """Names with fewer counted calls than that become one, which no panel holds."""
    often = Counter(name for name, this in zip(names, counted, strict=True) if this)
    return tuple(name if often[name] >= at_least else ELSEWHERE for name in names)


def portland(calls: Path, districts: Path) -> Panel:
    """Four weeks of Portland by day, 4 to 31 August 2016; every cell whose centre is in the city."""
    rows = _dbf(calls, "NIJ2016_AUG01_AUG31.dbf")
    placed = [row for row in rows if row["occ_date"] and row["x_coordina"]]
    city = shapely.union_all(_polygons(districts, "Portland_Police_Districts.shp"))
    shapely.prepare(city)
    west, south, east, north = city.bounds
    columns, lines = (
        int((high - low) // CELL_FEET) + 1 for low, high in ((west, east), (south, north))
    )
    at = np.arange(columns * lines)
    centres = (
        west + (at % columns + 0.5) * CELL_FEET,
        south + (at // columns + 0.5) * CELL_FEET,
    )
    inside = shapely.contains_xy(city, *centres)
    number = np.full(columns * lines, -1)
    number[inside] = np.arange(inside.sum())
    x = np.array([float(row["x_coordina"]) for row in placed])
    y = np.array([float(row["y_coordina"]) for row in placed])
    column, line = ((x - west) // CELL_FEET).astype(int), ((y - south) // CELL_FEET).astype(int)
    within = (column >= 0) & (column < columns) & (line >= 0) & (line < lines)
    area = np.where(within, number[np.where(within, line * columns + column, 0)], -1)
    after = date(2016, 9, 1)
    step = np.array(
        [(datetime.strptime(row["occ_date"], "%Y%m%d").date() - after).days for row in placed]
    )
    names = tuple(f"{at % columns}/{at // columns}" for at in np.flatnonzero(inside))
    return panel_of(names, area[area >= 0], step[area >= 0], weeks=4, steps=7)


def _dbf(archive: Path, name: str) -> list[dict[str, str]]:
    """The rows of a dBase table in a zip file."""
    with zipfile.ZipFile(archive) as files:
        raw = files.read(name)
    count, head, length = struct.unpack("<IHH", raw[4:12])
    fields = [
        (raw[at : at + 11].split(b"\0")[0].decode(), raw[at + 16])
        for at in range(32, head - 1, 32)
        if raw[at] != 0x0D
    ]
    rows = []
    for number in range(count):
        line = io.BytesIO(raw[head + number * length + 1 : head + (number + 1) * length])
        rows.append({field: line.read(size).decode("latin-1").strip() for field, size in fields})
    return rows


def _polygons(archive: Path, name: str) -> list[shapely.Geometry]:
    """The polygons of a shapefile in a zip file; rings are joined by their even-odd area."""
    with zipfile.ZipFile(archive) as files:
        raw = files.read(name)
    at, found = 100, []
    while at < len(raw):
        size = struct.unpack(">i", raw[at + 4 : at + 8])[0] * 2
        parts, points = struct.unpack("<ii", raw[at + 44 : at + 52])
        starts = struct.unpack(f"<{parts}i", raw[at + 52 : at + 52 + 4 * parts])
        xy = np.frombuffer(raw, "<f8", 2 * points, at + 52 + 4 * parts).reshape(-1, 2)
        rings = [shapely.Polygon(ring).buffer(0) for ring in np.split(xy, starts[1:])]
        whole = rings[0]
        for ring in rings[1:]:
            whole = whole.symmetric_difference(ring)
        found.append(whole)
        at += 8 + size
    return found
