"""The path of a call: what is legal where, and what every accepted command leaves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from anlan.respond import calls
from anlan.respond.call_commands import CALL_COMMANDS
from anlan.respond.call_path import MAIN, PATH, legal_now
from anlan.respond.change import Row, folded
from anlan.respond.command import parse_command
from anlan.standards.errors import BadInput, Conflict, Refused
from anlan.standards.time import SECOND, Instant
from anlan.store.columns import check
from anlan.store.facts import Fact
from tests.respond.declared import NOON, ORIGINAL, UNIT, around, at, command, decide, rules, taken

STATES = [*MAIN, "duplicate", "invalid", "diverted", "returned"]
ARGUMENTS: dict[str, dict[str, Any]] = {
    "take": {"channel": "110", "summary": "邻里争吵", "refused": True},
    "grade": {"category": "dispute.neighbour"},
    "change-level": {"level": 1},
    "dispatch": {"unit": "p1", "unit_reason": "knows the house"},
    "feed-back": {"feedback_category": "dispute.family", "disposition": "calmed"},
    "call-back": {"satisfaction": 5, "reason": "nobody came", "resolved": False},
    "mark-duplicate": {"duplicate_of": "c0"},
    "mark-invalid": {"reason": "misdialled"},
    "void": {"reason": "entered twice"},
    "divert": {"scope_item": "12345.noise", "reason": "works"},
    "finish-diversion": {"result": "works stopped"},
    "return-diversion": {"reason": "not ours"},
    "reopen": {"reason": "it goes on"},
}


ORDER = {
    "received": "grade change-level mark-duplicate mark-invalid void divert",
    "graded": "change-level dispatch mark-duplicate mark-invalid void divert",
    "dispatched": "change-level dispatch reoffer acknowledge void",
    "acknowledged": "change-level depart void",
    "departed": "change-level arrive void",
    "arrived": "change-level handle mark-invalid void",
    "handled": "feed-back mark-invalid void",
    "fed_back": "review void",
    "reviewed": "call-back archive void reopen",
    "called_back": "archive void reopen",
    "archived": "reopen",
    "duplicate": "reopen",
    "invalid": "reopen",
    "diverted": "receive-diversion work-diversion finish-diversion return-diversion void",
    "returned": "grade change-level dispatch mark-duplicate mark-invalid void divert",
}
"""CALL05 written out: what may follow each state."""


def test_call05_what_may_follow_each_state() -> None:
    assert set(ORDER) == set(STATES) == set(rules().codes["call_status"].codes)
    for state, legal in ORDER.items():
        assert set(legal_now({"status": state})) == set(legal.split()), state
    assert legal_now(None) == ("take",)


def test_every_command_has_a_place_on_the_path_and_a_permission() -> None:
    assert set(PATH) == set(CALL_COMMANDS)
    statuses = rules().codes["call_status"].codes
    for step in PATH.values():
        assert set(step.legal_in) <= set(statuses)
        assert step.to is None or step.to in statuses


@pytest.mark.parametrize("state", STATES)
def test_call05_each_state_is_reached_and_illegal_jumps_are_refused(state: str) -> None:
    call = at(state)
    assert call["status"] == state
    for name in set(PATH) - set(legal_now(call)):
        with pytest.raises(Conflict) as refused:
            decide(call, name, beside=beside(call), **ARGUMENTS.get(name, {}))
        assert state in refused.value.problem
        assert all(legal in refused.value.way_out for legal in legal_now(call))


def test_call05_the_main_line_stamps_every_state_with_its_time() -> None:
    call = at("archived")
    for state in MAIN:
        assert call[state] is not None, state


def test_call05_a_command_on_no_call_is_refused() -> None:
    with pytest.raises(Conflict, match="not taken yet"):
        decide(None, "grade")


class City:
    """A call with its work order and unit response, driven by random commands."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.facts: list[Fact] = []
        self.now = NOON

    @property
    def call(self) -> Row | None:
        return self.rows.get(("call", "c1"))

    def latest(self, kind: str) -> Row | None:
        found = [row for (of, _), row in self.rows.items() if of == kind]
        return found[-1] if found else None

    def give(self, name: str, seconds: int) -> None:
        self.now = Instant(self.now + seconds * SECOND)
        before, wanted = self.call, command(name, **ARGUMENTS.get(name, {}))
        beside = around(
            unit=UNIT, original=ORIGINAL, actor="caller-back" if name == "call-back" else "desk",
            response=self.latest("unit_response"), diversion=self.latest("diversion"),
        )  # fmt: skip
        try:
            facts = calls.decide(before, wanted, now=self.now, around=beside)
        except (Conflict, Refused, BadInput):
            return
        self.promised(before, name, facts)
        for fact in facts:
            key = (fact.kind, fact.record)
            assert fact.version == self.rows.get(key, {"version": 0})["version"] + 1
            check(rules().kinds[fact.kind], fact.data, rules().codes)
            self.rows[key] = folded(self.rows.get(key), fact)
        self.facts += facts

    def promised(self, before: Row | None, name: str, facts: list[Fact]) -> None:
        """Exactly the facts the path promises on the call, and the state it names."""
        assert name in legal_now(before)
        mine = [fact for fact in facts if fact.kind == "call"]
        assert facts[0] is mine[0]
        types = [fact.type for fact in mine]
        if name == "change-level":
            assert types in (["call.level-raised"], ["call.level-lowered"])
        elif name == "call-back":
            assert types == ["call.called-back", "call.reopened"]
        else:
            assert types == [PATH[name].fact]
        wanted = PATH[name].to or (before or {}).get("status")
        assert folded(before, mine[0])["status"] == wanted
        beside = {fact.kind for fact in facts} - {"call"}
        assert beside <= {"unit_response", "diversion", "notice"}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(PATH)), st.integers(0, 200)), min_size=5, max_size=60)
)
def test_call05_random_commands_never_reach_an_illegal_state(steps: list[tuple[str, int]]) -> None:
    city = City()
    city.give("take", 0)
    for name, seconds in steps:
        legal = legal_now(city.call)
        # every second step takes a legal command, so that the walk goes somewhere
        city.give(legal[seconds % len(legal)] if seconds % 2 else name, seconds)
    call = city.call
    assert call is not None
    assert call["status"] in STATES
    replayed: dict[tuple[str, str], Row] = {}
    for fact in city.facts:
        key = (fact.kind, fact.record)
        replayed[key] = folded(replayed.get(key), fact)
    assert replayed == city.rows
    stamps = [call.get(state) for state in MAIN[2:]]
    known = [stamp for stamp in stamps if stamp is not None]
    assert known == sorted(known)
    if call["status"] in MAIN[2:7]:
        reached = MAIN[2 : MAIN.index(call["status"]) + 1]
        assert all(call.get(state) is not None for state in reached)


def beside(call: Row) -> Any:
    return around(
        unit=UNIT, original=ORIGINAL, diversion={"id": "d", "version": 1, "status": "pushed"}
    )


def test_commands_name_the_argument_that_is_wrong() -> None:
    with pytest.raises(BadInput) as wrong:
        parse_command(CALL_COMMANDS["call-back"], "c1", {"satisfaction": 6, "reason": "x"})
    assert wrong.value.place == "satisfaction"
    with pytest.raises(BadInput, match="takes unit"):
        parse_command(CALL_COMMANDS["dispatch"], "c1", {"units": "p1"})
    assert taken()["status"] == "received"
