"""What rounds come to is stored beside them: in order, one at a time, and no failure is lost."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from anlan.detect.history.run import run_over_history
from anlan.detect.live.storing import Outcome, Storing
from anlan.standards.errors import Conflict
from anlan.standards.time import DAY, Instant
from anlan.store.facts import Fact
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork
from tests.detect.declared import START, plan

AT = Instant(START + 9 * DAY)


@pytest.fixture
def outcomes(store: Store) -> list[Outcome]:
    """One for each of three levels of a finding, as rounds that end at calls 2, 3 and 4."""
    with store.writing(actor="test", purpose="call-handling") as unit:
        for n in range(1, 5):
            at = Instant(START + n * DAY)
            fields = {"received": at, "category": "dispute.family", "premises": "P"}
            unit.append(Fact("call.received", "call", f"c{n}", 1, at, fields))
    levels = [{"level": 5 - n, "at_least": n} for n in (2, 3, 4)]
    escalating = plan(raise_={"levels": levels, "expires_after": "30d"})
    facts = [finding.fact() for finding in run_over_history(store, [escalating])]
    assert len(facts) == 3
    return [Outcome([fact], (), (), n, AT) for n, fact in enumerate(facts, start=2)]


@pytest.fixture
def storing(store: Store) -> Storing:
    return Storing(store, "detect")


def stored(store: Store) -> list[str]:
    """Triggers of the findings, in the order in which they were stored."""
    return [one.fact.data["trigger"] for one in store.journal.stream(kinds=["finding"])]


def test_a_round_is_stored_while_the_next_is_taken_and_the_one_after_waits(
    store: Store, storing: Storing, outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, append_new = threading.Event(), UnitOfWork.append_new

    def slow(unit: UnitOfWork, facts: Sequence[Fact]) -> None:
        assert go_on.wait(30)
        append_new(unit, facts)

    monkeypatch.setattr(UnitOfWork, "append_new", slow)
    storing.put(outcomes[0])
    assert (storing.position, store.followers.position("detect")) == (2, 0)
    second = threading.Thread(target=storing.put, args=(outcomes[1],))
    second.start()
    second.join(0.2)
    assert second.is_alive()
    assert stored(store) == []
    go_on.set()
    second.join(30)
    storing.put(outcomes[2])
    storing.wait()
    assert stored(store) == ["c2", "c3", "c4"]
    assert store.followers.position("detect") == 4


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
            storing.put(outcomes[2]) if told_by == "put" else storing.wait()
    assert storing.position == 2, "as far as is stored, for whoever begins again from there"
    assert stored(store) == ["c2"]
    storing.put(outcomes[1])
    storing.put(outcomes[2])
    storing.wait()
    assert stored(store) == ["c2", "c3", "c4"]
