"""Sweeping in the middle of a batch takes no evidence from what was found before."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from anlan.detect.fast import shared
from anlan.detect.fast.group import Group
from anlan.detect.fast.log import Log
from anlan.detect.fast.side_by_side import SideBySide
from anlan.detect.reference import Reference
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.steps import heard
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of, taken

ENGINES = (shared.SharedPlan, SideBySide)


@pytest.mark.parametrize("engine_of", ENGINES)
def test_findings_of_a_batch_that_was_swept_have_their_rows(
    monkeypatch: pytest.MonkeyPatch, engine_of: type[shared.SharedPlan]
) -> None:
    monkeypatch.setattr(shared, "SWEPT", 1)
    monkeypatch.setattr(shared, "REST", 0)
    monkeypatch.setattr(shared, "STEPS", 50)
    rng = np.random.default_rng(5)
    plans = draw_models(rng, 60, SMALL, ("count", "distinct"), easy=True)
    steps = steps_of(draw_stream(rng, 2000, SMALL, per_day=8))
    engine = engine_of(plans, LAYOUT)
    parts = [steps[begin : begin + 500] for begin in range(0, len(steps), 500)]
    rows = Rows(None)
    found = [each for part in parts for each in taken(engine, part, rows)]
    wanted = Reference(plans, LAYOUT).take(steps)
    assert len(wanted) > 5
    assert {(each.identity, each.evidence) for each in found} == {
        (each.identity, each.evidence) for each in wanted
    }


@pytest.mark.parametrize("engine_of", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_groups_are_swept_one_after_another_and_raise_the_same(
    monkeypatch: pytest.MonkeyPatch, seed: int, engine_of: type[shared.SharedPlan]
) -> None:
    monkeypatch.setattr(shared, "SWEPT", 1)
    monkeypatch.setattr(shared, "REST", 0)
    monkeypatch.setattr(shared, "STEPS", (5, 9, 13)[seed])
    rng = np.random.default_rng(seed)
    plans = draw_models(rng, 66, SMALL, easy=True)
    steps = steps_of(draw_stream(rng, 700, SMALL, per_day=8))
    engine = engine_of(plans, LAYOUT)
    assert len(engine.groups) == len(shared.GROUPS)
    swept: list[str] = []
    for group in engine.groups:
        _watch(group, swept, monkeypatch)
    rows = Rows(None)
    parts = [steps[begin : begin + 100] for begin in range(0, len(steps), 100)]
    found = [each for part in parts for each in taken(engine, part, rows)]
    assert len(swept) >= 3 * len(engine.groups)
    wanted = Reference(plans, LAYOUT).take(steps)
    assert len(wanted) > 50
    assert {(each.identity, each.evidence) for each in found} == {
        (each.identity, each.evidence) for each in wanted
    }


@pytest.mark.parametrize("engine_of", ENGINES)
def test_frames_lie_between_groups_that_are_swept(
    monkeypatch: pytest.MonkeyPatch, engine_of: type[shared.SharedPlan]
) -> None:
    monkeypatch.setattr(shared, "SWEPT", 1)
    monkeypatch.setattr(shared, "REST", 3)
    rng = np.random.default_rng(4)
    engine, rows = engine_of(draw_models(rng, 66, SMALL, easy=True), LAYOUT), Rows(None)
    steps, swept = steps_of(draw_stream(rng, 400, SMALL, per_day=8)), list[str]()
    for group in engine.groups:
        _watch(group, swept, monkeypatch)
    known = []
    for begin in range(0, len(steps), 10):
        engine.take(heard(steps[begin : begin + 10], rows))
        engine.settle()
        known.append(len(swept))
    assert known[-1] >= len(engine.groups), "all of them have had their turn"
    assert all(later - known[n] <= 1 for n, later in enumerate(known[4:]))


def test_who_settles_waits_for_the_sweep_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process is copied for its checkpoint only when nothing is half done."""
    monkeypatch.setattr(shared, "SWEPT", 1)
    monkeypatch.setattr(shared, "REST", 0)
    rng = np.random.default_rng(5)
    plans = draw_models(rng, 66, SMALL, easy=True)
    engine = SideBySide(plans, LAYOUT)
    under_way, over = threading.Event(), threading.Event()

    def slow(_clock: int, _log: Log) -> None:
        under_way.set()
        time.sleep(0.3)
        over.set()

    for group in engine.groups:
        monkeypatch.setattr(group, "sweep", slow)
    steps, rows = steps_of(draw_stream(rng, 20, SMALL, per_day=8)), Rows(None)
    engine.take(heard(steps[:10], rows))  # there is something to let go of
    engine.take(heard(steps[10:], rows))  # and a group begins to
    assert under_way.wait(10)
    assert not over.is_set(), "it is swept beside the facts"
    engine.settle()
    assert over.is_set()


def _watch(group: Group, swept: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = group.sweep

    def watched(clock: int, log: Log) -> None:
        swept.append(type(group).__name__)
        sweep(clock, log)

    monkeypatch.setattr(group, "sweep", watched)
