"""/api/findings: what needs attention, why, and a named human's decision on it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time as clock_time, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Body as Payload, Query as Parameters
from pydantic import Field

from anlan.standards.time import DAY, Instant, moment
from anlan.store.query import Between, Both, Equals, OneOf, Query
from anlan.web.access import Caller, needs
from anlan.web.commands import Choice, Offered, offered, order_of, orders
from anlan.web.register import ModelCard, card
from anlan.web.shapes import (
    Answer,
    Body,
    Filters,
    Finding,
    HistoryItem,
    Json,
    Limit,
    Name,
    Offset,
    Task,
    Words,
    page_model,
)

router = APIRouter(prefix="/api/findings", tags=["findings"])

FindingPage = page_model(Finding, "FindingPage")
if TYPE_CHECKING:
    FindingOrder = Body
else:
    FindingOrder = orders("finding", beside="")


IN_HAND = ("open", "tasked")


class FindingFilters(Filters):
    """Which findings."""

    status: Annotated[
        Name | None,
        Field(description="a finding's status, or in-hand: open or tasked, not verified yet"),
    ] = None
    days: Annotated[
        int | None, Field(ge=1, le=3660, description="raised within this many days of now")
    ] = None
    model: Name | None = None
    area: Name | None = None
    limit: Limit = 100
    offset: Offset = 0


class Tally(Answer):
    """How many pieces of evidence fell on one day."""

    time: str
    count: int


class FindingDetail(Answer):
    """One finding with its model, its evidence and its task."""

    finding: Finding  # type: ignore[valid-type]
    model: ModelCard | None
    evidence: list[Json]
    history: list[HistoryItem]
    timeline: list[Tally]
    task: Task | None  # type: ignore[valid-type]
    commands: list[Offered]


@router.get("", response_model=FindingPage)
def read(
    filters: Annotated[FindingFilters, Parameters()],
    caller: Annotated[Caller, needs("finding.see")],
) -> Json:
    """Findings, newest first."""
    given = {name: getattr(filters, name) for name in ("model", "area")}
    wanted: list[Any] = [Equals(n, value) for n, value in given.items() if value is not None]
    if filters.status is not None:
        states = IN_HAND if filters.status == "in-hand" else (filters.status,)
        wanted.append(OneOf("status", states))
    if filters.days is not None:
        since = caller.deployment.clock() - filters.days * DAY
        wanted.append(Between("raised", low=Instant(since)))
    query = Query(
        "finding",
        where=Both(*wanted) if wanted else None,
        order=("-raised",),
        limit=filters.limit,
        offset=filters.offset,
    )
    return caller.page(query)


@router.get("/{id}", response_model=FindingDetail)
def open_one(id: Name, caller: Annotated[Caller, needs("finding.see")]) -> Json:
    """One finding: the model behind it, the rows that are its evidence, what came of it."""
    row = caller.one("finding", id)
    deployment = caller.deployment
    offers = deployment.desk.offers("finding", row, grant=caller.grant("finding"))
    tasks = caller.read(Query("task", where=Equals("id", row["task"]))) if row["task"] else []
    evidence = _evidence(caller, row)
    return {
        "finding": caller.shown("finding", [row])[0],
        "model": card(deployment, row["model"], row["model_version"]),
        "evidence": caller.shown(row["source"], evidence),
        "history": caller.history("finding", id),
        "timeline": _timeline(caller, row, evidence),
        "task": next(iter(caller.shown("task", tasks)), None),
        "commands": offered(offers, deployment.kinds["finding"], {"standard": _standards(caller)}),
    }


@router.post("/{id}/commands", response_model=Finding)
def command(
    id: Name,
    order: Annotated[FindingOrder, Payload()],
    caller: Annotated[Caller, needs("finding.decide")],
) -> Json:
    """Dismiss a finding or make it a task; the decider's name stays with it (PI04)."""
    row = caller.deployment.desk.handle(
        order_of("finding", id, order),
        actor=caller.session.account,
        grant=caller.grant("finding"),
    )
    return caller.shown("finding", [row])[0]


def _evidence(caller: Caller, finding: Json) -> list[Json]:
    ids = tuple(finding["evidence"] or ())
    if not ids:
        return []
    time = caller.deployment.kinds[finding["source"]].time
    query = Query(
        finding["source"], where=OneOf("id", ids), order=(f"-{time}",), include_withdrawn=True
    )
    return caller.read(query)


def _timeline(caller: Caller, finding: Json, evidence: list[Json]) -> list[Json]:
    """Evidence per day of the city within the window, empty days too."""
    if finding["window_start"] is None or finding["window_end"] is None:
        return []
    time = caller.deployment.kinds[finding["source"]].time
    zone = caller.deployment.zone
    first, last = (moment(finding[f"window_{end}"], zone).date() for end in ("start", "end"))
    per_day = Counter(moment(row[time], zone).date() for row in evidence)
    days = [first + timedelta(days=n) for n in range(min((last - first).days + 1, 366))]
    return [{"time": _midnight(day, zone), "count": per_day[day]} for day in days]


def _midnight(day: date, zone: str) -> str:
    return datetime.combine(day, clock_time(), ZoneInfo(zone)).isoformat()


def _standards(caller: Caller) -> list[Choice]:
    standards: dict[str, Any] = dict(caller.deployment.rules.standards)
    return [
        Choice(value=id, title=Words(**standard.title.model_dump()))
        for id, standard in sorted(standards.items())
    ]
