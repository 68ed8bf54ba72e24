"""Every measure of a framework, for all areas and months at once.

Works on ibis tables handed in by kind: the lake of a deployment and the little tables of
an example give their numbers by this same code. One query serves all measures of a kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir

from anlan.evaluate.declaration.conditions import CodesOf
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.declaration.source import Source, Statistic
from anlan.evaluate.measuring.areas import CITY, Areas, read_areas
from anlan.evaluate.measuring.cells import Cell, Exposure, Totals, cell_of
from anlan.evaluate.measuring.frames import PLACE, Tables, frame, like
from anlan.evaluate.measuring.marks import marks_of, names
from anlan.evaluate.measuring.periods import Month, months_between
from anlan.evaluate.method.intervals import median_ranks
from anlan.standards.codes import Codes, CodeTable
from anlan.standards.kinds import Kinds
from anlan.standards.time import DAY, Instant, instant, moment

Place = tuple[str, str]
"""Unit (an area, or CITY) and period."""


class Measurement:
    """The measures of one framework over one set of tables, months cut in one zone."""

    def __init__(
        self, framework: Framework, tables: Tables, *, kinds: Kinds, codes: Codes, zone: str
    ) -> None:
        self.framework = framework
        self.table = tables
        self._kinds = kinds
        self._codes = codes
        self._zone = zone
        self._frames: dict[str, ir.Table] = {}
        self._spans: dict[tuple[str, str], tuple[Instant, Instant] | None] = {}

    @cached_property
    def areas(self) -> Areas:
        """The declared areas."""
        return read_areas(self.table("area"))

    @cached_property
    def months(self) -> list[Month]:
        """Every month from the first record that counts to the last."""
        timed = {(source.kind, source.time) for source in self.framework.measured.values()}
        spans = [self._span(kind, time) for kind, time in sorted(timed)]
        ends = [end for span in spans if span for end in span]
        return months_between(min(ends), max(ends), self._zone) if ends else []

    def cells(self, months: Iterable[Month] | None = None) -> list[Cell]:
        """Every measure with a query, in every area and the whole city, in these months."""
        wanted = sorted(self.months if months is None else months)
        alike: dict[tuple[str, str], list[str]] = {}
        for measure, source in self.framework.measured.items():
            alike.setdefault((source.kind, source.time), []).append(measure)
        if not wanted:
            return []
        return [cell for some in alike.values() for cell in self._cells(some, wanted)]

    def opened(self, measure: str, area: str | None, month: Month) -> ir.Table:
        """The records behind one cell, read once: id, at, and the marks of the measure."""
        rows = self._marked([measure])
        rows = rows.filter(rows[names(measure).counted])
        rows = rows.filter(rows.at >= _utc(month.start), rows.at < _utc(month.end))
        if area is not None:
            rows = rows.filter(rows.place.isin(self.areas.within(area)))
        return ibis.memtable(rows.to_pyarrow())

    def recomputed(
        self, measure: str, area: str | None, month: Month, records: ir.Table
    ) -> tuple[Cell, int]:
        """The cell these opened records make, and how many they are."""
        place = (area or CITY, month.period)
        placed = records.mutate(unit=ibis.literal(place[0]), period=ibis.literal(place[1]))
        totals = self._totals(placed, [measure])[measure].get(place, Totals())
        return self._cell(measure, area, month, totals), totals.n

    def _cells(self, measures: list[str], months: list[Month]) -> Iterator[Cell]:
        totals = self._totals(self._placed(self._marked(measures), months), measures)
        for measure in measures:
            for area in (None, *self.areas):
                for month in months:
                    found = totals[measure].get((area or CITY, month.period), Totals())
                    yield self._cell(measure, area, month, found)

    def _cell(self, measure: str, area: str | None, month: Month, totals: Totals) -> Cell:
        source = self.framework.measured[measure]
        exposure = self._exposure(source, area, month)
        return cell_of(source, totals, exposure, measure=measure, area=area, period=month.period)

    def _marked(self, measures: Sequence[str]) -> ir.Table:
        """Records with the marks of some measures of one kind and time."""
        first = self.framework.measured[measures[0]]
        records = self._frame(first.kind)
        codes = self._codes_of(first.kind)
        columns: dict[str, ir.Value] = {}
        for measure in measures:
            marks = marks_of(self.framework.measured[measure], records, codes)
            columns |= dict(zip(names(measure), marks, strict=True))
        return records.filter(records[first.time].notnull()).select(
            id=records.id, at=records[first.time], place=records[PLACE], **columns
        )

    def _placed(self, rows: ir.Table, months: list[Month]) -> ir.Table:
        """Rows with their month, once for each unit they count for: their area, those above it,
        the city."""
        spans = ibis.memtable(
            [{"period": m.period, "start": _utc(m.start), "end": _utc(m.end)} for m in months],
            schema={"period": "string", "start": "timestamp(6)", "end": "timestamp(6)"},
        )
        dated = rows.join(spans, [rows.at >= spans.start, rows.at < spans.end])
        pairs = self.areas.membership()
        return dated.join(pairs, dated.place == pairs.member).drop("start", "end", "member")

    def _totals(self, placed: ir.Table, measures: Sequence[str]) -> dict[str, dict[Place, Totals]]:
        """The totals of each measure in every place."""
        sums: dict[str, ir.Value] = {}
        for measure in measures:
            counted, hit, amount = (placed[name] for name in names(measure))
            sums[f"n {measure}"] = counted.cast("int64").sum()
            sums[f"hits {measure}"] = hit.cast("int64").sum()
            sums[f"total {measure}"] = amount.sum().fill_null(0.0)
            sums[f"squares {measure}"] = (amount * amount).sum().fill_null(0.0)
        rows = placed.group_by("unit", "period").aggregate(**sums).to_pyarrow().to_pylist()
        found: dict[str, dict[Place, Totals]] = {}
        for measure in measures:
            order = self._ordered(placed, measure, rows)
            found[measure] = {
                (place := (row["unit"], row["period"])): Totals(
                    n=int(row[f"n {measure}"]),
                    hits=int(row[f"hits {measure}"]),
                    total=row[f"total {measure}"],
                    squares=row[f"squares {measure}"],
                    ranked=order.get(place, ()),
                )
                for row in rows
            }
        return found

    def _ordered(
        self, placed: ir.Table, measure: str, rows: Iterable[Mapping[str, Any]]
    ) -> dict[Place, tuple[float, ...]]:
        """The values a median and its interval rest on: at the low rank, both middles, the high."""
        if self.framework.measured[measure].statistic is not Statistic.MEDIAN_MINUTES:
            return {}
        sizes = {(row["unit"], row["period"]): int(row[f"n {measure}"]) for row in rows}
        ranks = {
            place: (low, (of + 1) // 2, of // 2 + 1, high)
            for place, of in sizes.items()
            if of
            for low, high in [median_ranks(of)]
        }
        wanted = ibis.memtable(
            [{"unit": u, "period": p, "rank": r} for (u, p), rs in ranks.items() for r in set(rs)],
            schema={"unit": "string", "period": "string", "rank": "int64"},
        )
        counted = placed.filter(placed[names(measure).counted])
        values = counted.select("unit", "period", amount=counted[names(measure).amount])
        order = ibis.window(group_by=["unit", "period"], order_by="amount")
        numbered = values.mutate(rank=(ibis.row_number().over(order) + 1).cast("int64"))
        found = {
            (row["unit"], row["period"], row["rank"]): row["amount"]
            for row in numbered.join(wanted, ["unit", "period", "rank"]).to_pyarrow().to_pylist()
        }
        return {(u, p): tuple(found[u, p, rank] for rank in rs) for (u, p), rs in ranks.items()}

    def _frame(self, kind: str) -> ir.Table:
        if kind not in self._frames:
            derived = self.framework.derived.get(kind, {})
            sources = [s for s in self.framework.measured.values() if s.kind == kind]
            fields = {field for source in sources for field in source.fields()}
            codes = self._codes_of(kind)
            self._frames[kind] = frame(kind, fields, derived, self.table, codes)
        return self._frames[kind]

    def _codes_of(self, kind: str) -> CodesOf:
        def table(field: str) -> CodeTable:
            declared = like(self.framework, self._kinds, kind, field)
            return self._codes[(declared.codes if declared else None) or ""]

        return table

    def _span(self, kind: str, time: str) -> tuple[Instant, Instant] | None:
        """First and last instant of a kind by one of its times; None without any record."""
        if (kind, time) not in self._spans:
            table = self.table(kind)
            ends = table.aggregate(first=table[time].min(), last=table[time].max())
            (row,) = ends.to_pyarrow().to_pylist()
            first, last = row["first"], row["last"]
            self._spans[kind, time] = (_instant(first), _instant(last)) if first else None
        return self._spans[kind, time]

    def _exposure(self, source: Source, area: str | None, month: Month) -> Exposure:
        """What the month holds data for, taken from the data and not from a clock: the same
        data gives the same rate, and a month that has just begun is not a quiet month."""
        length = month.end - month.start
        span = self._span(source.kind, source.time)
        days = month.covered(*span) * length / DAY if span else 0.0
        return Exposure(self.areas.people(area, source.rate_base[1]), days, length / DAY)


def _utc(at: Instant) -> datetime:
    """As the lake keeps it: UTC, without a zone."""
    return moment(at).replace(tzinfo=None)


def _instant(at: datetime) -> Instant:
    return instant(at.replace(tzinfo=UTC))
