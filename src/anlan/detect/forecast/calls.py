"""Calls read through the store's door and counted per area and local hour.

Only calls from the public count. Rows an officer began, duplicates, voided and invalid calls are
left out and their number is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anlan.detect.forecast.panel import Bools, Ints, Panel, panel_of
from anlan.govern.grants import Grant
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import HOUR, SECOND, Instant, instant, moment
from anlan.standards.title import Title
from anlan.store.store import Store

WEEKS = 60
"""How far back is looked: a year of history before eight held-out weeks."""
SMALLEST = 250
"""Metres: a smaller square would be a house."""
_METRES_A_DEGREE = 111_195
_MIDNIGHT = 0.9
"""When so many calls lie on midnight the source knows days only."""

Where = Literal["area", "cell", "city"]
CITY = "city"


@dataclass(frozen=True, slots=True)
class Demand:
    """Calls of the public, and the rows officers began, over the same areas and weeks."""

    public: Panel
    officer: Panel
    begins: Instant
    """Where a forecast begins: the start of the local hour (or day) that is going on."""
    zone: str
    where: Where
    known_who: bool
    """Whether the data say who began a row."""
    last: Instant
    """The latest call counted."""
    left_out: Mapping[str, int]


def read_demand(
    store: Store, grant: Grant, now: Instant, *, where: Where | None = None, metres: int = 1000
) -> Demand:
    """The calls of the weeks before now; NotFound when there are none.

    Areas are the declared ones when half of the calls name theirs, else squares of so many
    metres when half have a position, else the whole city.
    """
    if metres < SMALLEST:
        raise BadInput(
            Title(zh="这么小的方格是房屋，不是区域", en="squares this small are houses, not areas"),
            value=metres,
            way_out=Title(zh=f"用 {SMALLEST} 米以上", en=f"use {SMALLEST} m or more"),
        )
    rows = _rows(store.analyse(grant, "call"), now)
    if not rows.num_rows:
        raise NotFound(
            Title(
                zh=f"此前 {WEEKS} 周没有警情",
                en=f"no call in the {WEEKS} weeks before this time",
            ),
            value=moment(now).isoformat(),
            way_out=Title(
                zh="载入警情并填充湖，或问数据所及的时间",
                en="load calls and fill the lake, or name a time in the span of the data",
            ),
        )
    return _counted(rows, now, where or _where(rows), metres)


def _rows(calls: ir.Table, now: Instant) -> pa.Table:
    since = moment(Instant(now - (WEEKS + 1) * 168 * HOUR)).replace(tzinfo=None)
    until = moment(now).replace(tzinfo=None)
    within = calls.filter(
        calls.received >= ibis.timestamp(since.isoformat()),
        calls.received < ibis.timestamp(until.isoformat()),
    )
    not_one = within.duplicate_of.notnull() | within.void_reason.notnull()
    return within.select(
        "area",
        "longitude",
        "latitude",
        "tz",
        "officer_initiated",
        "received",
        invalid=(not_one | ~within.valid.fill_null(True)),
    ).to_pyarrow()


def _where(rows: pa.Table) -> Where:
    half = rows.num_rows / 2
    if rows["area"].null_count <= half:
        return "area"
    positioned = pc.and_(pc.is_valid(rows["longitude"]), pc.is_valid(rows["latitude"]))
    return "cell" if pc.sum(positioned).as_py() >= half else "city"


def _counted(rows: pa.Table, now: Instant, where: Where, metres: int) -> Demand:
    zone = max(pc.value_counts(rows["tz"]).to_pylist(), key=_times)["values"]
    received = np.asarray(rows["received"]).astype("datetime64[us]").astype(np.int64)
    seconds = _local(received // SECOND, zone)
    length = 168 if (seconds % 86_400 == 0).mean() < _MIDNIGHT else 7
    begins, begin = _begin(now, zone, length)
    step = seconds // (604_800 // length) - begin
    areas, area = _areas(rows, where, metres)
    officer = np.asarray(pc.fill_null(rows["officer_initiated"], False))
    within = (step < 0) & (step >= -WEEKS * length)
    valid = within & ~np.asarray(rows["invalid"])
    placed = valid & (area >= 0)
    calls, patrols = placed & ~officer, placed & officer

    def panel(of: Bools) -> Panel:
        return panel_of(areas, area[of], step[of], weeks=WEEKS, steps=length)

    public = panel(calls)
    return Demand(
        public=public,
        officer=_same_weeks(panel(patrols), public),
        begins=begins,
        zone=zone,
        where=where,
        known_who=bool(patrols.any()),
        last=Instant(int(received[calls].max(initial=0))),
        left_out={
            "officer": int(patrols.sum()),
            "invalid": int((within & ~valid).sum()),
            "unplaced": int((valid & (area < 0)).sum()),
        },
    )


def _times(entry: Mapping[str, Any]) -> int:
    return int(entry["counts"])


def _same_weeks(panel: Panel, like: Panel) -> Panel:
    """A panel over the weeks and the observed steps of another."""
    counts = np.zeros_like(like.counts)
    weeks = min(panel.weeks, like.weeks)
    if weeks:
        counts[:, -weeks:] = panel.counts[:, -weeks:]
    return Panel(panel.areas, counts, like.observed)


def _local(seconds: Ints, zone: str) -> Ints:
    """Local seconds since 1970 of UTC seconds, as a wall clock counts."""
    hours, at = np.unique(seconds // 3600, return_inverse=True)
    offsets = [_offset(Instant(int(hour) * HOUR), zone) for hour in hours]
    return np.asarray(seconds + np.array(offsets, dtype=np.int64)[at])


def _offset(at: Instant, zone: str) -> int:
    return int((moment(at, zone).utcoffset() or timedelta()).total_seconds())


def _begin(now: Instant, zone: str, length: int) -> tuple[Instant, int]:
    """The start of the local step now is in, as an instant and as a number."""
    local = moment(now, zone).replace(minute=0, second=0, microsecond=0)
    if length == 7:
        local = local.replace(hour=0)
    begins = instant(local)
    return begins, (begins // SECOND + _offset(begins, zone)) // (604_800 // length)


def _areas(rows: pa.Table, where: Where, metres: int) -> tuple[tuple[str, ...], Ints]:
    """The names of the areas, and the number of each row's; -1 where it has none."""
    if where == "city":
        return (CITY,), np.zeros(rows.num_rows, dtype=np.int64)
    names = rows["area"] if where == "area" else _cells(rows, metres)
    coded = pc.dictionary_encode(names).combine_chunks()
    number = np.asarray(pc.fill_null(coded.indices, -1)).astype(np.int64)
    known = coded.dictionary.to_pylist()
    order = sorted(range(len(known)), key=known.__getitem__)
    place = np.empty(len(known) + 1, dtype=np.int64)
    place[order], place[-1] = np.arange(len(known)), -1
    return tuple(known[at] for at in order), place[number]


def _cells(rows: pa.Table, metres: int) -> pa.ChunkedArray:
    """Each row's square, named by the latitude and longitude of its centre."""
    longitude = np.asarray(rows["longitude"]).astype(np.float64)
    latitude = np.asarray(rows["latitude"]).astype(np.float64)
    high = metres / _METRES_A_DEGREE
    middle = float(np.nanmedian(latitude))
    wide = high / np.cos(np.radians(middle))
    known = ~(np.isnan(longitude) | np.isnan(latitude))
    square = np.stack([np.floor(latitude / high), np.floor(longitude / wide)], axis=1)[known]
    distinct, at = np.unique(square, axis=0, return_inverse=True)
    texts = [f"{(row + 0.5) * high:.4f},{(col + 0.5) * wide:.4f}" for row, col in distinct]
    names = np.full(len(known), None, dtype=object)
    names[known] = np.array(texts, dtype=object)[at.ravel()]
    return pa.chunked_array([pa.array(names, type=pa.string())])
