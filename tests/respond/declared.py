"""The rules the tests run on: those the library declares."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from anlan.govern.grants import Grant
from anlan.respond import calls
from anlan.respond.around import Around
from anlan.respond.call_commands import CALL_COMMANDS, CallCommand
from anlan.respond.change import Row, folded
from anlan.respond.command import parse_command
from anlan.respond.flow import Flow
from anlan.respond.profile import RegionProfile
from anlan.respond.rules import Rules
from anlan.respond.standards import TaskStandard
from anlan.respond.triage import Triage
from anlan.standards.codes import Codes, base_codes
from anlan.standards.declaration import read_declaration
from anlan.standards.kinds import DataClass, Kinds, base_kinds
from anlan.standards.time import Instant, parse_iso
from anlan.store.facts import Fact

LIBRARY = Path(str(resources.files("anlan.packs") / "library"))
NOON = parse_iso("2026-03-01T12:00:00+08:00")


@cache
def rules() -> Rules:
    """The library's rules."""
    flows = [read_declaration(p, Flow) for p in sorted(LIBRARY.glob("*/flows/*.yaml"))]
    standards = [
        read_declaration(p, TaskStandard) for p in sorted(LIBRARY.glob("*/standards/*.yaml"))
    ]
    return Rules(
        kinds=Kinds(base_kinds()),
        codes=Codes(base_codes()),
        triage=read_declaration(LIBRARY / "city-calls/triage/city.yaml", Triage),
        profile=read_declaration(LIBRARY / "city-calls/profiles/city.yaml", RegionProfile),
        flows={flow.id: flow for flow in flows},
        standards={standard.id: standard for standard in standards},
    )


def around(**about: Any) -> Around:
    """The surroundings of a call command; the actor is the desk unless told."""
    given = {"actor": "desk", "codes": rules().codes, "triage": rules().triage}
    return Around(**{**given, "profile": rules().profile, **about})


def command(name: str, record: str = "c1", **arguments: Any) -> CallCommand:
    """A call command as it comes in over the wire."""
    return parse_command(CALL_COMMANDS[name], record, arguments)


def taken(now: Instant = NOON, *, zone: str | None = None, **arguments: Any) -> Row:
    """A call as received."""
    given = {"channel": "110", "summary": "楼上楼下因噪声争吵", "refused": True, **arguments}
    facts = decide(None, "take", now=now, beside=around(zone=zone), **given)
    return folded(None, facts[0])


def decide(
    call: Row | None,
    name: str,
    *,
    now: Instant = NOON,
    beside: Around | None = None,
    **arguments: Any,
) -> list[Fact]:
    """The facts a command leaves on a call."""
    wanted = command(name, **arguments)
    return calls.decide(call, wanted, now=now, around=beside or around())


def after(call: Row | None, name: str, **given: Any) -> Row:
    """The call after a command."""
    row = call
    for fact in decide(call, name, **given):
        if fact.kind == "call":
            row = folded(row, fact)
    assert row is not None
    return row


UNIT = {"id": "p1", "version": 1, "call_sign": "巡01", "unit_kind": "patrol", "station": "s1"}
ORIGINAL = {"id": "c0", "version": 3, "status": "dispatched"}


def at(state: str, **arguments: Any) -> Row:
    """A call brought to a state along the path."""
    row = taken(**arguments)
    row = row if state == "received" else after(row, "grade", category="dispute.neighbour")
    steps = {
        "graded": (),
        "duplicate": (("mark-duplicate", {"duplicate_of": "c0"}),),
        "invalid": (("void", {"reason": "entered twice"}),),
        "diverted": (("divert", {"scope_item": "12345.noise", "reason": "noise of works"}),),
    }
    main = [
        ("dispatch", {"unit": "p1"}), ("acknowledge", {}), ("depart", {}), ("arrive", {}),
        ("handle", {}), ("feed-back", {"feedback_category": "dispute.family", "disposition": "calmed"}),
        ("review", {}), ("call-back", {"satisfaction": 2, "reason": "polite"}), ("archive", {}),
    ]  # fmt: skip
    named = ["dispatched", "acknowledged", "departed", "arrived", "handled", "fed_back"]
    named += ["reviewed", "called_back", "archived"]
    for number, name in enumerate(named, start=1):
        steps[name] = tuple(main[:number])
    if state == "returned":
        row = at("diverted", **arguments)
        order = {"id": "d1", "version": 1, "status": "pushed"}
        return after(row, "return-diversion", reason="not ours", beside=around(diversion=order))
    for name, given in steps.get(state, ()):
        actor = "reviewer" if name == "call-back" else "desk"
        beside = around(unit=UNIT, original=ORIGINAL, actor=actor)
        row = after(row, name, beside=beside, **given)
    return row


def grant(role: str = "demo", purpose: str = "call-handling") -> Grant:
    """What a person at the desk holds."""
    return Grant("desk", role, purpose, DataClass.PERSONAL, matter="m1")


def pseudonym(number: str) -> str:
    """A stand-in for the deployment's keyed pseudonym."""
    return "P-" + hashlib.sha256(number.encode()).hexdigest()[:16]
