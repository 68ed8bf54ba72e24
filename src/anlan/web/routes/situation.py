"""/api/situation: the city at a glance."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter

from anlan.respond.call_path import OPEN, OUT
from anlan.respond.task_path import UNFINISHED
from anlan.standards.time import HOUR, Instant, instant, iso, moment
from anlan.store.query import Between, Either, Equals, OneOf, Query
from anlan.web.access import Caller, needs
from anlan.web.routes.calls import QUEUES
from anlan.web.routes.index import name_of
from anlan.web.shapes import Answer, Json, Words

router = APIRouter(prefix="/api/situation", tags=["situation"])


class AreaNow(Answer):
    """An area, the calls that need us there, and the findings and tasks open in it."""

    id: str
    name: Words
    boundary: Json | None
    population: int | None
    open_calls: int
    open_tasks: int
    open_findings: int


class UnitNow(Answer):
    """A unit, where it is based, and whether a call keeps it busy."""

    id: str
    call_sign: str
    kind: str | None
    area: str | None
    longitude: float | None
    latitude: float | None
    busy: bool


class Counts(Answer):
    """Today's calls (CALL07: valid and invalid make the total) and what is open now.

    `open_calls` need us now; `diverted_calls` are with a department, `closing_calls` are to
    be closed: the queues `now`, `diverted` and `closing` of /api/calls.
    """

    calls_today: int
    valid_today: int
    invalid_today: int
    open_calls: int
    diverted_calls: int
    closing_calls: int
    open_findings: int
    open_tasks: int
    overdue_tasks: int


class Hour(Answer):
    """Calls received in the hour that begins then."""

    hour: str
    calls: int


class CategoryCount(Answer):
    """Today's calls of one summary class."""

    code: str
    count: int


class Situation(Answer):
    """The city at a glance."""

    now: str
    zone: str
    speed: float
    areas: list[AreaNow]
    units: list[UnitNow]
    counts: Counts
    hourly: list[Hour]
    by_category: list[CategoryCount]


@router.get("")
def read(caller: Annotated[Caller, needs("situation.see")]) -> Situation:
    """Counts, areas and units as they are now."""
    deployment, now = caller.deployment, caller.deployment.clock()
    midnight = _midnight(now, deployment.zone)
    since = Instant(now // HOUR * HOUR - 23 * HOUR)
    calls = _calls(caller, Instant(min(midnight, since)))
    queue = {name: [c for c in calls if c["status"] in of] for name, of in QUEUES.items()}
    today = [call for call in calls if call["received"] >= midnight]
    findings = caller.read(Query("finding", ("area",), where=Equals("status", "open")))
    tasks = caller.read(Query("task", ("area", "due_at"), where=OneOf("status", UNFINISHED)))
    invalid = sum(call["valid"] is False for call in today)
    overdue = sum(task["due_at"] is not None and task["due_at"] < now for task in tasks)
    return Situation(
        now=iso(now, deployment.zone),
        zone=deployment.zone,
        speed=deployment.speed,
        areas=_areas(caller, queue["now"], tasks, findings),
        units=_units(caller, queue["now"]),
        counts=Counts(
            calls_today=len(today),
            valid_today=len(today) - invalid,
            invalid_today=invalid,
            open_calls=len(queue["now"]),
            diverted_calls=len(queue["diverted"]),
            closing_calls=len(queue["closing"]),
            open_findings=len(findings),
            open_tasks=len(tasks),
            overdue_tasks=overdue,
        ),
        hourly=_hourly(calls, since, deployment.zone),
        by_category=_by_category(caller, today),
    )


def _calls(caller: Caller, since: Instant) -> list[Json]:
    fields = ("received", "status", "valid", "category", "feedback_category", "area", "unit")
    where = Either(Between("received", low=since), OneOf("status", OPEN))
    return caller.read(Query("call", fields, where=where))


def _areas(
    caller: Caller, calls: list[Json], tasks: list[Json], findings: list[Json]
) -> list[AreaNow]:
    per_area = [Counter(row["area"] for row in rows) for rows in (calls, tasks, findings)]
    fields = ("name_zh", "name_en", "boundary", "population")
    return [
        AreaNow(
            id=row["id"],
            name=name_of(row),
            boundary=row["boundary"],
            population=row["population"],
            open_calls=per_area[0][row["id"]],
            open_tasks=per_area[1][row["id"]],
            open_findings=per_area[2][row["id"]],
        )
        for row in caller.read(Query("area", fields, order=("id",)))
    ]


def _units(caller: Caller, calls: list[Json]) -> list[UnitNow]:
    out = {call["unit"] for call in calls if call["status"] in OUT}
    fields = ("call_sign", "unit_kind", "area", "longitude", "latitude")
    return [
        UnitNow(
            id=row["id"],
            call_sign=row["call_sign"] or row["id"],
            kind=row["unit_kind"],
            area=row["area"],
            longitude=row["longitude"],
            latitude=row["latitude"],
            busy=row["id"] in out,
        )
        for row in caller.read(Query("unit", fields, order=("id",)))
    ]


def _hourly(calls: list[Json], since: Instant, zone: str) -> list[Hour]:
    per_hour = Counter((call["received"] - since) // HOUR for call in calls)
    return [
        Hour(hour=iso(Instant(since + hour * HOUR), zone), calls=per_hour[hour])
        for hour in range(24)
    ]


def _by_category(caller: Caller, today: list[Json]) -> list[CategoryCount]:
    """By summary class; the class in feedback counts when there is one (CALL06)."""
    table = caller.deployment.codes["category"]
    counts: Counter[str] = Counter()
    for call in today:
        code = call["feedback_category"] or call["category"]
        if code is not None and code in table:
            counts[table.ancestors(code)[-1]] += 1
    return [CategoryCount(code=code, count=count) for code, count in counts.most_common()]


def _midnight(now: Instant, zone: str) -> Instant:
    local = moment(now, zone)
    return instant(local.replace(hour=0, minute=0, second=0, microsecond=0))
