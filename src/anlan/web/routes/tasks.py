"""/api/tasks: the one list of work, one task, the commands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body as Payload, Query as Parameters

from anlan.respond.standards import TaskStandard
from anlan.respond.task_path import UNFINISHED
from anlan.standards.title import Title
from anlan.store.query import Both, Equals, OneOf, Query
from anlan.web.access import Caller, needs
from anlan.web.commands import Choice, Offered, offered, order_of, orders
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

router = APIRouter(prefix="/api/tasks", tags=["tasks"])

TaskPage = page_model(Task, "TaskPage")
if TYPE_CHECKING:
    TaskOrder = Body
else:
    TaskOrder = orders("task", beside="issue")


class TaskFilters(Filters):
    """Which tasks; status `unfinished` means every state somebody still has to work in."""

    status: Name | None = None
    area: Name | None = None
    team: Name | None = None
    limit: Limit = 100
    offset: Offset = 0


class Step(Answer):
    """A step of the work."""

    id: str
    title: Words
    evidence: Words | None


class Standard(Answer):
    """The standard work item behind a task."""

    id: str
    version: str
    title: Words
    trigger: Words
    steps: list[Step]
    acceptance: Words
    limit: str
    minutes: int
    legal_basis: str


class TaskDetail(Answer):
    """One task with its standard and the finding it comes from."""

    task: Task  # type: ignore[valid-type]
    standard: Standard | None
    finding: Finding | None  # type: ignore[valid-type]
    history: list[HistoryItem]
    commands: list[Offered]


@router.get("", response_model=TaskPage)
def read(
    filters: Annotated[TaskFilters, Parameters()], caller: Annotated[Caller, needs("task.see")]
) -> Json:
    """Tasks, newest first."""
    wanted: list[Any] = []
    if filters.status == "unfinished":
        wanted.append(OneOf("status", UNFINISHED))
    elif filters.status is not None:
        wanted.append(Equals("status", filters.status))
    given = {"area": filters.area, "team": filters.team}
    wanted += [Equals(name, value) for name, value in given.items() if value is not None]
    query = Query(
        "task",
        where=Both(*wanted) if wanted else None,
        order=("-opened_at",),
        limit=filters.limit,
        offset=filters.offset,
    )
    return caller.page(query)


@router.get("/{id}", response_model=TaskDetail)
def open_one(id: Name, caller: Annotated[Caller, needs("task.see")]) -> Json:
    """One task: its standard, how far it is, what may be done now."""
    row = caller.one("task", id)
    deployment = caller.deployment
    offers = deployment.desk.offers("task", row, grant=caller.grant("task"))
    standard = deployment.rules.standards.get(row["standard"])
    found = (
        caller.read(Query("finding", where=Equals("id", row["finding"]))) if row["finding"] else []
    )
    return {
        "task": caller.shown("task", [row])[0],
        "standard": standard and _standard(standard),
        "finding": next(iter(caller.shown("finding", found)), None),
        "history": caller.history("task", id),
        "commands": offered(
            offers, deployment.kinds["task"], {"step": _left(standard, row)} if standard else {}
        ),
    }


@router.post("/{id}/commands", response_model=Task)
def command(
    id: Name,
    order: Annotated[TaskOrder, Payload()],
    caller: Annotated[Caller, needs("task.work")],
) -> Json:
    """Do something with a task. Each command needs its own permission besides."""
    row = caller.deployment.desk.handle(
        order_of("task", id, order), actor=caller.session.account, grant=caller.grant("task")
    )
    return caller.shown("task", [row])[0]


def _standard(standard: TaskStandard) -> Json:
    return {
        "id": standard.id,
        "version": standard.version,
        "title": standard.title.model_dump(),
        "trigger": standard.trigger.model_dump(),
        "steps": [step.model_dump() for step in standard.steps],
        "acceptance": _acceptance(standard).model_dump(),
        "limit": f"{standard.limit_hours} h",
        "minutes": standard.minutes,
        "legal_basis": standard.legal_basis,
    }


def _acceptance(standard: TaskStandard) -> Title:
    rule = standard.acceptance
    if rule.no_further is not None:
        days = rule.no_further.days
        return Title(
            zh=f"此后 {days} 天内同一对象再无同类记录",
            en=f"no further record of the kind at the same place for {days} days",
        )
    if rule.manual:
        return Title(zh="由指定人员核验", en="a named person verifies it")
    return Title(zh="每一步的证据齐全", en="the evidence of every step is there")


def _left(standard: TaskStandard, task: Json) -> list[Choice]:
    done = set(task["steps_done"] or ())
    return [
        Choice(value=step.id, title=Words(**step.title.model_dump()))
        for step in standard.steps
        if step.id not in done
    ]
