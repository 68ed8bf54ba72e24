"""/api/index/{framework}/comparison: two scores, and what made the difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query as Parameters, Request

from anlan.evaluate.change.compared import Compared, Told, compared
from anlan.evaluate.change.sides import Side
from anlan.evaluate.declaration.framework import ROOT, Framework
from anlan.evaluate.deployment.compare import Comparison
from anlan.evaluate.deployment.index import Index
from anlan.standards.errors import NotFound
from anlan.web.access import Caller, needs
from anlan.web.indices import index_named, periods_of
from anlan.web.shapes import Answer, Filters, Json, Name, Words
from anlan.web.studies import Studies

router = APIRouter(prefix="/api/index", tags=["index"])


class Between(Filters):
    """Which two scores of which node.

    Left out: the whole city in the latest period, against the one before it, of the whole index,
    under the framework's present version.
    """

    node: Name = ROOT
    first_period: Name | None = None
    first_area: Name | None = None
    first_version: Name | None = None
    second_period: Name | None = None
    second_area: Name | None = None
    second_version: Name | None = None


class SideRow(Answer):
    """One of the two scores."""

    version: str
    period: str
    area: str | None
    score: float
    low: float | None
    high: float | None


class IndicatorPart(Answer):
    """The points a measure's own values account for."""

    node: str
    title: Words
    points: float


class ComparisonRow(Answer):
    """Both scores and the difference; `parts` add up to it, `indicators` to its data part.

    Scores that are not taken from the present records are not split: `unsplit` says why.
    """

    node: str
    title: Words
    first: SideRow
    second: SideRow
    difference: float
    apart: bool | None
    parts: dict[str, float] | None
    indicators: list[IndicatorPart] | None
    unsplit: str | None


@router.get("/{framework}/comparison", response_model=ComparisonRow)
def compare(
    framework: Name,
    between: Annotated[Between, Parameters()],
    request: Request,
    caller: Annotated[Caller, needs("index.see")],
) -> Json:
    """Two scores compared; of two framework versions only over a bridge, so here refused."""
    index = index_named(caller, framework)
    own = index.framework.version
    periods = periods_of(caller, index)
    if not periods:
        raise NotFound("no scores yet", value=framework, way_out="compute the index first")
    first = (
        between.first_version or own,
        between.first_period or periods[max(len(periods) - 2, 0)],
        between.first_area,
    )
    second = (
        between.second_version or own,
        between.second_period or periods[-1],
        between.second_area,
    )
    if {first[0], second[0]} != {own}:
        return _stored(caller, index, between.node, first, second)
    studies: Studies = request.app.state.studies
    study = studies.of(caller, index)
    whole = study.panel.whole or ""
    sides = (
        Side(study, area or whole, period, between.node) for _, period, area in (first, second)
    )
    return _split(index.framework, compared(*sides))


Named = tuple[str, str, str | None]
"""Version, period, area."""


def _stored(caller: Caller, index: Index, node: str, first: Named, second: Named) -> Json:
    """Of versions whose records are no longer scored only what is stored can be told."""
    names = ("/".join((v, period, area or "*")) for v, period, area in (first, second))
    found: Comparison = index.compare(caller.grant("score"), *names, node=node)
    scores = (found.first, found.second)
    sides = [
        {"version": v, "period": p, "area": a, "score": score, "low": None, "high": None}
        for (v, p, a), score in zip((first, second), scores, strict=True)
    ]
    return {
        "node": node,
        "title": _title(index.framework, node),
        "first": sides[0],
        "second": sides[1],
        "difference": found.difference,
        "apart": found.apart,
        "parts": None,
        "indicators": None,
        "unsplit": "an earlier version is no longer scored, so only its stored scores are known",
    }


def _split(framework: Framework, told: Compared) -> Json:
    change = told.change
    indicators = change.indicators if change else None
    return {
        "node": told.second.node,
        "title": _title(framework, told.second.node),
        "first": _side(told.first),
        "second": _side(told.second),
        "difference": told.difference,
        "apart": told.apart,
        "parts": dict(change.parts) if change else None,
        "indicators": None if indicators is None else _indicators(framework, indicators),
        "unsplit": told.unsplit,
    }


def _indicators(framework: Framework, points: Mapping[str, float]) -> list[Json]:
    """Those that moved the score, the most first."""
    moved = sorted(points.items(), key=lambda pair: -abs(pair[1]))
    return [
        {"node": node, "title": _title(framework, node), "points": amount}
        for node, amount in moved
        if amount
    ]


def _side(told: Told) -> dict[str, Any]:
    return {
        "version": told.framework.partition("@")[2],
        "period": told.period,
        "area": told.unit or None,
        "score": told.score,
        "low": told.low,
        "high": told.high,
    }


def _title(framework: Framework, node: str) -> dict[str, str]:
    part = framework if node == ROOT else framework.part(node)
    return {"zh": part.title.zh, "en": part.title.en}
