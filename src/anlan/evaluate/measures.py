"""Every measure of a framework, for all areas and months at once.

Works on ibis tables handed in by kind: the lake of a deployment and the little tables of
an example give their numbers by this same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property

import ibis
import ibis.expr.types as ir

from anlan.evaluate.areas import CITY, Areas, read_areas
from anlan.evaluate.cells import Cell, Exposure, Totals, cell_of
from anlan.evaluate.conditions import CodesOf, holds
from anlan.evaluate.frames import Tables, frame
from anlan.evaluate.framework import Framework
from anlan.evaluate.intervals import median_ranks
from anlan.evaluate.periods import Month, months_between
from anlan.evaluate.source import Source, Statistic
from anlan.standards.codes import Codes
from anlan.standards.kinds import Kinds
from anlan.standards.time import DAY, Instant, instant, moment


class Measurement:
    """The measures of one framework over one set of tables, months cut in one zone."""

    def __init__(
        self, framework: Framework, tables: Tables, *, kinds: Kinds, codes: Codes, zone: str
    ) -> None:
        self.framework = framework
        self._tables = tables
        self._kinds = kinds
        self._codes = codes
        self._zone = zone
        self._frames: dict[str, ir.Table] = {}

    @cached_property
    def areas(self) -> Areas:
        """The declared areas."""
        return read_areas(self._tables("area"))

    @cached_property
    def months(self) -> list[Month]:
        """Every month from the first record that counts to the last."""
        ends = [end for span in self._spans.values() for end in span]
        return months_between(min(ends), max(ends), self._zone) if ends else []

    def cells(self, months: Iterable[Month] | None = None) -> list[Cell]:
        """Every measure with a query, in every area and the whole city, in these months."""
        wanted = sorted(self.months if months is None else months)
        if not wanted:
            return []
        return [
            cell
            for measure, source in self.framework.measured.items()
            for cell in self._cells(measure, source, wanted)
        ]

    def rows(self, source: Source) -> ir.Table:
        """The records of the denominator: id, at, area, in_numerator, amount.

        A rate or a count is counted over its numerator alone. `amount` is the value that
        is averaged, in minutes for a median, else null.
        """
        records = self._frame(source.kind)
        codes = self._codes_of(source.kind)
        base = holds(source.among, records, codes)
        hit = holds(source.of, records, codes)
        if source.statistic in (Statistic.RATE, Statistic.COUNT):
            base = base & hit
        picked = records.filter(base, records[source.time].notnull()).select(
            id=records.id,
            at=records[source.time],
            area=records.area,
            in_numerator=hit,
            amount=_amount(source, records),
        )
        averaged = source.statistic in (Statistic.MEAN, Statistic.MEDIAN_MINUTES)
        return picked.filter(picked.amount.notnull()) if averaged else picked

    def opened(self, source: Source, area: str | None, month: Month) -> ir.Table:
        """The rows behind one cell."""
        rows = self.rows(source)
        rows = rows.filter(rows.at >= _utc(month.start), rows.at < _utc(month.end))
        return rows if area is None else rows.filter(rows.area.isin(self.areas.within(area)))

    def cell(self, measure: str, area: str | None, month: Month, totals: Totals) -> Cell:
        """The cell of these totals."""
        source = self.framework.measured[measure]
        exposure = self._exposure(source, area, month)
        return cell_of(source, totals, exposure, measure=measure, area=area, period=month.period)

    def _cells(self, measure: str, source: Source, months: list[Month]) -> Iterator[Cell]:
        placed = self._placed(self.rows(source), months)
        ranked = source.statistic is Statistic.MEDIAN_MINUTES
        groups = totals_of(placed, ranked=ranked)
        for area in (None, *self.areas):
            for month in months:
                totals = groups.get((area or CITY, month.period), Totals())
                yield self.cell(measure, area, month, totals)

    def _placed(self, rows: ir.Table, months: list[Month]) -> ir.Table:
        """Rows with their month, once for the whole city and once for each area above them."""
        spans = ibis.memtable(
            [{"period": m.period, "start": _utc(m.start), "end": _utc(m.end)} for m in months],
            schema={
                "period": "string",
                "start": "timestamp(6)",
                "end": "timestamp(6)",
            },
        )
        dated = rows.join(spans, [rows.at >= spans.start, rows.at < spans.end])
        pairs = self.areas.membership()
        columns = ("unit", "period", "in_numerator", "amount")
        by_area = dated.join(pairs, dated.area == pairs.member).select(*columns)
        return by_area.union(dated.mutate(unit=ibis.literal(CITY)).select(*columns))

    def _frame(self, kind: str) -> ir.Table:
        if kind not in self._frames:
            derived = self.framework.derived.get(kind, {})
            self._frames[kind] = frame(kind, derived, self._tables, self._codes_of(kind))
        return self._frames[kind]

    def _codes_of(self, kind: str) -> CodesOf:
        return lambda field: self._codes[code_table(self.framework, self._kinds, kind, field) or ""]

    @cached_property
    def _spans(self) -> dict[tuple[str, str], tuple[Instant, Instant]]:
        """First and last instant of each (kind, time field) that has any record."""
        spans = {}
        for kind, time in sorted({(s.kind, s.time) for s in self.framework.measured.values()}):
            table = self._tables(kind)
            ends = table.aggregate(first=table[time].min(), last=table[time].max())
            (row,) = ends.to_pyarrow().to_pylist()
            if row["first"] is not None:
                spans[kind, time] = (_instant(row["first"]), _instant(row["last"]))
        return spans

    def _exposure(self, source: Source, area: str | None, month: Month) -> Exposure:
        """What the month holds data for, taken from the data and not from a clock: the same
        data gives the same rate, and a month that has just begun is not a quiet month."""
        length = month.end - month.start
        span = self._spans.get((source.kind, source.time))
        days = month.covered(*span) * length / DAY if span else 0.0
        return Exposure(self.areas.people(area, source.rate_base[1]), days, length / DAY)


def totals_of(placed: ir.Table, *, ranked: bool) -> dict[tuple[str, str], Totals]:
    """The totals of every (unit, period) of a table unit, period, in_numerator, amount."""
    sums = placed.group_by("unit", "period").aggregate(
        n=placed.count(),
        hits=placed.in_numerator.cast("int64").sum(),
        total=placed.amount.sum().fill_null(0.0),
        squares=(placed.amount * placed.amount).sum().fill_null(0.0),
    )
    found = sums.to_pyarrow().to_pylist()
    orders = _ordered(placed, {(r["unit"], r["period"]): r["n"] for r in found}) if ranked else {}
    return {
        (unit := row.pop("unit"), period := row.pop("period")): Totals(
            **row, ranked=orders.get((unit, period), ())
        )
        for row in found
    }


def code_table(framework: Framework, kinds: Kinds, kind: str, field: str) -> str | None:
    """The code table of a field, or of the first field a derived column is taken from."""
    derived = framework.derived.get(kind, {}).get(field)
    if derived is not None and derived.first_of:
        field = derived.first_of[0]
    declared = kinds[kind].fields.get(field)
    return declared.codes if declared else None


def _amount(source: Source, records: ir.Table) -> ir.Value:
    match source.statistic, source.field, source.since:
        case Statistic.MEAN, str(field), _:
            return records[field].cast("float64")
        case Statistic.MEDIAN_MINUTES, str(field), str(since):
            return records[field].delta(records[since], unit="microsecond") / 60e6
    return ibis.null("float64")


def _ordered(
    placed: ir.Table, sizes: dict[tuple[str, str], int]
) -> dict[tuple[str, str], tuple[float, ...]]:
    """The values a median and its interval rest on: at low rank, both middles, high rank."""
    ranks = {
        group: (low, (of + 1) // 2, of // 2 + 1, high)
        for group, of in sizes.items()
        for low, high in [median_ranks(of)]
    }
    wanted = ibis.memtable(
        [{"unit": u, "period": p, "rank": r} for (u, p), rs in ranks.items() for r in set(rs)],
        schema={"unit": "string", "period": "string", "rank": "int64"},
    )
    order = ibis.window(group_by=["unit", "period"], order_by="amount")
    numbered = placed.mutate(rank=(ibis.row_number().over(order) + 1).cast("int64"))
    found = {
        (row["unit"], row["period"], row["rank"]): row["amount"]
        for row in numbered.join(wanted, ["unit", "period", "rank"]).to_pyarrow().to_pylist()
    }
    return {(u, p): tuple(found[u, p, rank] for rank in rs) for (u, p), rs in ranks.items()}


def _utc(at: Instant) -> datetime:
    """As the lake keeps it: UTC, without a zone."""
    return moment(at).replace(tzinfo=None)


def _instant(at: datetime) -> Instant:
    return instant(at.replace(tzinfo=UTC))
