"""转办: work orders to another department, and back (DIV01–03, DIV06)."""

from __future__ import annotations

from typing import Any

from anlan.respond.around import Around
from anlan.respond.call_commands import (
    Divert,
    FinishDiversion,
    ReceiveDiversion,
    ReturnDiversion,
    WorkDiversion,
)
from anlan.respond.call_path import PATH
from anlan.respond.change import Row, changed, created
from anlan.standards.errors import BadInput, Conflict, Refused
from anlan.standards.time import Instant
from anlan.store.facts import Fact


def divert(call: Row, command: Divert, now: Instant, around: Around) -> list[Fact]:
    """The call leaves with a work order that cites its scope item. Danger is never diverted."""
    grading = around.grading(call)
    if grading.danger or call.get("danger"):
        raise Refused(
            "the call holds words of danger and is not diverted",
            value=grading.reason.en,
            way_out="dispatch first, and notify the department with the dispatch (CALL14)",
        )
    department = _owner(command, around)
    record = f"{call['id']}-d{call['version'] + 1}"
    order = {
        "call": call["id"],
        "department": department,
        "scope_item": command.scope_item,
        "manner": command.manner,
        "status": "pushed",
        "reason": command.reason,
        "pushed": now,
    }
    data = {"status": "diverted", "diverted_to": department, "scope_item": command.scope_item}
    zone = call.get("tz") or "UTC"
    return [
        changed(call, "call", "call.diverted", now, data),
        created("diversion", record, "diversion.pushed", now, order, zone=zone),
    ]


def receive(call: Row, command: ReceiveDiversion, now: Instant, around: Around) -> list[Fact]:
    """推送 → 接收."""
    return _moved(call, command, now, around, "received", ("pushed",))


def work(call: Row, command: WorkDiversion, now: Instant, around: Around) -> list[Fact]:
    """接收 → 办理."""
    return _moved(call, command, now, around, "working", ("received",))


def finish(call: Row, command: FinishDiversion, now: Instant, around: Around) -> list[Fact]:
    """办理 → 办结; the department's result is the call's feedback."""
    data: dict[str, Any] = {"fed_back": now, "disposition": command.result}
    if command.feedback_category is not None:
        around.codes["category"].check(command.feedback_category)
        data["feedback_category"] = command.feedback_category
    order = {"result": command.result}
    return _moved(call, command, now, around, "finished", ("received", "working"), order, data)


def send_back(call: Row, command: ReturnDiversion, now: Instant, around: Around) -> list[Fact]:
    """退回: the first receiver has it again."""
    order = {"return_reason": command.reason}
    data = {"diverted_to": None}
    legal = ("pushed", "received", "working")
    return _moved(call, command, now, around, "returned", legal, order, data)


def _owner(command: Divert, around: Around) -> str:
    """Clear matter: the item's department. Unclear: the one agreed on in a three-way call."""
    scope = around.codes["diversion_scope"]
    item = scope.codes[scope.check(command.scope_item)]
    if command.manner == "three_way":
        if command.department is None:
            raise BadInput(
                "no owner was agreed on; the first receiver keeps the call (DIV02)",
                place="department",
                way_out="name the agreed department, or go on handling the call",
            )
        return command.department
    department = item.attributes.get("department")
    if department is None:
        raise BadInput(
            "this item is a group of matters, not one matter",
            place="scope_item",
            value=command.scope_item,
            way_out="cite one of the items below it",
        )
    return str(department)


def _moved(
    call: Row,
    command: ReceiveDiversion | WorkDiversion | FinishDiversion | ReturnDiversion,
    now: Instant,
    around: Around,
    state: str,
    legal_in: tuple[str, ...],
    order_data: dict[str, Any] | None = None,
    call_data: dict[str, Any] | None = None,
) -> list[Fact]:
    order = around.diversion
    if order is None or order.get("status") not in legal_in:
        raise Conflict(
            f"the work order is not in a state to be {state}",
            place=f"call/{call['id']}",
            value=order.get("status") if order else None,
            way_out=f"it must be {' or '.join(legal_in)}",
        )
    step = PATH[command.name]
    data = {"status": step.to or call["status"]}
    order_data = {"status": state, state: now} | (order_data or {})
    return [
        changed(call, "call", step.fact, now, data | (call_data or {})),
        changed(order, "diversion", f"diversion.{state}", now, order_data),
    ]
