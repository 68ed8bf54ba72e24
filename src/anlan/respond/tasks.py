"""Tasks: open → accepted → started → (steps) → done → verified, or reopened, or cancelled.

Pure. Opening, verdicts of the data and reminders are functions here too; the followers and
the desk bring the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anlan.respond.change import Row, changed, created, folded
from anlan.respond.flow import Flow
from anlan.respond.notices import notice
from anlan.respond.standards import TaskStandard
from anlan.respond.task_commands import (
    AcceptTask,
    CancelTask,
    DoStep,
    EscalateTask,
    FinishTask,
    StartTask,
    TaskCommand,
    VerifyTask,
)
from anlan.respond.task_path import TASK_PATH, check_state
from anlan.standards.errors import BadInput, Conflict
from anlan.standards.time import DAY, Instant
from anlan.standards.title import Title
from anlan.store.facts import Fact

_FILLED = (
    *("subject", "key", "place", "area", "longitude", "latitude", "level"),
    *("team", "due_at", "finding"),
)
"""Fields of the task form that nobody has to type when they are known (TASK08)."""
_CHIEF = "派出所负责人 station chief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a task command may look at besides the task: its standard, its flow, the sender."""

    standard: TaskStandard
    flow: Flow | None
    by_data: bool
    """Whether the data can say if the work held (its acceptance has a field for the key)."""


def opened(
    record: str,
    about: Row,
    standard: TaskStandard,
    flow: Flow | None,
    now: Instant,
    *,
    typed: int = 0,
) -> Fact:
    """task.opened. `about`: subject, key, level and, where known, place, area, coordinates,
    finding, model, tz. Without a place in words the key stands for it."""
    level = about.get("level")
    data: dict[str, Any] = {
        name: about.get(name)
        for name in ("subject", "key", "level", "area", "longitude", "latitude", "finding", "model")
    }
    data |= {
        "place": about.get("place") or about.get("key"),
        "standard": standard.id,
        "flow": flow.id if flow else None,
        "title_zh": standard.title.zh,
        "title_en": standard.title.en,
        "team": standard.team,
        "status": "open",
        "opened_at": now,
        "due_at": about.get("due_at") or standard.due(now, flow.hours(level) if flow else None),
        "times_reopened": 0,
        "escalation": 0,
        "typed": typed,
    }
    data["prefilled"] = sum(data.get(name) is not None for name in _FILLED) - typed
    return created("task", record, "task.opened", now, data, zone=about.get("tz") or "UTC")


def decide(task: Row, command: TaskCommand, *, now: Instant, work: Work) -> list[Fact]:
    """The facts a command leaves.

    Conflict when the state forbids it (naming the state and what is legal); BadInput when a
    step or its evidence is missing.
    """
    check_state(TASK_PATH, "task", task, command.name)
    match command:
        case AcceptTask():
            data: dict[str, Any] = {"status": "accepted", "accepted_at": now}
            return [changed(task, "task", "task.accepted", now, data)]
        case StartTask():
            data = {"status": "started", "started_at": now}
            return [changed(task, "task", "task.started", now, data)]
        case DoStep():
            data = _step(task, command, work.standard)
            return [changed(task, "task", "task.step-done", now, data)]
        case FinishTask():
            return _finished(task, command, now, work)
        case VerifyTask():
            return [_judged(task, command, now, work)]
        case CancelTask():
            return [cancelled(task, command.reason, now)]
        case EscalateTask():
            stage = (task.get("escalation") or 0) + 1
            stages = work.flow.escalation if work.flow else ()
            recipient = stages[stage - 1].recipient if stage <= len(stages) else _CHIEF
            told = Title(zh=command.reason, en=command.reason)
            return escalated(task, stage, recipient, told, now)
        case _:
            raise BadInput(
                "not a command on a task", value=command.name, way_out="see TASK_COMMANDS"
            )


def verified(task: Row, verdict: Title, now: Instant) -> Fact:
    """核验通过."""
    data = {"status": "verified", "verified_at": now}
    data |= {"verdict_zh": verdict.zh, "verdict_en": verdict.en}
    return changed(task, "task", "task.verified", now, data)


def reopened(
    task: Row, work: Work, verdict: Title, now: Instant, *, spoiled_by: Sequence[str] = ()
) -> Fact:
    """核验未过: to be worked again, more urgent where the flow says so. Its evidence stays."""
    level = task.get("level")
    rule = work.flow.reopening if work.flow else None
    if rule and rule.raise_level and level is not None:
        level = max(1, level - 1)
    hours = (rule.limit_hours if rule else None) or (work.flow.hours(level) if work.flow else None)
    data = {
        "status": "reopened",
        "reopened_at": now,
        "times_reopened": (task.get("times_reopened") or 0) + 1,
        "spoiled_by": list(spoiled_by),
        "level": level,
        "due_at": work.standard.due(now, hours),
        "steps_done": [],
        "done_at": None,
        "verify_at": None,
        "verified_at": None,
        "verdict_zh": verdict.zh,
        "verdict_en": verdict.en,
    }
    return changed(task, "task", "task.reopened", now, data)


def cancelled(task: Row, reason: str, now: Instant) -> Fact:
    """撤销, with its reason as the result."""
    data = {"status": "cancelled", "result": reason}
    return changed(task, "task", "task.cancelled", now, data)


def escalated(task: Row, stage: int, recipient: str, told: Title, now: Instant) -> list[Fact]:
    """催办: the task remembers the stage, and one notice goes out for it (TASK05)."""
    data = {"escalation": stage}
    return [
        changed(task, "task", "task.escalated", now, data),
        notice("task", task, f"escalation-{stage}", recipient, told, now),
    ]


def _step(task: Row, command: DoStep, standard: TaskStandard) -> dict[str, Any]:
    step = standard.step(command.step)
    if step is None:
        raise BadInput(
            f"standard {standard.id} has no such step",
            place="step",
            value=command.step,
            way_out=f"its steps are {', '.join(s.id for s in standard.steps)}",
        )
    if step.evidence is not None and command.evidence is None:
        raise BadInput(
            f"this step asks for evidence: {step.evidence.en} ({step.evidence.zh})",
            place="evidence",
            way_out="give the number of the record or document",
        )
    done = [*(task.get("steps_done") or []), step.id]
    data: dict[str, Any] = {"steps_done": list(dict.fromkeys(done))}
    if command.evidence is not None:
        shown = [*(task.get("evidence") or []), f"{step.id}: {command.evidence}"]
        data |= {"evidence": list(dict.fromkeys(shown)), "typed": (task.get("typed") or 0) + 1}
    return data


def _finished(task: Row, command: FinishTask, now: Instant, work: Work) -> list[Fact]:
    done = set(task.get("steps_done") or [])
    if left := [step.id for step in work.standard.steps if step.id not in done]:
        raise BadInput(
            "steps of the standard are not done yet",
            place="steps",
            value=", ".join(left),
            way_out="do each step, with its evidence, then finish",
        )
    rule = work.standard.acceptance.no_further
    typed = 1 + (command.minutes is not None)
    data = {
        "status": "done",
        "done_at": now,
        "result": command.result,
        "verify_at": now + rule.days * DAY if rule and work.by_data else None,
        "typed": (task.get("typed") or 0) + typed,
    }
    if command.minutes is not None:
        data["minutes"] = (task.get("minutes") or 0) + command.minutes
    fact = changed(task, "task", "task.finished", now, data)
    if not work.standard.acceptance.evidence:
        return [fact]
    verdict = Title(
        zh="步骤与证据齐全，核验通过", en="all steps and their evidence are there; verified"
    )
    return [fact, verified(folded(task, fact), verdict, now)]


def _judged(task: Row, command: VerifyTask, now: Instant, work: Work) -> Fact:
    if work.by_data:
        raise Conflict(
            "this work is verified against the data, not by hand",
            place=f"task/{task['id']}",
            value=task.get("verify_at"),
            way_out="wait for the time of verification",
        )
    verdict = Title(zh=command.reason, en=command.reason)
    if command.passed:
        return verified(task, verdict, now)
    return reopened(task, work, verdict, now)
