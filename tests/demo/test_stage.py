"""The demonstration: a past filled in, a present played through the desk, stopped and gone on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from anlan.cli.demo.past import fill
from anlan.cli.demo.stage import BEGINS, SLICE, Stage
from anlan.respond.task_path import TASK_PATH, UNFINISHED
from anlan.simulate import City, Run
from anlan.standards.time import HOUR, Instant
from anlan.store.facts import Fact
from anlan.store.query import Query

QUIET = Console(quiet=True)
AT_ONCE = 1e12
"""Speed at which the clock waits for nothing but the events."""


def _stage(home: Path) -> Stage:
    home.mkdir(exist_ok=True)
    return Stage(home, speed=AT_ONCE, days=2, seed=3, population=30_000)


def _play(stage: Stage, until: int) -> None:
    stop = threading.Event()
    while stage.run.now < until:
        stage.play_until(Instant(stage.run.now + SLICE), stop)
        while stage.deployment.react():
            pass


def _rows(stage: Stage, kind: str) -> dict[str, dict[str, Any]]:
    with stage.deployment.store.writing(actor="test", purpose="audit") as unit:
        rows = unit.select(Query(kind, order=("id",)))
    return {row.pop("id"): {k: v for k, v in row.items() if k != "caller"} for row in rows}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Played eight hours without a break."""
    stage = _stage(tmp_path_factory.mktemp("played") / "home")
    stage.prepare(QUIET)
    _play(stage, stage.opens + 8 * HOUR)
    return stage


def test_calls_go_the_whole_way(played: Stage) -> None:
    calls = _rows(played, "call")
    since = [row for row in calls.values() if row["received"] >= played.opens]
    assert len(since) >= 5
    assert {row["status"] for row in since} & {"handled", "fed_back", "reviewed", "archived"}
    for row in since:
        times = [row[name] for name in ("received", "graded", "dispatched", "arrived", "handled")]
        known = [at for at in times if at is not None]
        assert known == sorted(known)
    assert played.deployment.store.verify().ok


def test_work_given_back_is_taken_up_again(tmp_path: Path) -> None:
    stage = _stage(tmp_path / "home")
    stage.prepare(QUIET)
    deployment, now = stage.deployment, stage.clock()
    about = {"key": "P1", "subject": "premises", "standard": "premises-problem-visit"}
    with deployment.store.writing(actor="t", purpose="task-handling") as unit:
        facts = [("opened", {"status": "open", **about}), ("finished", {"status": "done"}),
                 ("reopened", {"status": "reopened", "steps_done": []})]  # fmt: skip
        for version, (type, data) in enumerate(facts, 1):
            unit.append(Fact(f"task.{type}", "task", "T-1", version, now, data))
    for hours in range(1, 40):
        stage.clock.set_to(Instant(now + hours * HOUR))
        stage._staff.act(stage.clock())
    assert _rows(stage, "task")["T-1"]["status"] == "done"
    deployment.close()


@pytest.mark.parametrize("status", UNFINISHED)
def test_the_staff_know_the_next_legal_move(played: Stage, status: str) -> None:
    for standard in played.deployment.rules.standards.values():
        done = [] if status != "started" else [step.id for step in standard.steps[:-1]]
        task = {"status": status, "standard": standard.id, "steps_done": done}
        command = played._staff._next("T-1", task)
        assert status in TASK_PATH[command.name]


def test_every_call_of_the_city_is_there_once(played: Stage) -> None:
    again = Run(City.invent(3, 30_000), 3, BEGINS)  # the same city, lived again
    for measure, key, at in _measures(played):
        again.act(measure, key, at)
    wanted = {e.call for e in again.advance(played.run.now) if e.type == "received"}
    assert set(_rows(played, "call")) == wanted


def _measures(stage: Stage) -> list[tuple[Any, str, Instant]]:
    return [(m, k, Instant(at)) for at, m, k in stage.run.state()["measures"]]


def _broken_off(after: int) -> Callable[[float], None]:
    turns = iter(range(after))

    def done(_: float) -> None:
        if next(turns, None) is None:
            raise KeyboardInterrupt

    return done


def test_broken_off_and_gone_on_is_the_same(tmp_path: Path, played: Stage) -> None:
    home = tmp_path / "home"
    stage = _stage(home)
    with pytest.raises(KeyboardInterrupt):  # in the middle of the past
        fill(
            stage.deployment,
            stage.clock,
            stage.run,
            stage._staff,
            stage.opens,
            lambda: stage._save(past=True),
            _broken_off(4),
        )
    stage.deployment.close()
    stage = _stage(home)
    stage.prepare(QUIET)
    _play(stage, stage.opens + 3 * HOUR)
    stage.deployment.close()
    stage = _stage(home)  # as after kill -9: nothing was said on the way out
    stage.prepare(QUIET)
    _play(stage, played.run.now)
    assert stage.run.now == played.run.now
    assert _rows(stage, "call").keys() == _rows(played, "call").keys()
    ours, theirs = _rows(stage, "call"), _rows(played, "call")
    for record, row in theirs.items():
        same = ("received", "category", "status", "premises", "unit", "archived", "valid")
        assert {k: ours[record][k] for k in same} == {k: row[k] for k in same}, record
    assert stage.deployment.store.verify().ok
    stage.deployment.close()
