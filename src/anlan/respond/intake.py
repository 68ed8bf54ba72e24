"""接警 and 定级定类: what a call is, how urgent, by rules with their reason."""

from __future__ import annotations

from typing import Any

from anlan.respond.around import Around
from anlan.respond.call_commands import ChangeLevel, GradeCall, TakeCall
from anlan.respond.change import Row, changed, created, side_by_side
from anlan.respond.triage import Grading
from anlan.standards.errors import BadInput, Conflict, Refused
from anlan.standards.place import check_system, to_wgs84
from anlan.standards.time import Instant
from anlan.store.facts import Fact


def take(command: TakeCall, now: Instant, around: Around) -> list[Fact]:
    """The call as received, with the rules' level at once: danger does not wait for grading."""
    given = command.model_dump(
        include={"matter", "channel", "category", "agency", "summary", "address", "area"}
        | {"premises", "dispute", "officer_initiated"}
    )
    _check_codes(around, matter=command.matter, channel=command.channel, category=command.category)
    data = given | _where(command, around)
    data |= {"received": now, "status": "received", "valid": True, "offers": 0}
    data |= {"times_reopened": 0, "caller": "refused" if command.refused else around.caller}
    grading = around.grading(data)
    level, reason = _settled(grading, command.level, command.level_reason, around)
    data |= _urgency(grading, level, reason) | _limit(around, now, level)
    return [created("call", command.record, "call.received", now, data, zone=command.tz)]


def grade(call: Row, command: GradeCall, now: Instant, around: Around) -> list[Fact]:
    """Class and level. The more urgent of the rules' level and the level already set stands."""
    category = command.category or call.get("category")
    if category is None:
        raise BadInput("a call is graded with its class", place="category", way_out="give category")
    _check_codes(around, category=category)
    grading = around.grading(call, category=category)
    standing = call.get("level")
    floor = grading.level if standing is None else min(grading.level, standing)
    if command.level is None:
        level = floor
        reason = (
            side_by_side(grading.reason)
            if level == grading.level
            else call.get("level_reason") or ""
        )
    else:
        level, reason = _settled(grading, command.level, command.reason, around, floor=floor)
    data: dict[str, Any] = {"status": "graded", "graded": now, "category": category}
    placed = command.model_dump(include={"area", "premises", "dispute"}, exclude_none=True)
    data |= placed | _urgency(grading, level, reason) | _limit(around, _since(call), level)
    data["danger"] = grading.danger or bool(call.get("danger"))
    return [changed(call, "call", "call.graded", now, data)]


def change_level(call: Row, command: ChangeLevel, now: Instant, around: Around) -> list[Fact]:
    """Raising is free; lowering takes a named human and a reason, and stands in the journal."""
    standing = call.get("level")
    if command.level == standing:
        raise Conflict(
            "the call already has this level",
            place=f"call/{call['id']}",
            value=standing,
            way_out="leave it, or name another level",
        )
    lower = standing is not None and command.level > standing
    if lower:
        _check_lowering(command.reason, around)
    reason = command.reason or f"人工提级 | raised by {around.actor}"
    data = {"level": command.level, "level_reason": reason}
    data |= _limit(around, _since(call), command.level)
    type = "call.level-lowered" if lower else "call.level-raised"
    return [changed(call, "call", type, now, data)]


def _settled(
    grading: Grading,
    wanted: int | None,
    reason: str | None,
    around: Around,
    *,
    floor: int | None = None,
) -> tuple[int, str]:
    """The level that stands, and why: the person's when given, else the rules'."""
    floor = grading.level if floor is None else floor
    if wanted is None:
        return grading.level, side_by_side(grading.reason)
    if wanted > floor:
        _check_lowering(reason, around)
    if wanted == grading.level and reason is None:
        return wanted, side_by_side(grading.reason)
    return wanted, reason or f"人工提级 | raised by {around.actor}"


def _check_lowering(reason: str | None, around: Around) -> None:
    if around.machine:
        raise Refused(
            "a machine does not lower the level of a call",
            way_out="somebody at the desk may lower it, with a reason",
        )
    if reason is None:
        raise BadInput(
            "lowering the level needs a reason", place="reason", way_out="say why it is less urgent"
        )


def _urgency(grading: Grading, level: int, reason: str) -> dict[str, Any]:
    return {
        "level": level,
        "level_reason": reason,
        "route": grading.route,
        "danger": grading.danger,
    }


def _limit(around: Around, since: Instant, level: int) -> dict[str, Any]:
    """The arrival limit and the profile it comes from (CALL04)."""
    due = around.profile.arrive_by(since, zone=around.zone, level=level)
    return {"due": due, "profile": f"{around.profile.id} {around.profile.version}"}


def _since(call: Row) -> Instant:
    """Limits count from intake, or from the last reopening."""
    return Instant(call.get("reopened") or call["received"])


def _where(command: TakeCall, around: Around) -> dict[str, Any]:
    """The place told; where only the premises were, their place."""
    if command.longitude is not None and command.latitude is not None:
        lon, lat = to_wgs84([command.longitude], [command.latitude], check_system(command.system))
        if lon[0] != lon[0]:
            raise BadInput(
                "not a place on the globe",
                place="longitude, latitude",
                value=f"{command.longitude}, {command.latitude}",
                way_out="give degrees, or name the coordinate system",
            )
        place = {"longitude": float(lon[0]), "latitude": float(lat[0])}
    else:
        place = _known(around.premises, "longitude", "latitude")
    if command.area is None:
        place |= _known(around.premises, "area")
    if command.address is None:
        place |= _known(around.premises, "address")
    return place


def _known(row: Row | None, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names if row and row.get(name) is not None}


def _check_codes(around: Around, **given: str | None) -> None:
    for table, code in given.items():
        if code is not None:
            around.codes[table].check(code)
