"""派警 to 处置: who is sent, when they answered, left, arrived and finished."""

from __future__ import annotations

from typing import Any

from anlan.respond.around import Around
from anlan.respond.call_commands import Acknowledge, Arrive, Depart, Dispatch, Handle, Reoffer
from anlan.respond.call_path import PATH
from anlan.respond.change import Row, changed, created
from anlan.respond.notices import notice
from anlan.standards.errors import BadInput, Conflict, NotFound
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.facts import Fact


def dispatch(call: Row, command: Dispatch, now: Instant, around: Around) -> list[Fact]:
    """The offer to a unit, its response record, and the notice to another department (CALL14)."""
    if around.unit is None:
        raise NotFound("no such unit", value=command.unit, way_out="use the id of a unit")
    nearest = around.suggestion.unit if around.suggestion else None
    if nearest not in (None, command.unit) and command.unit_reason is None:
        raise BadInput(
            f"{command.unit} is not the nearest suitable free unit, {nearest} is",
            place="unit_reason",
            way_out="give unit_reason, or send the nearest",
        )
    data = {"unit_reason": command.unit_reason}
    facts = _offer(call, "call.dispatched", now, around, data | {"nearest_unit": nearest})
    department = command.notify
    if department is None and call.get("danger"):
        department = around.triage.departments.get(call.get("route") or "")
    if department is not None:
        facts.append(_tell_department(call, department, now))
    return facts


def reoffer(call: Row, _command: Reoffer, now: Instant, around: Around) -> list[Fact]:
    """Not acknowledged in time: offered to the next unit, and the desk chief is told (CALL12).

    Without another free unit the same one is asked again.
    """
    late = now - call["dispatched"]
    if late < around.profile.acknowledge_within:
        raise Conflict(
            "the unit still has time to acknowledge",
            place=f"call/{call['id']}",
            value=f"{late // 1_000_000} s of {around.profile.acknowledge_seconds} s",
            way_out="wait, or dispatch another unit with a reason",
        )
    if around.unit is None:
        raise NotFound("no unit to offer the call to", way_out="dispatch a unit by hand")
    asked = call["unit"]
    told = Title(
        zh=f"{asked}在{around.profile.acknowledge_seconds}秒内未签收，已改派{around.unit['id']}",
        en=f"{asked} did not acknowledge within {around.profile.acknowledge_seconds} s; "
        f"offered to {around.unit['id']}",
    )
    data = {"unit_reason": f"{told.zh} | {told.en}"}
    stage = f"unacknowledged-{call.get('offers') or 1}"
    return [
        *_offer(call, "call.reoffered", now, around, data),
        notice("call", call, stage, around.profile.desk_chief, told, now),
    ]


def stamp(
    call: Row, command: Acknowledge | Depart | Arrive, now: Instant, around: Around
) -> list[Fact]:
    """签收, 出发, 到场: the next state and its time, on the call and on the unit response."""
    step = PATH[command.name]
    state = str(step.to)
    data = {"status": state, state: now}
    facts = [changed(call, "call", step.fact, now, data)]
    if around.response is not None:
        name = f"response.{state}"
        facts.append(changed(around.response, "unit_response", name, now, {state: now}))
    return facts


def handle(call: Row, command: Handle, now: Instant, around: Around) -> list[Fact]:
    """处置 done; the unit is free again."""
    data: dict[str, Any] = {"status": "handled", "handled": now, "handled_by": around.actor}
    if command.disposition is not None:
        data["disposition"] = command.disposition
    fact = changed(call, "call", "call.handled", now, data)
    return [fact, *cleared(around, now)]


def cleared(around: Around, now: Instant) -> list[Fact]:
    """The unit under way, if any, is available again."""
    if around.response is None or around.response.get("cleared") is not None:
        return []
    data = {"cleared": now}
    return [changed(around.response, "unit_response", "response.cleared", now, data)]


def _offer(call: Row, type: str, now: Instant, around: Around, data: dict[str, Any]) -> list[Fact]:
    unit = around.unit
    assert unit is not None
    offers = (call.get("offers") or 0) + 1
    data |= {"status": "dispatched", "dispatched": now, "unit": unit["id"], "offers": offers}
    response = {
        "call": call["id"],
        "unit": unit["id"],
        "unit_kind": unit.get("unit_kind"),
        "station": unit.get("station"),
        "sequence": offers,
        "dispatched": now,
    }
    record = f"{call['id']}-r{offers}"
    zone = call.get("tz") or "UTC"
    return [
        changed(call, "call", type, now, data),
        *cleared(around, now),
        created("unit_response", record, "response.dispatched", now, response, zone=zone),
    ]


def _tell_department(call: Row, department: str, now: Instant) -> Fact:
    told = Title(
        zh=f"警情{call['id']}危及生命财产，已先行派警，请{department}立即处置",
        en=f"call {call['id']} endangers life or property; a unit is sent, {department} to act at once",
    )
    return notice("call", call, f"notified-{(call.get('offers') or 0) + 1}", department, told, now)
