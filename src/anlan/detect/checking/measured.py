"""What a model would look at here: measured on the records that came in last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from anlan.detect.checking.cost import Statistics
from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.layout import Layout, layout
from anlan.govern.grants import Grant
from anlan.standards.time import DAY, Instant
from anlan.store.query import Between, OneOf, Query
from anlan.store.store import Store

SAMPLE = 5_000
"""Records looked at; enough for a share of a few per mille."""
KM_A_DEGREE = 111.2

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """How many records come, and what of them a model matches."""

    per_day: float
    """Records of its kind a day, whether it matches them or not."""
    matched: Statistics


def measured(store: Store, plan: Plan, grant: Grant) -> Measured:
    """The statistics of a model's records, from the latest of its kind. Read through the door."""
    attributes = layout([plan])
    rows = _latest(store, plan, attributes, grant)
    if not rows:
        return Measured(0.0, Statistics(0.0, 0))
    per_day = _per_day(store, plan, rows, grant)
    _join(store, plan, rows, grant)
    matching = [row for row in rows if _matches(plan, attributes, row)]
    share = len(matching) / len(rows)
    held = per_day * share * plan.reach / DAY
    keys = _keys([row[plan.key] for row in matching if row[plan.key]], held)
    return Measured(per_day, Statistics(per_day * share, keys, _square_km(matching), share))


def _latest(store: Store, plan: Plan, attributes: Layout, grant: Grant) -> list[Row]:
    own = {name for name in attributes.fields if "." not in name}
    fields = tuple(sorted({plan.kind.time, *own}))
    rows = store.read(grant, Query(plan.kind.id, fields, order=("-position",), limit=SAMPLE))
    return [row for row in rows if row[plan.kind.time] is not None]


def _per_day(store: Store, plan: Plan, rows: list[Row], grant: Grant) -> float:
    """Counted between the quartiles of the sample's times, so that neither a few wrong times nor
    the order in which a file was loaded counts."""
    times = sorted(row[plan.kind.time] for row in rows)
    low, high = times[len(times) // 4], times[-1 - len(times) // 4]
    if high - low < DAY:
        low, high = times[0], Instant(max(times[-1], times[0] + DAY))
    between = Query(plan.kind.id, where=Between(plan.kind.time, low, high + 1))
    days = (high - low) / DAY
    return float(store.count(grant, between) / days)


def _join(store: Store, plan: Plan, rows: list[Row], grant: Grant) -> None:
    """Add the joined fields, as the reference records have them now."""
    for join in plan.joins:
        wanted = tuple({row[join.by] for row in rows} - {None})
        found = store.read(grant, Query(join.kind, join.fields, where=OneOf("id", wanted)))
        known: dict[Any, Row] = {each["id"]: each for each in found}
        for row in rows:
            joined = known.get(row[join.by], {})
            row |= {f"{join.alias}.{name}": joined.get(name) for name in join.fields}


def _matches(plan: Plan, attributes: Layout, row: Row) -> bool:
    values = attributes.values(row, row[plan.kind.time], row["tz"])
    return plan.where.holds(dict(zip(attributes.names, values, strict=True)))


def _keys(keys: list[str], held: float) -> int:
    """Different keys among so many records as a window holds: those seen, and new ones at the
    rate the second half of the sample brought them."""
    seen = set(keys)
    half = len(keys) // 2
    new = len(seen) - len(set(keys[:half]))
    more = max(0.0, held - len(keys)) * new / max(1, len(keys) - half)
    return round(len(seen) + more)


def _square_km(rows: Iterable[Row]) -> float:
    """Of the box around nine tenths of them; 1 where they have no coordinates."""
    places = [(row.get("longitude"), row.get("latitude")) for row in rows]
    sides = []
    for values in zip(*(place for place in places if None not in place), strict=True):
        ordered = sorted(values)
        cut = len(ordered) // 20
        sides.append((ordered[-1 - cut] - ordered[cut]) * KM_A_DEGREE)
    return max(1.0, sides[0] * sides[1]) if sides else 1.0
