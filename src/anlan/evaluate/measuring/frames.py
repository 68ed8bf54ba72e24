"""The table of a kind with the zone of its area and its derived columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import and_

import ibis
import ibis.expr.types as ir

from anlan.evaluate.declaration.conditions import ZONE, CodesOf, holds
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.declaration.source import Derived, Earlier, Later
from anlan.evaluate.measuring.areas import CITY
from anlan.standards.kinds import FieldDef, Kinds

PLACE = "_place"
"""Column every measured row has: its declared area, or CITY when it has none."""

Tables = Callable[[str], ir.Table]
"""The table of a record kind: a row a record, times as timestamps in UTC, without a zone."""


def frame(
    kind: str,
    fields: Iterable[str],
    derived: Mapping[str, Derived],
    tables: Tables,
    codes: CodesOf,
) -> ir.Table:
    """These fields of a kind, the derived columns added in the order they are declared.

    A kind without an area counts for the whole city only.
    """
    rows = tables(kind)
    wanted = {"id", "area", *fields, *(field for how in derived.values() for field in how.fields())}
    rows = rows.select([name for name in rows.columns if name in wanted])
    if "area" not in rows.columns:
        rows = rows.mutate(area=ibis.null("string"))
    areas = tables("area")
    zones = areas.select(area_id=areas.id, **{ZONE: areas.zone})
    rows = rows.left_join(zones, rows.area == zones.area_id)
    rows = rows.mutate(**{PLACE: rows.area_id.fill_null(CITY)}).drop("area_id")
    for name, how in derived.items():
        if how.first_of is not None:
            rows = rows.mutate(**{name: ibis.coalesce(*(rows[field] for field in how.first_of))})
        elif how.earlier is not None:
            rows = rows.mutate(**{name: _earlier(rows, how.earlier, codes)})
        elif how.later is not None:
            rows = _later(rows, name, how.later, tables(how.later.kind))
    return rows


def like(framework: Framework, kinds: Kinds, kind: str, field: str) -> FieldDef | None:
    """The definition of a field, or of the first field a derived column is taken from."""
    derived = framework.derived.get(kind, {}).get(field)
    if derived is not None and derived.first_of:
        field = derived.first_of[0]
    return kinds[kind].fields.get(field)


def _earlier(rows: ir.Table, how: Earlier, codes: CodesOf) -> ir.IntegerValue:
    window = ibis.range_window(
        preceding=ibis.interval(hours=24 * how.within_days),
        following=ibis.interval(hours=0),
        group_by=how.same,
        order_by=how.time,
    )
    counted = holds(how.of, rows, codes).cast("int64").sum().over(window)
    # Records that do not say where they belong are not "the same place".
    known = reduce(and_, (rows[field].notnull() for field in (*how.same, how.time)))
    return ibis.ifelse(known, counted, ibis.null("int64"))


def _later(rows: ir.Table, name: str, how: Later, others: ir.Table) -> ir.Table:
    ours = rows.select(own_id="id", own_time=how.after)
    theirs = others.select(named=others[how.by], at=others[how.time])
    limit = 24 * 3600 * how.within_days
    pairs = ours.join(theirs, [ours.own_id == theirs.named, theirs.at > ours.own_time])
    pairs = pairs.filter(pairs.at.delta(pairs.own_time, unit="second") <= limit)
    counts = pairs.group_by("own_id").aggregate(**{name: pairs.count()})
    joined = rows.left_join(counts, rows.id == counts.own_id).drop("own_id")
    return joined.mutate(**{name: joined[name].fill_null(0)})
