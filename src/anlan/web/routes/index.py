"""/api/index: the frameworks there are, and their scores per area and month."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query as Parameters

from anlan.store.query import Query
from anlan.web.access import Caller, needs
from anlan.web.indices import earlier, index_named, periods_of
from anlan.web.shapes import Answer, Filters, Json, Name, Words, plain

router = APIRouter(prefix="/api/index", tags=["index"])

Viewer = Annotated[Caller, needs("index.see")]


class Where(Filters):
    """Which month and area; the latest month and the whole city unless named."""

    period: Name | None = None
    area: Name | None = None


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
    said: Json = plain(asdict(table))
    said["nodes"] = [_renamed(line, node="id") for line in said["nodes"]]
    for line in (*said["nodes"], said["total"]):
        line["history"] = [{"period": p, "score": s} for p, s in line["history"]]
    said["areas"] = [_renamed(line, title="name") for line in said["areas"]]
    said["total"] = {name: said["total"][name] for name in Total.model_fields}
    return said


def name_of(area: Json) -> Words:
    """The name of an area in both languages; its id where it has none."""
    zh, en = area["name_zh"], area["name_en"]
    return Words(zh=zh or en or area["id"], en=en or zh or area["id"])


def _renamed(line: Json, **names: str) -> Json:
    return {names.get(name, name): value for name, value in line.items()}
