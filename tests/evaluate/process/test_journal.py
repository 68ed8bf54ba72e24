"""A deployment's own journal as an event log, read through the door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.evaluate.process.conformance import conformance
from anlan.evaluate.process.flow import BEGIN, call_path, task_path
from anlan.evaluate.process.hand_overs import hand_overs
from anlan.evaluate.process.journal import journal_log, times_log
from anlan.evaluate.process.titles import TITLES
from anlan.govern.grants import role_grant
from anlan.govern.roles import role_named
from anlan.respond.call_path import PATH
from anlan.respond.task_path import TASK_PATH
from anlan.standards.codes import Codes, base_codes
from anlan.standards.errors import BadInput
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import MINUTE, Instant, ManualClock, parse_iso
from anlan.store.facts import Fact
from anlan.store.store import Store

START = parse_iso("2026-03-01T08:00:00Z")
GRANT = role_grant("test", role_named("steward"))
GOOD = ("received", "graded", "dispatched", "acknowledged", "departed", "arrived", "handled")
SHORT = ("received", "dispatched", "acknowledged")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(
        f"sqlite:///{tmp_path}/anlan.db",
        kinds=Kinds(base_kinds()),
        codes=Codes(base_codes()),
        clock=ManualClock(Instant(START + 600 * MINUTE)),
        lake=tmp_path / "lake",
    )
    with opened.writing(actor="test", purpose="stewardship") as unit:
        for record, course in (("c1", GOOD), ("c2", SHORT)):
            for number, step in enumerate(course):
                at = Instant(START + 5 * number * MINUTE)
                data = {"status": step, step: at}
                unit.append(Fact(f"call.{step}", "call", record, number + 1, at, data))
        old = {"received": START, "arrived": START + 9 * MINUTE, "status": "archived"}
        unit.append(Fact("call.stored", "call", "old", 1, START, old))
    while opened.fill_lake():
        pass
    yield opened
    opened.close()


def test_facts_are_events_and_records_from_files_are_left_out(store: Store) -> None:
    log = journal_log(store, GRANT, "call")
    assert log.case_ids == ("c1", "c2")
    assert log.events == len(GOOD) + len(SHORT)
    assert log.notes == ("1 records from files left out: see --by times",)


def test_a_call_that_skips_grading_deviates(store: Store) -> None:
    kept = conformance(journal_log(store, GRANT, "call"), call_path())
    (only,) = kept.deviations
    assert (only.source, only.target, only.case_ids) == (
        "call.received",
        "call.dispatched",
        ("c2",),
    )
    assert (kept.cases, kept.fitting) == (2, 1)


def test_matters_wait_between_desk_and_units(store: Store) -> None:
    (only,) = hand_overs(journal_log(store, GRANT, "call"))
    assert (only.source, only.target, only.count) == ("desk", "unit", 2)
    assert only.waiting.median == 300


def test_times_of_calls_are_events_too(store: Store) -> None:
    log = times_log(store, GRANT, "call")
    assert log.case_ids == ("c1", "c2", "old")
    assert log.activities[:2] == ("call.acknowledged", "call.arrived")


def test_reading_leaves_an_audit_record(store: Store) -> None:
    before = sum(1 for _ in store.journal.stream(kinds=["audit"]))
    journal_log(store, GRANT, "call")
    assert sum(1 for _ in store.journal.stream(kinds=["audit"])) == before + 1


def test_what_is_no_process_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="no process"):
        journal_log(store, GRANT, "unit")
    with pytest.raises(BadInput, match="no task"):
        journal_log(store, GRANT, "task")


def test_the_built_in_flows_are_those_of_the_commands() -> None:
    call, task = call_path(), task_path()
    for step in PATH.values():
        assert call.legal_in[step.fact] >= (set(step.legal_in) or {BEGIN})
    names = {"accept": "accepted", "start": "started", "step": "step-done", "finish": "finished",
             "verify": "verified", "cancel": "cancelled", "escalate": "escalated"}  # fmt: skip
    for command, states in TASK_PATH.items():
        assert task.legal_in[f"task.{names[command]}"] == set(states)
    assert {*call.legal_in, *task.legal_in} <= set(TITLES)
