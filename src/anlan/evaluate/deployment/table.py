"""The index as a table: one area and month, every node, not-assessed parts shown as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anlan.evaluate.declaration.framework import ROOT, Framework, Node, manual_share
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.measuring.areas import Areas
from anlan.evaluate.measuring.cells import NOTES
from anlan.evaluate.measuring.scoring import Scored, bands
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Line:
    """One node. A measure's low and high bound its value, a branch's its score.

    `weight` is the share in the whole, in per cent. `note` says why it is not assessed.
    `history` holds (period, score) of every month, oldest first.
    """

    node: str
    parent: str | None
    title: Title
    weight: float
    kind: str
    """branch, objective, survey, corrective or deduction."""
    unit: str | None
    direction: str | None
    entry: str | None
    score: float | None
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    coverage: float
    assessed: bool
    note: Title | None
    guard: Title | None
    history: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """The whole index of one area; areas whose intervals overlap share a band (1 is best)."""

    id: str
    title: Title
    score: float | None
    low: float | None
    high: float | None
    coverage: float
    band: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One framework version in one month, for one area or (None) the whole city."""

    framework: str
    version: str
    title: Title
    period: str | None
    periods: tuple[str, ...]
    area: str | None
    total: Line
    nodes: tuple[Line, ...]
    areas: tuple[AreaLine, ...]
    manual_share: float
    """Per cent of the weight that rests on manual entry."""


def build_table(
    framework: Framework,
    *,
    period: str | None,
    area: str | None,
    of_area: Iterable[Mapping[str, Any]],
    totals: Iterable[Mapping[str, Any]],
    areas: Areas,
) -> Table:
    """The table from the area's score records of all months and the areas' totals of one."""
    by_node: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in of_area:
        by_node.setdefault(row["node"], {})[row["period"]] = row
    periods = tuple(sorted(by_node.get(ROOT, {})))
    shown = period or (periods[-1] if periods else None)
    shares = framework.shares()

    def line(part: Framework | Node | Measure, node: str, parent: str | None) -> Line:
        return _line(part, node, parent, shares[node], by_node.get(node, {}), shown, periods)

    return Table(
        framework=framework.id,
        version=framework.version,
        title=framework.title,
        period=shown,
        periods=periods,
        area=area,
        total=line(framework, ROOT, None),
        nodes=tuple(line(part, part.id, parent) for parent, part in framework.walk()),
        areas=_area_lines(totals, areas),
        manual_share=manual_share(framework),
    )


def _line(
    part: Framework | Node | Measure,
    node: str,
    parent: str | None,
    weight: float,
    rows: Mapping[str, Mapping[str, Any]],
    period: str | None,
    periods: tuple[str, ...],
) -> Line:
    measure = part if isinstance(part, Measure) else None
    row = rows.get(period or "", {})
    assessed = bool(row.get("assessed"))
    return Line(
        node=node,
        parent=parent,
        title=part.title,
        weight=round(weight, 6),
        kind=measure.kind.value if measure else "branch",
        unit=measure.unit if measure else None,
        direction=measure.direction if measure else None,
        entry=measure.entry if measure else None,
        score=row.get("score"),
        value=row.get("value"),
        numerator=row.get("numerator"),
        denominator=row.get("denominator"),
        low=row.get("low"),
        high=row.get("high"),
        coverage=row.get("coverage") or 0.0,
        assessed=assessed,
        note=None if assessed else why_not(measure, row.get("note")),
        guard=measure.guard.words if measure and measure.guard else None,
        history=tuple((p, rows[p]["score"]) for p in periods if p in rows),
    )


def why_not(measure: Measure | None, note: str | None) -> Title:
    """Why a part has no score."""
    if measure is not None and measure.not_collected is not None:
        return measure.not_collected
    return NOTES[note or ("not-collected" if measure is None else "no-records")]


def _area_lines(totals: Iterable[Mapping[str, Any]], areas: Areas) -> tuple[AreaLine, ...]:
    rows = {row["area"]: row for row in totals if row["area"] in areas}
    banded = bands(
        {
            id: Scored(r["score"], r["low"], r["high"], r["coverage"] or 0.0)
            for id, r in rows.items()
        }
    )
    return tuple(
        AreaLine(
            id=area,
            title=areas[area].title,
            score=row.get("score"),
            low=row.get("low"),
            high=row.get("high"),
            coverage=row.get("coverage") or 0.0,
            band=banded.get(area),
        )
        for area in areas
        for row in [rows.get(area, {})]
    )
