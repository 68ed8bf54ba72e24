"""What a call command may look at, gathered inside its unit of work."""

from __future__ import annotations

from typing import Any

from anlan.respond.around import Around
from anlan.respond.call_commands import CallCommand, Dispatch, MarkDuplicate, Reoffer, TakeCall
from anlan.respond.call_path import OUT
from anlan.respond.change import Row
from anlan.respond.rules import Rules
from anlan.respond.suggest import Suggestion, suggest_unit
from anlan.store.query import Equals, OneOf, Query
from anlan.store.unit_of_work import UnitOfWork

_UNIT = ("call_sign", "unit_kind", "station", "longitude", "latitude")


def gather(
    unit: UnitOfWork,
    rules: Rules,
    call: Row | None,
    command: CallCommand,
    *,
    actor: str,
    machine: bool = False,
    caller: str | None = None,
) -> Around:
    """Everything `calls.decide` needs for this command on this call."""
    about: dict[str, Any] = {}
    if isinstance(command, TakeCall):
        about["premises"] = unit.get("premises", command.premises) if command.premises else None
    if isinstance(command, MarkDuplicate):
        about["original"] = unit.get("call", command.duplicate_of)
    if call is not None:
        about["response"] = unit.get("unit_response", f"{call['id']}-r{call.get('offers') or 0}")
        about["diversion"] = _latest_diversion(unit, call)
        if isinstance(command, (Dispatch, Reoffer)):
            about |= _units(unit, rules, call, command)
    area = getattr(command, "area", None) or (call or about.get("premises") or {}).get("area")
    return Around(
        codes=rules.codes,
        triage=rules.triage,
        profile=rules.profile,
        actor=actor,
        machine=machine,
        caller=caller,
        zone=(unit.get("area", area) or {}).get("zone") if area else None,
        **about,
    )


def suggestion(
    rules: Rules, call: Row, units: list[dict[str, Any]], out: list[dict[str, Any]]
) -> Suggestion | None:
    """The unit to suggest: of all `units`, those in the calls `out` are busy."""
    busy = {other["unit"] for other in out if other["id"] != call["id"]}
    suitable = rules.profile.suitable_units.get(call.get("route") or "", ())
    return suggest_unit(call, units, busy=busy, suitable=suitable)


def units_query() -> Query:
    """Every unit, with where it stands."""
    return Query("unit", _UNIT, order=("id",))


def out_query() -> Query:
    """Calls that keep a unit busy."""
    return Query("call", ("unit", "status"), where=OneOf("status", OUT))


def _units(
    unit: UnitOfWork, rules: Rules, call: Row, command: Dispatch | Reoffer
) -> dict[str, Any]:
    units = unit.select(units_query())
    out = unit.select(out_query())
    asked = call.get("unit")
    if call["status"] == "dispatched":  # whoever did not acknowledge is not the one to suggest
        found = suggestion(rules, call, [u for u in units if u["id"] != asked], out)
    else:
        found = suggestion(rules, call, units, out)
    wanted = command.unit if isinstance(command, Dispatch) else (found.unit if found else asked)
    return {
        "suggestion": found,
        "unit": next((u for u in units if u["id"] == wanted), None),
    }


def _latest_diversion(unit: UnitOfWork, call: Row) -> dict[str, Any] | None:
    where = Equals("call", call["id"])
    rows = unit.select(Query("diversion", where=where, order=("-pushed", "-id"), limit=1))
    return rows[0] if rows else None
