"""The city's calls as commands to the desk, as call-takers and units would give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anlan.bootstrap import Deployment
from anlan.govern.grants import role_grant
from anlan.govern.roles import role_named
from anlan.respond.call_commands import (
    Acknowledge,
    Archive,
    Arrive,
    CallBack,
    CallCommand,
    Depart,
    Dispatch,
    Divert,
    FeedBack,
    FinishDiversion,
    GradeCall,
    Handle,
    MarkInvalid,
    ReceiveDiversion,
    Review,
    TakeCall,
    WorkDiversion,
)
from anlan.simulate import CallEvent, Event, StepEvent
from anlan.standards.errors import AnlanError, Conflict

DESK = "city:desk"
REVIEWER = "city:reviewer"
_ARRANGED = "就近单元占用，按现场安排 nearest unit busy, as arranged on the spot"

_Made = Callable[[str, dict[str, Any]], CallCommand]
_COMMANDS: dict[str, _Made] = {
    "graded": lambda call, _: GradeCall(record=call),
    "acknowledged": lambda call, _: Acknowledge(record=call),
    "departed": lambda call, _: Depart(record=call),
    "arrived": lambda call, _: Arrive(record=call),
    "handled": lambda call, _: Handle(record=call),
    "fed_back": lambda call, data: FeedBack(
        record=call,
        feedback_category=data["feedback_category"],
        disposition=data["disposition"],
    ),
    "reviewed": lambda call, _: Review(record=call),
    "called_back": lambda call, data: CallBack(
        record=call, satisfaction=data["satisfaction"], reason=data["call_back_reason"]
    ),
    "archived": lambda call, _: Archive(record=call),
    "invalid": lambda call, data: MarkInvalid(record=call, reason=data["void_reason"]),
    "diverted": lambda call, data: Divert(
        record=call, scope_item=data["scope_item"], reason="职责范围外 outside police duty"
    ),
    "diversion_received": lambda call, _: ReceiveDiversion(record=call),
    "diversion_working": lambda call, _: WorkDiversion(record=call),
}


class Calls:
    """Gives the desk what the city's events ask for."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._grant = role_grant(DESK, role_named("duty-officer"))

    def play(self, event: Event) -> None:
        """One event. What somebody at the portal did first stands: the event then falls away."""
        try:
            if isinstance(event, CallEvent):
                self._give(_taking(event, self._deployment.zone), DESK)
            elif event.type == "dispatched":
                self._dispatch(event)
            elif event.type == "fed_back" and self._diverted(event.call):
                self._give(_finishing(event), DESK)
            else:
                actor = REVIEWER if event.type in ("reviewed", "called_back") else DESK
                self._give(_COMMANDS[event.type](event.call, dict(event.data)), actor)
        except AnlanError:
            return  # done already, or the matter took another course by hand

    def _dispatch(self, event: StepEvent) -> None:
        reason = event.data.get("unit_reason") or _ARRANGED
        try:
            wanted = Dispatch(record=event.call, unit=event.data["unit"], unit_reason=reason)
            self._give(wanted, DESK)
        except Conflict:  # that unit is out: whoever the desk suggests goes
            suggested = self._deployment.desk.suggest(event.call, grant=self._grant)
            if suggested is None or suggested.unit is None:
                raise
            self._give(Dispatch(record=event.call, unit=suggested.unit), DESK)

    def _diverted(self, call: str) -> bool:
        with self._deployment.store.writing(actor=DESK, purpose="call-handling") as unit:
            row = unit.get("call", call)
        return row is not None and row["status"] == "diverted"

    def _give(self, command: CallCommand, actor: str) -> None:
        self._deployment.desk.handle(command, actor=actor, grant=self._grant)


def _taking(event: CallEvent, zone: str) -> TakeCall:
    return TakeCall(
        record=event.call,
        request=event.call,
        matter=event.matter,
        channel=event.channel,
        category=event.category,
        summary=event.summary,
        area=event.area,
        premises=event.premises,
        address=event.address,
        longitude=event.longitude,
        latitude=event.latitude,
        officer_initiated=event.officer_initiated,
        refused=not event.officer_initiated,
        tz=zone,
    )


def _finishing(event: StepEvent) -> FinishDiversion:
    return FinishDiversion(
        record=event.call,
        result=event.data["disposition"],
        feedback_category=event.data["feedback_category"],
    )
