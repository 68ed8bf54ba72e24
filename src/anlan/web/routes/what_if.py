"""/api/index/{framework}/what-if: scores under other weights and values; nothing is stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from anlan.evaluate.analysis.what_if import Cell, supposed
from anlan.evaluate.analysis.workings import workings_of
from anlan.web.access import Caller, needs
from anlan.web.indices import index_named, latest_period
from anlan.web.shapes import Answer, Body, Json, Name
from anlan.web.studies import Studies

router = APIRouter(prefix="/api/index", tags=["index"])

MOST = 500
Weight = Annotated[float, Field(ge=0, le=1_000_000)]


class SupposedValue(Body):
    """A measure of an area (null: the whole city) as it could be."""

    area: Name | None
    node: Name
    value: Annotated[float, Field(ge=-1e12, le=1e12)]


class Supposed(Body):
    """What could be otherwise in one period, the latest unless named."""

    period: Name | None = None
    weights: Annotated[dict[Name, Weight], Field(max_length=MOST)] = {}
    values: Annotated[list[SupposedValue], Field(max_length=MOST)] = []


class BranchRow(Answer):
    """A branch of the tree as it is aggregated."""

    id: str
    children: list[str]
    weights: list[float]
    way: str
    power: float
    threshold: float
    deductions: list[str]


class LeafRow(Answer):
    """A measure as it was scored: its value and, on the common scale, its score with interval."""

    node: str
    value: float
    score: float
    low: float
    high: float


class UnitRow(Answer):
    """An area (the whole city: "") with what every node came to."""

    id: str
    whole: bool
    leaves: list[LeafRow]
    scores: dict[str, float]
    ranks: dict[str, int]


class WorkingsRow(Answer):
    """What the scores of a period are made of; `alone`: weights may be moved without asking."""

    period: str
    branches: list[BranchRow]
    units: list[UnitRow]
    alone: bool


@router.post("/{framework}/what-if", response_model=WorkingsRow)
def what_if(
    framework: Name,
    body: Supposed,
    request: Request,
    caller: Annotated[Caller, needs("index.see")],
) -> Json:
    """What the scores of a period are made of, as they are or under these suppositions."""
    index = index_named(caller, framework)
    studies: Studies = request.app.state.studies
    study = studies.of(caller, index)
    period = body.period or latest_period(caller, index)
    whole = study.panel.whole or ""
    values = {Cell(each.area or whole, each.node, period): each.value for each in body.values}
    if body.weights or values:
        study = supposed(study, weights=body.weights, values=values)
    return asdict(workings_of(study, period))
