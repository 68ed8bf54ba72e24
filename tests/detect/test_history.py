"""A model over history, in the order records came in or as they happened."""

from __future__ import annotations

from anlan.detect.history.run import run_over_history
from anlan.standards.time import DAY, Instant
from anlan.store.facts import Fact
from anlan.store.store import Store
from tests.detect.declared import START, plan


def write(store: Store, *days: float) -> None:
    with store.writing(actor="test", purpose="call-handling") as unit:
        for n, day in enumerate(days, start=1):
            at = Instant(START + int(day * DAY))
            data = {"received": at, "category": "dispute", "premises": "P"}
            unit.append(Fact("call.stored", "call", f"c{n}", 1, at, data))


def test_findings_are_chosen_by_when_they_were_raised(store: Store) -> None:
    write(store, *range(-50, 0, 2))
    every = run_over_history(store, [plan(raise_=_cooled())])
    assert len(every) > 3
    middle = every[1].raised
    assert run_over_history(store, [plan(raise_=_cooled())], since=middle) == every[1:]
    assert run_over_history(store, [plan(raise_=_cooled())], until=middle) == every[:1]


def test_an_old_file_in_no_order_is_another_question_as_it_happened(store: Store) -> None:
    write(store, 0, -100, -98, -50, -99)
    assert run_over_history(store, [plan()]) == []
    (finding,) = run_over_history(store, [plan()], as_it_happened=True)
    assert (finding.trigger, finding.evidence) == ("c3", ("c2", "c5", "c3"))


def test_as_it_happened_keeps_the_versions_of_a_record_in_order(store: Store) -> None:
    write(store, 0, 1, 2)
    with store.writing(actor="test", purpose="call-handling") as unit:
        early = Instant(START - DAY)
        unit.append(Fact("call.amended", "call", "c3", 2, early, {"category": "traffic"}))
    assert len(run_over_history(store, [plan()])) == 1
    assert len(run_over_history(store, [plan()], as_it_happened=True)) == 1


def _cooled() -> dict[str, object]:
    levels = [{"level": 3, "at_least": 3}]
    return {"levels": levels, "cooldown": "10d", "expires_after": "30d"}
