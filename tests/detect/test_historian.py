"""A model is tried on history in a process of its own: bounded, cancellable, out of the way."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.history.columns import Changes
from anlan.detect.judging import historian
from anlan.detect.judging.historian import Historian
from anlan.standards.codes import Codes, base_codes
from anlan.standards.errors import BadInput, Conflict, NotFound
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import ManualClock
from anlan.standards.title import Title
from anlan.store.store import Store
from tests.conftest import NOON
from tests.detect.declared import model
from tests.detect.test_live import write


def holds(store: Store, plan: Plan, *, extra: int = 0) -> tuple[str, int, int, int]:
    return plan.name, store.standing().rows[plan.kind.id] + extra, os.getpid(), store.clock()


def sleeps(_store: Store, _plan: Plan, *, seconds: float) -> None:
    time.sleep(seconds)


def refuses(_store: Store, _plan: Plan) -> None:
    raise NotFound(Title(zh="没有这一天", en="no such day"), value=3, way_out="name another")


def breaks(_store: Store, _plan: Plan) -> None:
    raise ZeroDivisionError


def devours(_store: Store, _plan: Plan) -> int:
    return len(bytearray(4 * historian.MEMORY))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Historian]:
    folder: Path = tmp_path_factory.mktemp("history")
    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    store = Store.open(
        f"sqlite:///{folder}/anlan.db",
        kinds=kinds,
        codes=codes,
        clock=ManualClock(NOON),
        lake=folder / "lake",
    )
    write(store, 1, 2, 3)
    made = Historian(store)
    yield made
    made.close()
    store.close()


def test_it_looks_at_the_same_history_in_another_process(asked: Historian) -> None:
    name, rows, process, now = asked.ask("li", holds, model(), extra=1)
    assert (name, rows, now) == ("repeat", 4, NOON)
    assert process != os.getpid()
    assert asked.ask("wang", holds, model())[2] == process


def test_errors_come_back_as_they_were(asked: Historian) -> None:
    with pytest.raises(NotFound, match="no such day") as caught:
        asked.ask("li", refuses, model())
    assert caught.value.way_out == "name another"
    assert caught.value.what.zh == "没有这一天"
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        asked.ask("li", breaks, model())


def test_a_newer_question_of_the_same_person_takes_the_place_of_the_older(
    asked: Historian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(historian, "GRACE", 0.2)
    told: list[Any] = []

    def older() -> None:
        with pytest.raises(Conflict, match="asked anew") as caught:
            asked.ask("li", sleeps, model(), seconds=60)
        told.append(caught.value)

    waiting = threading.Thread(target=older)
    waiting.start()
    while not asked._turn.locked():
        time.sleep(0.01)
    assert asked.ask("li", holds, model())[1] == 3
    waiting.join(timeout=30)
    assert told


def test_a_question_is_not_given_up_when_that_costs_more_than_its_answer(
    asked: Historian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(historian, "GRACE", 0.0)
    process = asked.ask("wang", holds, model())[2]
    told: list[Conflict] = []

    def older() -> None:
        with pytest.raises(Conflict, match="asked anew") as caught:
            asked.ask("li", sleeps, model(), seconds=0.3)  # no process starts as soon
        told.append(caught.value)

    waiting = threading.Thread(target=older)
    waiting.start()
    while not asked._turn.locked():
        time.sleep(0.01)
    assert asked.ask("li", holds, model())[2] == process, "it went on, and was not started anew"
    waiting.join(timeout=30)
    assert told


def test_one_that_takes_too_long_is_given_up_and_the_next_is_answered(
    asked: Historian, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.ask("li", holds, model())
    monkeypatch.setattr(historian, "LONGEST", 0.5)
    with pytest.raises(BadInput, match="takes more than") as caught:
        asked.ask("li", sleeps, model(), seconds=60)
    assert "shorter" in caught.value.way_out
    monkeypatch.undo()
    assert asked.ask("li", holds, model())[1] == 3


def test_one_that_takes_too_much_memory_is_given_up(asked: Historian) -> None:
    with pytest.raises(BadInput, match="memory"):
        asked.ask("li", devours, model())
    assert asked.ask("li", holds, model())[1] == 3


def test_it_follows_the_journal_while_nobody_asks(tmp_path: Path) -> None:
    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    store = Store.open(
        f"sqlite:///{tmp_path}/anlan.db",
        kinds=kinds,
        codes=codes,
        clock=ManualClock(NOON),
        lake=tmp_path / "lake",
    )
    write(store, *range(1, 1_201))
    made = Historian(store)
    made.prepare(["call"])
    ends = time.monotonic() + 60
    while not (followed := Changes(store, kinds["call"]).facts) and time.monotonic() < ends:
        time.sleep(0.1)
    made.close()
    store.close()
    assert followed == 1_200
