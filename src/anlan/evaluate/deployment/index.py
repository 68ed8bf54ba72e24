"""The index of one framework over one store: computed, shown, opened down to record ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import ibis.expr.types as ir

from anlan.evaluate.analysis.lineage import Traced
from anlan.evaluate.checking.lint import require_sound
from anlan.evaluate.declaration.bridge import Bridge
from anlan.evaluate.declaration.framework import ROOT, Framework
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.declaration.source import Source
from anlan.evaluate.deployment.compare import Comparison, compared
from anlan.evaluate.deployment.lineage import trace_records
from anlan.evaluate.deployment.opened import Opened, opened_branch, opened_measure
from anlan.evaluate.deployment.table import Table, build_table
from anlan.evaluate.measuring.areas import Areas, areas_of
from anlan.evaluate.measuring.measures import Measurement
from anlan.evaluate.measuring.periods import month_named
from anlan.evaluate.measuring.scores import CITY_ID, changes, score_rows
from anlan.evaluate.measuring.scoring import panel_of
from anlan.evaluate.study.arranged import needs_all_periods
from anlan.evaluate.study.study import Study, study_of
from anlan.govern.grants import Grant, service_grant
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import Clock
from anlan.store.query import Both, Condition, Equals, IsNull, OneOf, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

ACTOR = "index"


@dataclass(frozen=True, slots=True)
class Computed:
    """What a computation came to: months and cells looked at, score facts written."""

    periods: tuple[str, ...]
    cells: int
    written: int


class Index:
    """One framework version, scored over the lake of one store, months cut in one zone.

    BadDeclaration when the framework has an error the linter names.
    """

    def __init__(self, store: Store, framework: Framework, *, clock: Clock, zone: str) -> None:
        require_sound(framework, store.kinds, store.codes)
        self.store = store
        self.framework = framework
        self.zone = zone
        self._clock = clock

    def compute(
        self, months: Sequence[str] | None = None, *, follow: tuple[str, int] | None = None
    ) -> Computed:
        """Score every area and the city in these months ("2026-01"), or in all.

        Writes a fact only where a value has changed; the same data writes nothing.
        A framework that compares months computes all of them, whichever are asked for. `follow`
        moves a follower to a position in the same transaction.
        """
        measurement = self.measurement(service_grant(ACTOR, "evaluation"))
        wanted = measurement.months
        if needs_all_periods(self.framework):
            months = None
        if months is not None:
            wanted = [month_named(period, self.zone) for period in sorted(set(months))]
        cells = measurement.cells(wanted)
        fresh = score_rows(self.framework, cells, measurement.areas, wanted)
        with self.store.writing(actor=ACTOR, purpose="evaluation") as uow:
            periods = None if months is None else [month.period for month in wanted]
            facts = list(changes(fresh, self._stored(uow, periods), self._clock()))
            uow.append(*facts)
            if follow is not None:
                uow.follow(*follow)
        return Computed(tuple(month.period for month in wanted), len(cells), len(facts))

    def table(self, grant: Grant, *, period: str | None = None, area: str | None = None) -> Table:
        """Every node in one month (the latest unless named), for one area or the whole city."""
        areas = self._areas(grant, area)
        of_area = self.store.read(grant, self._scores(_in_area(area)))
        periods = sorted({row["period"] for row in of_area})
        if period is not None and period not in periods:
            raise NotFound(
                "no scores for this month",
                value=period,
                way_out=f"use one of {', '.join(periods)}"
                if periods
                else "compute the index first",
            )
        shown = period or (periods[-1] if periods else None)
        whole = self._scores(Equals("node", ROOT), Equals("period", shown))
        return build_table(
            self.framework,
            period=shown,
            area=area,
            of_area=of_area,
            totals=self.store.read(grant, whole) if shown else [],
            areas=areas,
        )

    def open(
        self,
        grant: Grant,
        node: str,
        *,
        period: str,
        area: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> Opened:
        """What is behind one score: for a measure its query, numbers and record ids."""
        month = month_named(period, self.zone)
        areas = self._areas(grant, area)
        part = self.framework if node == ROOT else self.framework.part(node)
        nodes = [node, *(child.id for child in part.parts)]
        where = Both(OneOf("node", tuple(nodes)), Equals("period", period))
        scores = {
            row["node"]: row for row in self.store.read(grant, self._scores(where, _in_area(area)))
        }
        if not isinstance(part, Measure) or not isinstance(part.source, Source):
            return opened_branch(part, node, scores, area, period)
        return opened_measure(
            self.measurement(grant),
            part,
            part.source,
            areas.zone(area),
            scores.get(node, {}),
            area=area,
            month=month,
            limit=limit,
            offset=offset,
        )

    def trace(
        self,
        grant: Grant,
        node: str = ROOT,
        *,
        period: str | None = None,
        area: str | None = None,
        limit: int = 20,
    ) -> Traced:
        """The lineage of a score in one call: parts, measures, queries, and ids of records.

        No period: the latest. Of each measure a page of `limit` ids.
        """
        shown = self.table(grant, period=period, area=area).period
        if shown is None:
            raise NotFound("no scores yet", value=node, way_out="compute the index first")
        where = self._scores(Equals("period", shown), _in_area(area))
        rows = {row["node"]: row for row in self.store.read(grant, where)}

        def opened(measure: str) -> Opened:
            return self.open(grant, measure, period=shown, area=area, limit=limit)

        return trace_records(self.framework, node, rows, opened)

    def compare(
        self,
        grant: Grant,
        first: str,
        second: str,
        *,
        node: str = ROOT,
        bridge: Bridge | None = None,
    ) -> Comparison:
        """Two scores by "period", "period/area" or "version/period/area" (area * is the city).

        Refused across framework versions without a bridge; with one, `node` is the newer one.
        """

        def row(name: str) -> dict[str, Any]:
            version = f"{self.framework.id}@{_split(name, self.framework.version)[0]}"
            return self._row(grant, bridge.node_of(version, node) if bridge else node, name)

        return compared(row(first), row(second), bridge)

    def study(self, grant: Grant) -> Study:
        """Every area and the city in every month as they are now, as this grant may see them: to be
        varied, compared and appraised. The city is "" and has no rank among areas."""
        measurement = self.measurement(grant)
        cells = measurement.cells(measurement.months)
        return study_of(self.framework, panel_of(self.framework, cells, measurement.areas.zone))

    def measurement(self, grant: Grant) -> Measurement:
        """The measures over the lake as this grant may see it."""

        @cache
        def table(kind: str) -> ir.Table:
            return self.store.analyse(grant, kind)

        return Measurement(
            self.framework, table, kinds=self.store.kinds, codes=self.store.codes, zone=self.zone
        )

    def _areas(self, grant: Grant, wanted: str | None) -> Areas:
        areas = areas_of(self.store.read(grant, Query("area")))
        if wanted is not None and wanted not in areas:
            raise NotFound(
                "no such area", value=wanted, way_out=f"use one of {', '.join(areas) or 'none yet'}"
            )
        return areas

    def _scores(self, *where: Condition) -> Query:
        return Query(
            "score",
            where=Both(
                Equals("framework", self.framework.id),
                Equals("framework_version", self.framework.version),
                *where,
            ),
        )

    def _stored(self, uow: UnitOfWork, periods: list[str] | None) -> dict[str, dict[str, Any]]:
        of_months = [] if periods is None else [OneOf("period", tuple(periods))]
        query = replace(
            self._scores(*of_months),
            fields=(*self.store.kinds["score"].fields, "withdrawn"),
            include_withdrawn=True,
        )
        return {row["id"]: row for row in uow.select(query)}

    def _row(self, grant: Grant, node: str, name: str) -> dict[str, Any]:
        version, period, area = _split(name, self.framework.version)
        record = "/".join((self.framework.id, version, node, area, period))
        for row in self.store.read(grant, Query("score", where=Equals("id", record))):
            return row
        raise NotFound("no such score", value=record, way_out="compute the index for that month")


def _in_area(area: str | None) -> Condition:
    return IsNull("area") if area is None else Equals("area", area)


def _split(name: str, version: str) -> tuple[str, str, str]:
    """Version, period and area of "period", "period/area" or "version/period/area"."""
    match name.split("/"):
        case [period]:
            return version, period, CITY_ID
        case [period, area]:
            return version, period, area
        case [named, period, area]:
            return named, period, area
    raise BadInput("not a score's name", value=name, way_out="write it like 2026-01/A01")
