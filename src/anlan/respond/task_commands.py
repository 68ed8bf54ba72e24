"""What people do with a task and with a finding."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from anlan.respond.command import Command, Words
from anlan.standards.kinds import Subject
from anlan.standards.title import Title


class TaskCommand(Command):
    """Base of the commands on tasks."""

    kind: ClassVar[str] = "task"


class IssueTask(TaskCommand):
    """下达: a task without a finding, always by a standard (TASK01)."""

    name: ClassVar[str] = "issue"
    title: ClassVar[Title] = Title(zh="下达", en="issue")
    needs: ClassVar[str] = "finding.decide"

    standard: Words
    subject: Annotated[Subject, Field(strict=False)]
    key: Words
    place: Words | None = None
    level: Annotated[int, Field(ge=1, le=9)] = 3
    area: Words | None = None
    longitude: float | None = None
    latitude: float | None = None
    flow: Words | None = None
    tz: str = "UTC"


class AcceptTask(TaskCommand):
    """签收."""

    name: ClassVar[str] = "accept"
    title: ClassVar[Title] = Title(zh="签收", en="accept")
    needs: ClassVar[str] = "task.work"


class StartTask(TaskCommand):
    """开始."""

    name: ClassVar[str] = "start"
    title: ClassVar[Title] = Title(zh="开始", en="start")
    needs: ClassVar[str] = "task.work"


class DoStep(TaskCommand):
    """A step done, with the evidence its standard asks for (a record or document number)."""

    name: ClassVar[str] = "step"
    title: ClassVar[Title] = Title(zh="完成步骤", en="step done")
    needs: ClassVar[str] = "task.work"

    step: Words
    evidence: Words | None = None


class FinishTask(TaskCommand):
    """完成; verification comes after."""

    name: ClassVar[str] = "finish"
    title: ClassVar[Title] = Title(zh="完成", en="finish")
    needs: ClassVar[str] = "task.work"

    result: Words
    minutes: Annotated[int, Field(ge=1, le=100_000)] | None = None


class VerifyTask(TaskCommand):
    """核验 by a named person, where the standard asks for one."""

    name: ClassVar[str] = "verify"
    title: ClassVar[Title] = Title(zh="核验", en="verify")
    needs: ClassVar[str] = "task.verify"

    passed: bool
    reason: Words


class CancelTask(TaskCommand):
    """撤销, with a reason."""

    name: ClassVar[str] = "cancel"
    title: ClassVar[Title] = Title(zh="撤销", en="cancel")
    needs: ClassVar[str] = "task.cancel"

    reason: Words


class EscalateTask(TaskCommand):
    """催办: the next stage of reminders, ahead of its clock."""

    name: ClassVar[str] = "escalate"
    title: ClassVar[Title] = Title(zh="催办", en="escalate")
    needs: ClassVar[str] = "task.escalate"

    reason: Words


class FindingCommand(Command):
    """Base of the commands on findings."""

    kind: ClassVar[str] = "finding"
    needs: ClassVar[str] = "finding.decide"


class DismissFinding(FindingCommand):
    """排除: a named human, with a reason."""

    name: ClassVar[str] = "dismiss"
    title: ClassVar[Title] = Title(zh="排除", en="dismiss")

    reason: Words


class OpenTask(FindingCommand):
    """转任务: by its flow's standard, or another one named."""

    name: ClassVar[str] = "open-task"
    title: ClassVar[Title] = Title(zh="转任务", en="open a task")

    reason: Words | None = None
    standard: Words | None = None


TASK_COMMANDS: dict[str, type[TaskCommand]] = {
    shape.name: shape
    for shape in (
        *(IssueTask, AcceptTask, StartTask, DoStep, FinishTask),
        *(VerifyTask, CancelTask, EscalateTask),
    )
}
FINDING_COMMANDS: dict[str, type[FindingCommand]] = {
    shape.name: shape for shape in (DismissFinding, OpenTask)
}
