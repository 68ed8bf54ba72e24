"""Tasks decided purely."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from anlan.respond import findings, tasks
from anlan.respond.change import Row, folded
from anlan.respond.command import parse_command
from anlan.respond.task_commands import TASK_COMMANDS, DismissFinding
from anlan.respond.task_path import TASK_PATH, legal_in
from anlan.standards.errors import BadInput, Conflict, Refused
from anlan.standards.time import DAY, HOUR, MINUTE, Instant
from anlan.standards.title import Title
from anlan.store.columns import check
from anlan.store.facts import Fact
from tests.respond.declared import NOON, rules

FINDING = {
    "id": "F-1", "version": 1, "tz": "Asia/Shanghai", "subject": "dispute", "key": "D1", "level": 2,
    "place": "5 Guilan Road", "area": "a1", "longitude": 116.4, "latitude": 39.9, "finding": "F-1",
    "model": "m",
}  # fmt: skip
STEPS = [step.id for step in rules().standards["dispute-leader-visit"].steps]


def task() -> Row:
    standard = rules().standards["dispute-leader-visit"]
    flow = rules().flows["repeat-dispute"]
    return folded(None, tasks.opened("T-1", FINDING, standard, flow, NOON))


def decide(row: Row, name: str, *, now: Instant = NOON, **arguments: Any) -> list[Fact]:
    command = parse_command(TASK_COMMANDS[name], "T-1", arguments)
    return tasks.decide(row, command, now=now, work=rules().work(row))


def through(row: Row, *steps: tuple[str, dict[str, Any]], now: Instant = NOON) -> Row:
    for name, arguments in steps:
        for fact in decide(row, name, now=now, **arguments):
            row = folded(row, fact) if fact.kind == "task" else row
    return row


WORK = [("accept", {}), ("start", {})]
WORK += [("step", {"step": step, "evidence": f"no. {step}"}) for step in STEPS]
DONE = [*WORK, ("finish", {"result": "both agreed", "minutes": 80})]


def test_task02_a_task_carries_what_its_standard_and_flow_say() -> None:
    row = task()
    assert (row["team"], row["status"], row["title_en"]) == (
        "community", "open", "team leader visits a repeated dispute",
    )  # fmt: skip
    assert row["place"] == "5 Guilan Road"
    assert row["due_at"] == NOON + 48 * HOUR


def test_a_task_is_worked_to_the_day_of_its_verification() -> None:
    row = through(task(), *DONE)
    assert row["status"] == "done"
    assert row["verify_at"] == NOON + 7 * DAY
    assert row["steps_done"] == STEPS
    assert f"{STEPS[1]}: no. {STEPS[1]}" in row["evidence"]


def test_task08_prefilled_and_typed_fields_are_counted() -> None:
    row = task()
    assert (row["prefilled"], row["typed"]) == (10, 0)
    assert through(row, *DONE)["typed"] == len(STEPS) + 2


def test_task02_evidence_and_steps_are_not_skipped() -> None:
    row = through(task(), ("accept", {}), ("start", {}))
    with pytest.raises(BadInput, match="asks for evidence"):
        decide(row, "step", step="visit")
    with pytest.raises(BadInput, match="no such step"):
        decide(row, "step", step="dance")
    with pytest.raises(BadInput, match="not done yet"):
        decide(row, "finish", result="done")


def test_illegal_jumps_are_refused_with_what_is_legal() -> None:
    with pytest.raises(Conflict, match="open") as refused:
        decide(task(), "finish", result="x")
    assert "accept" in refused.value.way_out


def test_data_verify_what_data_can_verify() -> None:
    with pytest.raises(Conflict, match="against the data"):
        decide(through(task(), *DONE), "verify", passed=True, reason="looks fine")


def test_reopening_raises_the_level_keeps_the_evidence_and_names_the_records() -> None:
    done = through(task(), *DONE)
    verdict = Title(zh="又来", en="again")
    work = rules().work(done)
    row = folded(done, tasks.reopened(done, work, verdict, NOON, spoiled_by=["c9"]))
    assert (row["status"], row["level"], row["times_reopened"]) == ("reopened", 1, 1)
    assert (row["spoiled_by"], row["steps_done"]) == (["c9"], [])
    assert row["evidence"] == done["evidence"]
    assert row["due_at"] == NOON + 24 * HOUR
    assert through(row, ("start", {}))["status"] == "started"


def test_cancelling_needs_a_reason() -> None:
    with pytest.raises(BadInput, match="reason"):
        decide(task(), "cancel")
    assert through(task(), ("cancel", {"reason": "wrong house"}))["status"] == "cancelled"


def test_task05_escalating_by_hand_takes_the_next_stage() -> None:
    escalated, notice = decide(task(), "escalate", reason="urgent")
    assert escalated.data["escalation"] == 1
    assert notice.record == "T-1-escalation-1"


def test_pi04_only_a_named_human_dismisses_a_finding() -> None:
    finding = {"id": "F-1", "version": 1, "status": "open"}
    command = DismissFinding(record="F-1", reason="a school fair")
    fact = findings.dismissed(finding, command, now=NOON, actor="chief")
    assert (fact.data["decided_by"], fact.data["decision_reason"]) == ("chief", "a school fair")
    assert fact.data["decided_at"] == NOON
    with pytest.raises(Refused, match="machine"):
        findings.dismissed(finding, command, now=NOON, actor="svc", machine=True)
    with pytest.raises(Conflict):
        findings.dismissed({**finding, "status": "tasked"}, command, now=NOON, actor="chief")


ARGUMENTS: dict[str, dict[str, Any]] = {
    "finish": {"result": "x"},
    "verify": {"passed": False, "reason": "x"},
    "cancel": {"reason": "x"},
    "escalate": {"reason": "x"},
}
FACTS = {
    "accept": "task.accepted", "start": "task.started", "step": "task.step-done",
    "finish": "task.finished", "cancel": "task.cancelled", "escalate": "task.escalated",
}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*TASK_PATH, "spoil"]), st.integers(0, 2)), max_size=50))
def test_random_commands_leave_the_promised_facts_and_no_illegal_state(
    steps: list[tuple[str, int]],
) -> None:
    row = task()
    facts = [Fact("task.opened", "task", "T-1", 1, NOON, dict(row), zone=row["tz"])]
    now = NOON
    for name, number in steps:
        now = Instant(now + MINUTE)
        arguments = ARGUMENTS.get(
            name, {"step": STEPS[number], "evidence": "n"} if name == "step" else {}
        )
        if name == "spoil":
            if row["status"] != "done":
                continue
            left = [tasks.reopened(row, rules().work(row), Title(zh="又", en="x"), now)]
        else:
            legal = name in legal_in(TASK_PATH, row)
            try:
                left = decide(row, name, now=now, **arguments)
            except (Conflict, BadInput):
                assert not legal or name in ("finish", "verify")
                continue
            assert legal
            assert left[0].type == FACTS[name]
        mine = [fact for fact in left if fact.kind == "task"]
        for fact in mine:
            assert fact.version == row["version"] + 1
            check(rules().kinds["task"], fact.data, rules().codes)
            row = folded(row, fact)
            facts.append(fact)
    replayed: Row | None = None
    for fact in facts:
        replayed = folded(replayed, fact)
    assert replayed == row
    assert (row["status"] == "done") == (row.get("done_at") is not None)
