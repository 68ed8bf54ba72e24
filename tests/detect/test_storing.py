"""What rounds come to is stored beside them: in order, one at a time, and no failure is lost."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from anlan.detect.history.run import run_over_history
from anlan.detect.live.storing import MOST, Outcome, Storing
from anlan.standards.errors import Conflict
from anlan.standards.time import DAY, Instant
from anlan.store.facts import Fact
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork
from tests.detect.declared import START, plan

AT = Instant(START + 9 * DAY)


@pytest.fixture
def outcomes(store: Store) -> list[Outcome]:
    """One for each of eight levels of a finding, as rounds that end at calls 2, 3, …"""
    with store.writing(actor="test", purpose="call-handling") as unit:
        for n in range(1, 10):
            at = Instant(START + n * DAY)
            fields = {"received": at, "category": "dispute.family", "premises": "P"}
            unit.append(Fact("call.received", "call", f"c{n}", 1, at, fields))
    levels = [{"level": 10 - n, "at_least": n} for n in range(2, 10)]
    escalating = plan(raise_={"levels": levels, "expires_after": "30d"})
    facts = [finding.fact() for finding in run_over_history(store, [escalating])]
    assert len(facts) == 8
    return [Outcome([fact], (), (), n, AT) for n, fact in enumerate(facts, start=2)]


@pytest.fixture
def storing(store: Store) -> Storing:
    return Storing(store, "detect")


def stored(store: Store) -> list[str]:
    """Triggers of the findings, in the order in which they were stored."""
    return [one.fact.data["trigger"] for one in store.journal.stream(kinds=["finding"])]


def test_rounds_are_stored_while_others_are_taken_and_one_too_many_waits(
    store: Store, storing: Storing, outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, append_new = threading.Event(), UnitOfWork.append_new

    def slow(unit: UnitOfWork, facts: Sequence[Fact]) -> None:
        assert go_on.wait(30)
        append_new(unit, facts)

    monkeypatch.setattr(UnitOfWork, "append_new", slow)
    storing.put(outcomes[0])
    assert (storing.position, store.followers.position("detect")) == (2, 0)
    for outcome in outcomes[1 : MOST + 1]:
        storing.put(outcome)
    one_too_many = threading.Thread(target=storing.put, args=(outcomes[MOST + 1],))
    one_too_many.start()
    one_too_many.join(0.2)
    assert one_too_many.is_alive()
    assert stored(store) == []
    go_on.set()
    one_too_many.join(30)
    storing.put(outcomes[MOST + 2])
    storing.wait()
    assert stored(store) == [f"c{n}" for n in range(2, MOST + 5)]
    assert store.followers.position("detect") == MOST + 4
    assert store.verify().ok


def test_rounds_that_came_while_one_was_stored_are_stored_together(
    store: Store, storing: Storing, outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, follow, positions = threading.Event(), UnitOfWork.follow, list[int]()

    def slow(unit: UnitOfWork, name: str, position: int) -> None:
        assert go_on.wait(30)
        follow(unit, name, position)
        positions.append(position)

    monkeypatch.setattr(UnitOfWork, "follow", slow)
    for outcome in outcomes[:4]:
        storing.put(outcome)
    go_on.set()
    storing.wait()
    assert positions == [2, 5]
    assert stored(store) == ["c2", "c3", "c4", "c5"]


@pytest.mark.parametrize("told_by", ["put", "wait"])
def test_what_kept_a_round_from_being_stored_is_told_and_nothing_comes_after_it(
    store: Store,
    storing: Storing,
    outcomes: list[Outcome],
    monkeypatch: pytest.MonkeyPatch,
    told_by: str,
) -> None:
    def full(*_words: object) -> None:
        raise Conflict("the disk is full", way_out="make room")

    storing.put(outcomes[0])
    storing.wait()
    with monkeypatch.context() as broken:
        broken.setattr(UnitOfWork, "append_new", full)
        storing.put(outcomes[1])
        with pytest.raises(Conflict, match="the disk is full"):
            if told_by == "wait":
                storing.wait()
            for _ in range(MOST + 1):  # at the latest when one has to wait
                storing.put(outcomes[2])
    assert storing.position == 2, "as far as is stored, for whoever begins again from there"
    assert stored(store) == ["c2"]
    storing.put(outcomes[1])
    storing.put(outcomes[2])
    storing.wait()
    assert stored(store) == ["c2", "c3", "c4"]
