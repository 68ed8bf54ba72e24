"""反馈 to 归档, and the other ends: 重复, 无效, 作废, 重开."""

from __future__ import annotations

from typing import Any

from anlan.respond.around import Around
from anlan.respond.call_commands import (
    Archive,
    CallBack,
    FeedBack,
    MarkDuplicate,
    MarkInvalid,
    Reopen,
    Review,
    VoidCall,
)
from anlan.respond.change import Row, changed, folded
from anlan.respond.dispatching import cleared
from anlan.standards.errors import BadInput, Conflict, NotFound, Refused
from anlan.standards.time import Instant
from anlan.store.facts import Fact

_FRESH = (
    *("dispatched", "acknowledged", "departed", "arrived", "handled", "fed_back", "reviewed"),
    *("called_back", "archived", "unit", "nearest_unit", "unit_reason", "handled_by"),
    *("duplicate_of", "void_reason", "diverted_to", "scope_item"),
)
"""What a reopened call sheds; its unit responses and the journal keep the first round.
The caller's last word (satisfaction) stays."""


def feed_back(call: Row, command: FeedBack, now: Instant, around: Around) -> list[Fact]:
    """The feedback class beside the class of intake, which stays (CALL06)."""
    around.codes["category"].check(command.feedback_category)
    data = {
        "status": "fed_back",
        "fed_back": now,
        "feedback_category": command.feedback_category,
        "disposition": command.disposition,
        "valid": command.valid,
    }
    return [changed(call, "call", "call.fed-back", now, data)]


def review(call: Row, command: Review, now: Instant, _around: Around) -> list[Fact]:
    """Approved, or sent back to be fed back again."""
    if command.approved:
        data = {"status": "reviewed", "reviewed": now, "review_note": command.reason}
        return [changed(call, "call", "call.reviewed", now, data)]
    if command.reason is None:
        raise BadInput("sending back needs a reason", place="reason", way_out="say what is missing")
    if call.get("handled") is None:
        raise Conflict(
            "the feedback came from another department",
            place=f"call/{call['id']}",
            way_out="approve it and reopen the call, or call back first",
        )
    data = {"status": "handled", "fed_back": None, "review_note": command.reason}
    return [changed(call, "call", "call.feedback-returned", now, data)]


def call_back(call: Row, command: CallBack, now: Instant, around: Around) -> list[Fact]:
    """The caller's word, heard by another than the handling unit; unresolved reopens."""
    if around.actor in (call.get("handled_by"), call.get("unit")):
        raise Refused(
            "whoever handled the call does not call back",
            value=around.actor,
            way_out="let another post call back (CALL16)",
        )
    data = {
        "status": "called_back",
        "called_back": now,
        "satisfaction": command.satisfaction,
        "call_back_reason": command.reason,
    }
    fact = changed(call, "call", "call.called-back", now, data)
    order = _order_moves(around, "called_back", now)
    if command.resolved:
        return [fact, *order]
    anew = _anew(call, now) | {"reopen_reason": command.reason}
    again = changed(folded(call, fact), "call", "call.reopened", now, anew)
    return [fact, again, *order]


def archive(call: Row, _command: Archive, now: Instant, around: Around) -> list[Fact]:
    """归档; a work order of the call goes with it."""
    data = {"status": "archived", "archived": now}
    fact = changed(call, "call", "call.archived", now, data)
    return [fact, *_order_moves(around, "archived", now)]


def mark_duplicate(call: Row, command: MarkDuplicate, now: Instant, around: Around) -> list[Fact]:
    """重复 of a call that stands by itself."""
    original = around.original
    if original is None:
        raise NotFound("no such call", value=command.duplicate_of, way_out="name the first call")
    if original["id"] == call["id"] or original.get("status") == "duplicate":
        raise BadInput(
            "a call repeats another one that is not itself a repeat",
            place="duplicate_of",
            value=command.duplicate_of,
            way_out="name the first call",
        )
    data = {"status": "duplicate", "duplicate_of": original["id"]}
    return [changed(call, "call", "call.marked-duplicate", now, data), *cleared(around, now)]


def mark_invalid(call: Row, command: MarkInvalid, now: Instant, around: Around) -> list[Fact]:
    """无效, with its reason; still counted, as invalid (CALL07)."""
    if call.get("danger") and call["status"] not in ("arrived", "handled"):
        raise Refused(
            "the call holds words of danger; nobody has been there yet",
            way_out="send a unit; it may be marked invalid from the scene",
        )
    return _ended(call, command, "call.marked-invalid", now, around)


def void(call: Row, command: VoidCall, now: Instant, around: Around) -> list[Fact]:
    """作废: the record stays, with who and why (CALL02)."""
    return _ended(call, command, "call.voided", now, around)


def reopen(call: Row, command: Reopen, now: Instant, around: Around) -> list[Fact]:
    """重开: graded again, to be dispatched anew; the limit counts from now."""
    data = _anew(call, now) | {"reopen_reason": command.reason}
    level = call.get("level") or 3
    data["due"] = around.profile.arrive_by(now, zone=around.zone, level=level)
    return [changed(call, "call", "call.reopened", now, data)]


def _ended(
    call: Row, command: MarkInvalid | VoidCall, type: str, now: Instant, around: Around
) -> list[Fact]:
    data = {"status": "invalid", "valid": False, "void_reason": command.reason}
    return [changed(call, "call", type, now, data), *cleared(around, now)]


def _anew(call: Row, now: Instant) -> dict[str, Any]:
    times = (call.get("times_reopened") or 0) + 1
    shed: dict[str, Any] = dict.fromkeys(_FRESH)
    return shed | {
        "status": "graded",
        "graded": call.get("graded") or now,
        "reopened": now,
        "times_reopened": times,
        "valid": True,
    }


def _order_moves(around: Around, state: str, now: Instant) -> list[Fact]:
    """A finished work order follows its call through 回访 and 归档 (DIV03)."""
    order = around.diversion
    if order is None or order.get("status") not in ("finished", "called_back"):
        return []
    data = {"status": state, state: now}
    return [changed(order, "diversion", f"diversion.{state.replace('_', '-')}", now, data)]
