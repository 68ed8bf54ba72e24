"""/api/index: scores per area and month, each opening down to the records behind it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query as Parameters
from pydantic import ConfigDict

from anlan.standards.time import iso
from anlan.store.query import OneOf, Query
from anlan.web.access import Caller, needs
from anlan.web.indices import earlier, index_named, latest_period, periods_of
from anlan.web.shapes import Answer, Filters, Json, Limit, Name, Offset, Words

router = APIRouter(prefix="/api/index", tags=["index"])

Viewer = Annotated[Caller, needs("index.see")]


class Where(Filters):
    """Which month and area; the latest month and the whole city unless named."""

    period: Name | None = None
    area: Name | None = None


class Opening(Where):
    """Which page of records besides."""

    limit: Limit = 100
    offset: Offset = 0


class AreaName(Answer):
    """An area."""

    id: str
    name: Words


class FrameworkRow(Answer):
    """A framework, and for what it has scores."""

    id: str
    version: str
    title: Words
    periods: list[str]
    areas: list[AreaName]
    earlier: dict[str, list[str]]
    """Versions before this one whose scores are stored, and their periods."""


class FrameworkList(Answer):
    """Every framework."""

    frameworks: list[FrameworkRow]


class Point(Answer):
    """A score of one month."""

    period: str
    score: float | None


class Total(Answer):
    """The whole, and its score in every month."""

    score: float | None
    low: float | None
    high: float | None
    coverage: float
    history: list[Point]


class NodeRow(Answer):
    """A node of the tree; one that is not assessed says why in `note`."""

    id: str
    parent: str | None
    title: Words
    weight: float
    kind: str
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
    note: Words | None
    guard: Words | None
    history: list[Point]


class AreaRow(Answer):
    """An area's total; areas of one band cannot be told apart."""

    id: str
    name: Words
    score: float | None
    low: float | None
    high: float | None
    coverage: float
    band: int | None


class Report(Answer):
    """One framework in one month, for one area or the whole city (area null)."""

    framework: str
    version: str
    title: Words
    period: str | None
    periods: list[str]
    area: str | None
    total: Total
    nodes: list[NodeRow]
    areas: list[AreaRow]
    manual_share: float


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


@router.get("")
def read(caller: Viewer) -> FrameworkList:
    """The frameworks there are."""
    rows = caller.read(Query("area", ("name_zh", "name_en"), order=("id",)))
    areas = [AreaName(id=row["id"], name=name_of(row)) for row in rows]
    return FrameworkList(
        frameworks=[
            FrameworkRow(
                id=index.framework.id,
                version=index.framework.version,
                title=Words(**index.framework.title.model_dump()),
                periods=periods_of(caller, index),
                areas=areas,
                earlier=earlier(caller, index),
            )
            for index in caller.deployment.indices.values()
        ]
    )


@router.get("/{framework}", response_model=Report)
def report(framework: Name, where: Annotated[Where, Parameters()], caller: Viewer) -> Json:
    """The scores of one month."""
    index = index_named(caller, framework)
    table = index.table(caller.grant("score"), period=where.period, area=where.area)
    said: Json = _plain(asdict(table))
    said["nodes"] = [_renamed(line, node="id") for line in said["nodes"]]
    for line in (*said["nodes"], said["total"]):
        line["history"] = [{"period": p, "score": s} for p, s in line["history"]]
    said["areas"] = [_renamed(line, title="name") for line in said["areas"]]
    said["total"] = {name: said["total"][name] for name in Total.model_fields}
    return said


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
    said: Json = _plain(asdict(opened))
    said["computed"] = iso(opened.computed, zone) if opened.computed is not None else None
    rows = _rows(caller, opened.kind, tuple(record.id for record in opened.records))
    said["records"] = [
        {**rows.get(record.id, {}), **asdict(record), "at": iso(record.at, zone)}
        for record in opened.records
    ]
    return said


def name_of(area: Json) -> Words:
    """The name of an area in both languages; its id where it has none."""
    zh, en = area["name_zh"], area["name_en"]
    return Words(zh=zh or en or area["id"], en=en or zh or area["id"])


def _rows(caller: Caller, kind: str | None, ids: tuple[str, ...]) -> dict[str, Json]:
    if kind is None or not ids:
        return {}
    rows = caller.read(Query(kind, where=OneOf("id", ids), include_withdrawn=True))
    return {row["id"]: row for row in caller.shown(kind, rows)}


def _plain(value: Any) -> Any:
    """Titles inside a dataclass as plain members."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    return value.model_dump() if hasattr(value, "model_dump") else value


def _renamed(line: Json, **names: str) -> Json:
    return {names.get(name, name): value for name, value in line.items()}
