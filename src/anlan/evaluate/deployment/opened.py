"""A score opened: formula, query, numbers, and the ids of the records behind them (IX04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from io import StringIO
from typing import Any

import ibis.expr.types as ir
from ruamel.yaml import YAML

from anlan.evaluate.declaration.framework import Framework, Node
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.declaration.source import Source
from anlan.evaluate.deployment.table import why_not
from anlan.evaluate.measuring.cells import Cell
from anlan.evaluate.measuring.marks import names
from anlan.evaluate.measuring.measures import Measurement
from anlan.evaluate.measuring.periods import Month
from anlan.evaluate.measuring.scoring import Scored, score_tree
from anlan.evaluate.study.arranged import stands_alone
from anlan.standards.time import Instant, instant
from anlan.standards.title import Title

MEAN_OF_PARTS = "Σ wᵢ·sᵢ / Σ wᵢ"
"""Formula of a branch: over its assessed parts; what deductions take comes off."""


@dataclass(frozen=True, slots=True)
class Part:
    """A child of an opened branch."""

    node: str
    title: Title
    weight: float
    score: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class RecordOf:
    """A record of the denominator. `amount` is what a mean or a median is taken of."""

    id: str
    at: Instant
    in_numerator: bool
    amount: float | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What is behind one score. `records` is one page of `total`; a branch has `parts`.

    Numbers of a measure are taken from the records as they are now; `computed` says when
    the stored score was last changed.
    """

    node: str
    title: Title
    area: str | None
    period: str
    formula: str
    query: str | None
    kind: str | None
    """The record kind the ids are of."""
    unit: str | None
    score: float | None
    coverage: float
    computed: Instant | None
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: Title | None = None
    parts: tuple[Part, ...] = ()
    records: tuple[RecordOf, ...] = ()
    total: int = 0


def opened_branch(
    part: Framework | Node | Measure,
    node: str,
    scores: Mapping[str, Mapping[str, Any]],
    area: str | None,
    period: str,
) -> Opened:
    """A branch with its parts, or a measure that is not collected with the reason."""
    own = scores.get(node, {})
    measure = part if isinstance(part, Measure) else None
    return Opened(
        node=node,
        title=part.title,
        area=area,
        period=period,
        formula=(measure.formula or "") if measure else MEAN_OF_PARTS,
        query=None,
        kind=None,
        unit=measure.unit if measure else None,
        score=own.get("score"),
        coverage=own.get("coverage") or 0.0,
        computed=own.get("computed"),
        low=own.get("low"),
        high=own.get("high"),
        note=None if own.get("assessed") else why_not(measure, own.get("note")),
        parts=tuple(_part(child, scores.get(child.id, {})) for child in part.parts),
    )


def opened_measure(
    measurement: Measurement,
    measure: Measure,
    source: Source,
    zone: str | None,
    stored: Mapping[str, Any],
    *,
    area: str | None,
    month: Month,
    limit: int,
    offset: int,
) -> Opened:
    """A measure, its cell computed again from the records and a page of them by id."""
    rows = measurement.opened(measure.id, area, month)
    cell, total = measurement.recomputed(measure.id, area, month, rows)
    scored = _scored(measurement.framework, cell, zone, stored)
    return Opened(
        node=measure.id,
        title=measure.title,
        area=area,
        period=month.period,
        formula=measure.formula or "",
        query=query_text(measurement.framework, source),
        kind=source.kind,
        unit=measure.unit,
        score=scored.score,
        coverage=scored.coverage,
        computed=stored.get("computed"),
        numerator=cell.numerator,
        denominator=cell.denominator,
        value=cell.value,
        low=cell.low,
        high=cell.high,
        note=None if cell.assessed else why_not(measure, cell.note),
        records=_page(rows, measure.id, limit, offset),
        total=total,
    )


def _scored(
    framework: Framework, cell: Cell, zone: str | None, stored: Mapping[str, Any]
) -> Scored:
    """The score of a cell; where it depends on other areas or months, the one that is stored."""
    if stands_alone(framework, cell.measure):
        return score_tree(framework, {cell.measure: cell}, zone)[cell.measure]
    return Scored(stored.get("score"), coverage=stored.get("coverage") or 0.0)


def _page(rows: ir.Table, measure: str, limit: int, offset: int) -> tuple[RecordOf, ...]:
    _, hit, amount = names(measure)
    page = rows.order_by("id").limit(limit, offset=offset).to_pyarrow().to_pylist()
    return tuple(
        RecordOf(row["id"], instant(row["at"].replace(tzinfo=UTC)), row[hit], row[amount])
        for row in page
    )


def _part(part: Node | Measure, row: Mapping[str, Any]) -> Part:
    return Part(
        part.id, part.title, part.weight.value, row.get("score"), row.get("coverage") or 0.0
    )


def query_text(framework: Framework, source: Source) -> str:
    """The query as declared, with the derived columns of its kind."""
    said: dict[str, Any] = {"source": _said(source)}
    if derived := framework.derived.get(source.kind):
        said["derived"] = {name: _said(how) for name, how in derived.items()}
    text = StringIO()
    yaml = YAML(typ="safe")
    yaml.default_flow_style = None
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(said, text)
    return text.getvalue()


def _said(declared: Any) -> Any:
    return declared.model_dump(mode="json", by_alias=True, exclude_unset=True)
