"""/api/index/{framework}/nodes/{node}: one score opened, down to the records behind it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query as Parameters
from pydantic import ConfigDict

from anlan.standards.time import iso
from anlan.store.query import OneOf, Query
from anlan.web.access import Caller
from anlan.web.indices import index_named, latest_period
from anlan.web.routes.index import Viewer, Where
from anlan.web.shapes import Answer, Json, Limit, Name, Offset, Words, plain

router = APIRouter(prefix="/api/index", tags=["index"])


class Opening(Where):
    """Which page of records besides."""

    limit: Limit = 100
    offset: Offset = 0


class RecordRow(Answer):
    """A record behind a measure: what it counted as, and its row."""

    model_config = ConfigDict(extra="allow")

    id: str
    at: str
    in_numerator: bool
    amount: float | None


class PartRow(Answer):
    """A child of an opened branch."""

    node: str
    title: Words
    weight: float
    score: float | None
    coverage: float


class Measure(Answer):
    """What is behind one score."""

    node: str
    title: Words
    area: str | None
    period: str
    formula: str
    query: str | None
    kind: str | None
    unit: str | None
    score: float | None
    coverage: float
    computed: str | None
    numerator: float | None
    denominator: float | None
    value: float | None
    low: float | None
    high: float | None
    note: Words | None
    parts: list[PartRow]
    records: list[RecordRow]
    total: int


@router.get("/{framework}/nodes/{node}", response_model=Measure)
def open_node(
    framework: Name, node: Name, opening: Annotated[Opening, Parameters()], caller: Viewer
) -> Json:
    """What is behind one score, down to the records."""
    index = index_named(caller, framework)
    period = opening.period or latest_period(caller, index)
    opened = index.open(
        caller.grant("score"),
        node,
        period=period,
        area=opening.area,
        limit=opening.limit,
        offset=opening.offset,
    )
    zone = caller.deployment.zone
    said: Json = plain(asdict(opened))
    said["computed"] = iso(opened.computed, zone) if opened.computed is not None else None
    rows = _rows(caller, opened.kind, tuple(record.id for record in opened.records))
    said["records"] = [
        {**rows.get(record.id, {}), **asdict(record), "at": iso(record.at, zone)}
        for record in opened.records
    ]
    return said


def _rows(caller: Caller, kind: str | None, ids: tuple[str, ...]) -> dict[str, Json]:
    if kind is None or not ids:
        return {}
    rows = caller.read(Query(kind, where=OneOf("id", ids), include_withdrawn=True))
    return {row["id"]: row for row in caller.shown(kind, rows)}
