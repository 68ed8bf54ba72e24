"""The desk: takes a command, decides it on the current state, stores what it leaves.

Idempotent by request id (a request repeated as the last on its record is answered with the
row as it is), optimistic by version, and open only to roles that have the permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anlan.govern.grants import Grant
from anlan.respond import calls, findings, tasks
from anlan.respond.acceptance import findings_of
from anlan.respond.call_commands import CALL_COMMANDS, CallCommand, TakeCall
from anlan.respond.call_path import legal_now
from anlan.respond.change import Row
from anlan.respond.command import Command
from anlan.respond.gathering import gather, out_query, suggestion, units_query
from anlan.respond.opening import open_task, task_of
from anlan.respond.rules import Rules
from anlan.respond.suggest import Suggestion
from anlan.respond.task_commands import (
    FINDING_COMMANDS,
    TASK_COMMANDS,
    DismissFinding,
    IssueTask,
    OpenTask,
    TaskCommand,
)
from anlan.respond.task_path import FINDING_PATH, TASK_PATH, check_state, legal_in
from anlan.standards.errors import BadInput, Conflict, NotFound
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.facts import Fact
from anlan.store.query import Equals, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

COMMANDS: dict[str, dict[str, type[Any]]] = {
    "call": dict(CALL_COMMANDS),
    "task": dict(TASK_COMMANDS),
    "finding": dict(FINDING_COMMANDS),
}
"""Kind → name → shape of every command the desk takes."""

_TYPED = {"subject", "key", "place", "level", "area", "longitude"}
"""What somebody types who issues a task by hand (TASK08)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that is legal now; `allowed`: whether this grant may give it."""

    name: str
    title: Title
    needs: str
    allowed: bool


class Desk:
    """Commands on calls, findings and tasks."""

    def __init__(self, store: Store, rules: Rules, *, pseudonym: Callable[[str], str]) -> None:
        """`pseudonym` turns a caller's number into the deployment's keyed pseudonym."""
        self._store = store
        self._rules = rules
        self._pseudonym = pseudonym

    def handle(self, command: Command, *, actor: str, grant: Grant) -> dict[str, Any]:
        """The record's row after the command, without personal fields.

        Refused (no permission, or a rule forbids it), Conflict (state or version), BadInput
        (an argument), NotFound (the record or something named).
        """
        grant.demand(command.needs)
        matter = grant.matter or command.record
        with self._store.writing(actor=actor, purpose=grant.purpose, matter=matter) as unit:
            row = unit.get(command.kind, command.record)
            if row is None or command.request is None or row["request"] != command.request:
                _check_version(row, command)
                self._carry_out(unit, row, command, actor, self._store.clock())
            after = unit.get(command.kind, command.record)
        assert after is not None
        personal = self._store.kinds[command.kind].personal
        return {name: value for name, value in after.items() if name not in personal}

    def suggest(self, call: str, *, grant: Grant) -> Suggestion | None:
        """The unit to send to a call, with the reason. Read through the door, so audited."""
        fields = ("longitude", "latitude", "route", "unit", "status")
        found = self._store.read(grant, Query("call", fields, where=Equals("id", call)))
        if not found:
            raise NotFound("no such call", value=call, way_out="look it up in the list of calls")
        units = self._store.read(grant, units_query())
        return suggestion(self._rules, found[0], units, self._store.read(grant, out_query()))

    def offers(self, kind: str, row: Row, *, grant: Grant) -> list[Offer]:
        """The commands legal for a record as it is."""
        if kind == "call":
            legal = legal_now(row)
        else:
            legal = legal_in(TASK_PATH if kind == "task" else FINDING_PATH, row)
        shapes = [COMMANDS[kind][name] for name in legal]
        return [Offer(s.name, s.title, s.needs, grant.may(s.needs)) for s in shapes]

    def _carry_out(
        self, unit: UnitOfWork, row: Row | None, command: Command, actor: str, now: Instant
    ) -> None:
        match command:
            case CallCommand():
                facts = self._on_call(unit, row, command, actor, now)
            case IssueTask():
                facts = [self._issued(row, command, now)]
            case TaskCommand():
                task = _there(row, command)
                work = self._rules.work(task)
                facts = tasks.decide(task, command, now=now, work=work)
            case DismissFinding():
                facts = [findings.dismissed(_there(row, command), command, now=now, actor=actor)]
            case OpenTask():
                facts = self._open(unit, _there(row, command), command, actor, now)
            case _:
                raise BadInput(
                    "not a command of the desk", value=command.name, way_out="see COMMANDS"
                )
        unit.append(*_signed(facts, command))
        for fact in facts:
            unit.append(*_after_task(unit, fact, actor, now))

    def _on_call(
        self, unit: UnitOfWork, row: Row | None, command: CallCommand, actor: str, now: Instant
    ) -> list[Fact]:
        if row is None and not isinstance(command, TakeCall):
            raise NotFound("no such call", value=command.record, way_out="take the call first")
        number = command.caller_number if isinstance(command, TakeCall) else None
        caller = self._pseudonym(number) if number else None
        around = gather(unit, self._rules, row, command, actor=actor, caller=caller)
        return calls.decide(row, command, now=now, around=around)

    def _issued(self, row: Row | None, command: IssueTask, now: Instant) -> Fact:
        if row is not None:
            raise Conflict(
                "there is a task of this id", value=command.record, way_out="use another"
            )
        standard = self._rules.standard(command.standard)
        standard.check_in_force(now)
        flow = self._rules.flows.get(command.flow) if command.flow else None
        if command.flow and flow is None:
            raise NotFound("no such flow", value=command.flow, way_out="name a declared flow")
        about = command.model_dump(exclude_none=True) | {"subject": command.subject.value}
        typed = len(command.model_fields_set & _TYPED)
        return tasks.opened(command.record, about, standard, flow, now, typed=typed)

    def _open(
        self, unit: UnitOfWork, finding: Row, command: OpenTask, actor: str, now: Instant
    ) -> list[Fact]:
        check_state(FINDING_PATH, "finding", finding, command.name)
        flow = self._rules.flows.get(finding.get("flow") or "")
        route = flow.route(finding) if flow else None
        name = command.standard or (route.standard if route else None)
        if name is None:
            raise BadInput(
                "no flow has a standard for this finding",
                place="standard",
                way_out=f"name one of {', '.join(sorted(self._rules.standards))}",
            )
        reason = command.reason or "人工转任务 | opened by hand"
        if unit.get("task", task_of(finding["id"])) is not None:
            raise Conflict(
                "this finding has had its task",
                value=task_of(finding["id"]),
                way_out="go on with that task, or issue a new one",
            )
        standard = self._rules.standard(name)
        return open_task(unit, self._rules, finding, standard, flow, now, by=actor, reason=reason)


def _after_task(unit: UnitOfWork, fact: Fact, actor: str, now: Instant) -> list[Fact]:
    """What a person's word on a task means for the findings it answers for."""
    if fact.type == "task.verified":
        return [findings.verified(f, now=now) for f in findings_of(unit, fact.record)]
    if fact.type == "task.cancelled":
        reason = str(fact.data["result"])
        mine = findings_of(unit, fact.record)
        return [findings.dropped(f, now=now, by=actor, reason=reason) for f in mine]
    return []


def _check_version(row: Row | None, command: Command) -> None:
    if row is None or command.version is None or command.version == row["version"]:
        return
    raise Conflict(
        f"the {command.kind} has changed since you saw it",
        place=f"{command.kind}/{command.record}",
        value=f"version {command.version}, now {row['version']}",
        way_out="look at it as it is now, and repeat the command if it still fits",
    )


def _there(row: Row | None, command: Command) -> Row:
    if row is None:
        raise NotFound(
            f"no such {command.kind}", value=command.record, way_out="look it up in the list"
        )
    return row


def _signed(facts: list[Fact], command: Command) -> list[Fact]:
    """The facts, the record's own first one remembering the request."""
    if command.request is None:
        return facts
    own = next(i for i, f in enumerate(facts) if (f.kind, f.record) == _target(command))
    signed = facts[own]._replace(data={**facts[own].data, "request": command.request})
    return [*facts[:own], signed, *facts[own + 1 :]]


def _target(command: Command) -> tuple[str, str]:
    return command.kind, command.record
