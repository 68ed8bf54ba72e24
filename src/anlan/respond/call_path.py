"""The path of a call (CALL05): which command is legal when, where it leads, what it leaves.

接警 → 定级定类 → 派警 → 签收 → 出发 → 到场 → 处置 → 反馈 → 审核 → (回访) → 归档,
beside it 重复, 无效, 转办, 退回; 重开 leads back to 定级定类.
"""

from __future__ import annotations

from typing import NamedTuple

from anlan.respond.change import Row
from anlan.standards.errors import Conflict

MAIN = (
    *("received", "graded", "dispatched", "acknowledged", "departed", "arrived"),
    *("handled", "fed_back", "reviewed", "called_back", "archived"),
)
"""The main line. Each of these states has a time field of the same name."""
OPEN = (*MAIN[:9], "diverted", "returned")
"""States in which somebody still has something to do."""
OUT = ("dispatched", "acknowledged", "departed", "arrived")
"""States in which the unit is busy with the call."""
CLOSED = ("called_back", "archived", "duplicate", "invalid")

_WAITING = ("received", "graded", "returned")


class Step(NamedTuple):
    """A command's place on the path. `to` None: the state stays.

    `fact` is the type of fact it leaves; `change-level` leaves call.level-raised or
    call.level-lowered, a review that sends back call.feedback-returned, and a call-back
    that found the matter unresolved adds call.reopened.
    """

    legal_in: tuple[str, ...]
    to: str | None
    fact: str


PATH: dict[str, Step] = {
    "take": Step((), "received", "call.received"),
    "grade": Step(("received", "returned"), "graded", "call.graded"),
    "change-level": Step((*_WAITING, *OUT), None, "call.level-raised"),
    "dispatch": Step(("graded", "returned", "dispatched"), "dispatched", "call.dispatched"),
    "reoffer": Step(("dispatched",), "dispatched", "call.reoffered"),
    "acknowledge": Step(("dispatched",), "acknowledged", "call.acknowledged"),
    "depart": Step(("acknowledged",), "departed", "call.departed"),
    "arrive": Step(("departed",), "arrived", "call.arrived"),
    "handle": Step(("arrived",), "handled", "call.handled"),
    "feed-back": Step(("handled",), "fed_back", "call.fed-back"),
    "review": Step(("fed_back",), "reviewed", "call.reviewed"),
    "call-back": Step(("reviewed",), "called_back", "call.called-back"),
    "archive": Step(("reviewed", "called_back"), "archived", "call.archived"),
    "mark-duplicate": Step(_WAITING, "duplicate", "call.marked-duplicate"),
    "mark-invalid": Step((*_WAITING, "arrived", "handled"), "invalid", "call.marked-invalid"),
    "void": Step((*OPEN, "called_back"), "invalid", "call.voided"),
    "divert": Step(_WAITING, "diverted", "call.diverted"),
    "receive-diversion": Step(("diverted",), None, "call.diversion-received"),
    "work-diversion": Step(("diverted",), None, "call.diversion-working"),
    "finish-diversion": Step(("diverted",), "fed_back", "call.diversion-finished"),
    "return-diversion": Step(("diverted",), "returned", "call.diversion-returned"),
    "reopen": Step(("reviewed", *CLOSED), "graded", "call.reopened"),
}


def status_of(call: Row) -> str:
    """The state of a call. One that a file brought in without a state is history: archived."""
    return call.get("status") or "archived"


def legal_now(call: Row | None) -> tuple[str, ...]:
    """The commands legal for a call as it is; only `take` for one that is not there yet."""
    if call is None:
        return ("take",)
    status = status_of(call)
    return tuple(name for name, step in PATH.items() if status in step.legal_in)


def check_legal(call: Row | None, command: str, record: str) -> None:
    """Conflict, naming the state and what is legal in it, unless the command is legal."""
    legal = legal_now(call)
    if command not in legal:
        state = "not taken yet" if call is None else status_of(call)
        raise Conflict(
            f"call {record} is {state}: `{command}` is not legal now",
            place=f"call/{record}",
            value=state,
            way_out=f"legal now: {', '.join(legal)}",
        )
