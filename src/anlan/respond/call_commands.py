"""What people do with a call. One class a command; the permission stands in it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from anlan.respond.command import Command, RecordId, Words
from anlan.standards.place import WGS84
from anlan.standards.title import Title

Level = Annotated[int, Field(ge=1, le=4)]
Code = Annotated[str, Field(min_length=1, max_length=100)]


class CallCommand(Command):
    """Base of the commands on calls."""

    kind: ClassVar[str] = "call"


class TakeCall(CallCommand):
    """接警. The caller's number is given, or the caller refused to give it (CALL02)."""

    name: ClassVar[str] = "take"
    title: ClassVar[Title] = Title(zh="接警", en="take")
    needs: ClassVar[str] = "call.take"

    matter: Code = "report"
    channel: Code
    summary: Words
    category: Code | None = None
    level: Level | None = None
    level_reason: Words | None = None
    agency: Words | None = None
    address: Words | None = None
    longitude: float | None = None
    latitude: float | None = None
    system: str = WGS84
    """The coordinate system, always named (COD07)."""
    area: Words | None = None
    premises: Words | None = None
    dispute: Words | None = None
    caller_number: Words | None = None
    refused: bool = False
    officer_initiated: bool = False
    tz: str = "UTC"

    @model_validator(mode="after")
    def _whole(self) -> TakeCall:
        if (self.caller_number is None) != self.refused and not self.officer_initiated:
            raise ValueError("give caller_number, or refused: true when the caller refused")
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude go together")
        return self


class GradeCall(CallCommand):
    """定级定类. Without a level the rules' level stands."""

    name: ClassVar[str] = "grade"
    title: ClassVar[Title] = Title(zh="定级定类", en="grade")
    needs: ClassVar[str] = "call.grade"

    category: Code | None = None
    level: Level | None = None
    reason: Words | None = None
    area: Words | None = None
    premises: Words | None = None
    dispute: Words | None = None


class ChangeLevel(CallCommand):
    """Raise freely; lowering needs a reason (CALL09)."""

    name: ClassVar[str] = "change-level"
    title: ClassVar[Title] = Title(zh="调整等级", en="change level")
    needs: ClassVar[str] = "call.grade"

    level: Level
    reason: Words | None = None


class Dispatch(CallCommand):
    """派警. Not the nearest suitable unit: say why (CALL13). `notify` names a department."""

    name: ClassVar[str] = "dispatch"
    title: ClassVar[Title] = Title(zh="派警", en="dispatch")
    needs: ClassVar[str] = "call.dispatch"

    unit: RecordId
    unit_reason: Words | None = None
    notify: Words | None = None


class Reoffer(CallCommand):
    """Not acknowledged in time: offer again and tell the desk chief (CALL12)."""

    name: ClassVar[str] = "reoffer"
    title: ClassVar[Title] = Title(zh="改派", en="offer again")
    needs: ClassVar[str] = "call.dispatch"


class Acknowledge(CallCommand):
    """签收."""

    name: ClassVar[str] = "acknowledge"
    title: ClassVar[Title] = Title(zh="签收", en="acknowledge")
    needs: ClassVar[str] = "call.handle"


class Depart(CallCommand):
    """出发."""

    name: ClassVar[str] = "depart"
    title: ClassVar[Title] = Title(zh="出发", en="depart")
    needs: ClassVar[str] = "call.handle"


class Arrive(CallCommand):
    """到场."""

    name: ClassVar[str] = "arrive"
    title: ClassVar[Title] = Title(zh="到场", en="arrive")
    needs: ClassVar[str] = "call.handle"


class Handle(CallCommand):
    """处置 finished at the scene; the unit is free again."""

    name: ClassVar[str] = "handle"
    title: ClassVar[Title] = Title(zh="处置完成", en="handled")
    needs: ClassVar[str] = "call.handle"

    disposition: Words | None = None


class FeedBack(CallCommand):
    """反馈, with its own class beside that of intake (CALL06)."""

    name: ClassVar[str] = "feed-back"
    title: ClassVar[Title] = Title(zh="反馈", en="feed back")
    needs: ClassVar[str] = "call.handle"

    feedback_category: Code
    disposition: Words
    valid: bool = True


class Review(CallCommand):
    """审核: approve, or send the feedback back with a reason."""

    name: ClassVar[str] = "review"
    title: ClassVar[Title] = Title(zh="审核", en="review")
    needs: ClassVar[str] = "call.review"

    approved: bool = True
    reason: Words | None = None


class CallBack(CallCommand):
    """回访 by somebody else than the handling unit; 1 best to 5; unresolved reopens (CALL16)."""

    name: ClassVar[str] = "call-back"
    title: ClassVar[Title] = Title(zh="回访", en="call back")
    needs: ClassVar[str] = "call.review"

    satisfaction: Annotated[int, Field(ge=1, le=5)]
    reason: Words
    resolved: bool = True


class Archive(CallCommand):
    """归档."""

    name: ClassVar[str] = "archive"
    title: ClassVar[Title] = Title(zh="归档", en="archive")
    needs: ClassVar[str] = "call.review"


class MarkDuplicate(CallCommand):
    """重复 of another call."""

    name: ClassVar[str] = "mark-duplicate"
    title: ClassVar[Title] = Title(zh="标为重复", en="mark as repeat")
    needs: ClassVar[str] = "call.grade"

    duplicate_of: RecordId


class MarkInvalid(CallCommand):
    """无效: nothing in it for any service (misdialled, malicious, test)."""

    name: ClassVar[str] = "mark-invalid"
    title: ClassVar[Title] = Title(zh="标为无效", en="mark as invalid")
    needs: ClassVar[str] = "call.void"

    reason: Words


class VoidCall(CallCommand):
    """作废 a record made in error. It stays visible with its reason (CALL02)."""

    name: ClassVar[str] = "void"
    title: ClassVar[Title] = Title(zh="作废", en="void")
    needs: ClassVar[str] = "call.void"

    reason: Words


class Divert(CallCommand):
    """转办, citing an item of the scope list (DIV01, DIV02)."""

    name: ClassVar[str] = "divert"
    title: ClassVar[Title] = Title(zh="转办", en="divert")
    needs: ClassVar[str] = "call.divert"

    scope_item: Code
    reason: Words
    manner: Literal["transfer", "three_way"] = "transfer"
    department: Words | None = None
    """The owner agreed on in a three-way call; a transfer goes to the item's department."""


class ReceiveDiversion(CallCommand):
    """The department took the work order."""

    name: ClassVar[str] = "receive-diversion"
    title: ClassVar[Title] = Title(zh="部门接收", en="department received")
    needs: ClassVar[str] = "call.divert"


class WorkDiversion(CallCommand):
    """The department started on it."""

    name: ClassVar[str] = "work-diversion"
    title: ClassVar[Title] = Title(zh="部门办理", en="department works")
    needs: ClassVar[str] = "call.divert"


class FinishDiversion(CallCommand):
    """办结: its result is the feedback of the call."""

    name: ClassVar[str] = "finish-diversion"
    title: ClassVar[Title] = Title(zh="部门办结", en="department finished")
    needs: ClassVar[str] = "call.divert"

    result: Words
    feedback_category: Code | None = None


class ReturnDiversion(CallCommand):
    """退回, always with a reason (DIV03)."""

    name: ClassVar[str] = "return-diversion"
    title: ClassVar[Title] = Title(zh="部门退回", en="department returned")
    needs: ClassVar[str] = "call.divert"

    reason: Words


class Reopen(CallCommand):
    """重开."""

    name: ClassVar[str] = "reopen"
    title: ClassVar[Title] = Title(zh="重开", en="reopen")
    needs: ClassVar[str] = "call.review"

    reason: Words


CALL_COMMANDS: dict[str, type[CallCommand]] = {
    shape.name: shape
    for shape in (
        *(TakeCall, GradeCall, ChangeLevel, Dispatch, Reoffer, Acknowledge, Depart, Arrive),
        *(Handle, FeedBack, Review, CallBack, Archive, MarkDuplicate, MarkInvalid, VoidCall),
        *(Divert, ReceiveDiversion, WorkDiversion, FinishDiversion, ReturnDiversion, Reopen),
    )
}
