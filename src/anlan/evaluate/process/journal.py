"""The event log of a deployment: the facts of its calls or tasks, read through the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from anlan.evaluate.process.log import EventLog, Gathered, arranged
from anlan.govern.grants import Grant
from anlan.respond.call_path import MAIN
from anlan.standards.errors import BadInput, NotFound
from anlan.store.facts import Fact
from anlan.store.store import Store

KINDS = ("call", "task")
_BROUGHT_IN = (".stored", ".amended")
_BY_UNIT = frozenset(
    f"call.{step}" for step in ("acknowledged", "departed", "arrived", "handled", "fed-back")
)
_BY_TEAM = frozenset({"task.accepted", "task.started", "task.step-done", "task.finished"})


class _Event(NamedTuple):
    record: str
    activity: str
    time: int
    department: str


def journal_log(store: Store, grant: Grant, kind: str) -> EventLog:
    """What happened to the calls or tasks of a deployment: every fact is an event.

    Departments are the command desk, the responding units together, the department a call was
    diverted to, and the team of a task; never a unit or a person. Records that a file brought
    in are left out and counted: their facts say when they were loaded, not when they happened.
    """
    _check_kind(kind)
    facts = store.facts(grant, kind)
    events, brought_in = _events(kind, (entry.fact for entry in facts))
    if not events:
        raise BadInput(
            f"no {kind} of this deployment has a course of its own ({brought_in} came from files)",
            way_out="map the times they bring: --by times" if kind == "call" else "work on tasks",
        )
    notes = (f"{brought_in} records from files left out: see --by times",) if brought_in else ()
    return arranged(_gathered(events), f"journal of {kind}s", notes=notes)


def times_log(store: Store, grant: Grant, kind: str) -> EventLog:
    """What the time fields of calls say: one event for each that is filled in.

    For calls a file brought in. A step taken twice shows once, with its last time; what has no
    time field (a diversion, a duplicate) does not show at all, and the log's note says so.
    """
    if kind != "call":
        raise BadInput("only calls keep a time for each step", value=kind, way_out="--by facts")
    table = store.analyse(grant, "call").select("id", *MAIN).to_polars()
    long = table.unpivot(index="id", on=MAIN, variable_name="step").drop_nulls("value")
    events = [
        _Event(record, f"call.{step.replace('_', '-')}", at, "")
        for record, step, at in long.select(
            "id", "step", long["value"].dt.epoch("us").alias("at")
        ).iter_rows()
    ]
    if not events:
        raise NotFound("no call has a time yet", way_out="load calls with `anlan ingest`")
    note = (
        "steps without a time field (diversion, duplicate, invalid) do not show: "
        "a move across one may look like a deviation"
    )
    return arranged(_gathered(events), "times of calls", notes=(note,))


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise BadInput(
            "its facts are no process", value=kind, way_out=f"use one of {', '.join(KINDS)}"
        )


def _events(kind: str, facts: Iterable[Fact]) -> tuple[list[_Event], int]:
    """The events of records worked on here, and how many records came from files."""
    row_of: dict[str, dict[str, object]] = {}
    events: list[_Event] = []
    foreign: set[str] = set()
    for fact in facts:
        if fact.type.endswith(_BROUGHT_IN):
            foreign.add(fact.record)
        if fact.record in foreign:
            continue
        row = row_of.setdefault(fact.record, {})
        row |= {name: fact.data[name] for name in ("team", "diverted_to") if name in fact.data}
        department = _department(kind, fact.type, row)
        events.append(_Event(fact.record, fact.type, fact.time, department))
    return [event for event in events if event.record not in foreign], len(foreign)


def _department(kind: str, activity: str, row: Mapping[str, object]) -> str:
    if kind == "task":
        return str(row.get("team") or "") if activity in _BY_TEAM else "issuer"
    if activity in _BY_UNIT:
        return "unit"
    if activity.startswith("call.diversion-"):
        return str(row.get("diverted_to") or "")
    return "desk"


def _gathered(events: list[_Event]) -> Gathered:
    numbers: dict[str, int] = {}

    def code(name: str) -> int:
        return numbers.setdefault(name, len(numbers)) if name else -1

    columns = np.array(
        [(code(e.record), code(e.activity), code(e.department)) for e in events], np.int32
    )
    return Gathered(
        list(numbers),
        columns[:, 0],
        columns[:, 1],
        np.array([e.time for e in events], np.int64),
        np.zeros(len(events), np.bool_),
        columns[:, 2],
        lambda event: f"event {event + 1}",
    )
