"""Calls: a command on the state of a call becomes facts, or is refused with the reason.

Pure: no clock, no store. The first fact is the call's own; facts on unit responses, work
orders and notices follow in the same list and are stored in the same unit of work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anlan.respond import call_commands as c, closing, dispatching, diverting, intake
from anlan.respond.around import Around
from anlan.respond.call_path import check_legal
from anlan.respond.change import Row
from anlan.standards.errors import BadInput, Refused
from anlan.standards.time import Instant
from anlan.store.facts import Fact

Decision = Callable[[Row, Any, Instant, Around], list[Fact]]

_DECISIONS: dict[type[c.CallCommand], Decision] = {
    c.GradeCall: intake.grade,
    c.ChangeLevel: intake.change_level,
    c.Dispatch: dispatching.dispatch,
    c.Reoffer: dispatching.reoffer,
    c.Acknowledge: dispatching.stamp,
    c.Depart: dispatching.stamp,
    c.Arrive: dispatching.stamp,
    c.Handle: dispatching.handle,
    c.FeedBack: closing.feed_back,
    c.Review: closing.review,
    c.CallBack: closing.call_back,
    c.Archive: closing.archive,
    c.MarkDuplicate: closing.mark_duplicate,
    c.MarkInvalid: closing.mark_invalid,
    c.VoidCall: closing.void,
    c.Reopen: closing.reopen,
    c.Divert: diverting.divert,
    c.ReceiveDiversion: diverting.receive,
    c.WorkDiversion: diverting.work,
    c.FinishDiversion: diverting.finish,
    c.ReturnDiversion: diverting.send_back,
}

_NOT_BY_MACHINE = (c.Review, c.CallBack, c.Archive, c.MarkDuplicate, c.MarkInvalid, c.VoidCall)
"""A machine suggests; a named human closes (CALL11, PI04)."""


def decide(call: Row | None, command: c.CallCommand, *, now: Instant, around: Around) -> list[Fact]:
    """The facts a command leaves.

    Conflict when the state forbids it (naming the state and what is legal), BadInput when an
    argument is missing or wrong, Refused when a rule forbids it to this actor.
    """
    check_legal(call, command.name, command.record)
    if around.machine and isinstance(command, _NOT_BY_MACHINE):
        raise Refused(
            f"a machine does not {command.name} a call",
            way_out="let it suggest; somebody at the desk decides",
        )
    if isinstance(command, c.TakeCall):
        return intake.take(command, now, around)
    assert call is not None  # check_legal: only `take` is legal without a call
    if type(command) not in _DECISIONS:
        raise BadInput("not a command on calls", value=command.name, way_out="see CALL_COMMANDS")
    return _DECISIONS[type(command)](call, command, now, around)
