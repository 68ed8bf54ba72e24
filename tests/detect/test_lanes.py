"""Lanes: models change while live, nothing is missed, nothing is raised twice."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.side_by_side import SideBySide
from anlan.detect.history.run import run_over_history
from anlan.detect.live import detection as of_live
from anlan.detect.live.detection import Detection
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store
from tests.detect.declared import START, plan
from tests.detect.thousands import Town, calls, declared_plans

GRANT = service_grant("test", "early-warning")
SMALL = Town(premises=12, skew=0.3, per_day=60)


def write(store: Store, *days: float, first: int = 1, **data: Any) -> None:
    with store.writing(actor="test", purpose="call-handling") as unit:
        for n, day in enumerate(days, start=first):
            at = Instant(START + int(day * DAY))
            fields = {"received": at, "category": "dispute.family", "premises": "P", **data}
            unit.append(Fact("call.received", "call", f"c{n}", 1, at, fields))


def amend(store: Store, record: str, version: int, **data: Any) -> None:
    with store.writing(actor="test", purpose="call-handling") as unit:
        unit.append(Fact("call.amended", "call", record, version, START, data))


def findings(store: Store) -> dict[tuple[str, str, int], tuple[str, bool, tuple[str, ...]]]:
    """(model, trigger, level) → status, whether it holds, evidence."""
    fields = ("model", "trigger", "level", "status", "holds", "evidence")
    rows = store.read(GRANT, Query("finding", fields, include_withdrawn=True))
    return {
        (row["model"], row["trigger"], row["level"]):
        (row["status"], row["holds"], tuple(row["evidence"]))
        for row in rows
    }  # fmt: skip


def run(live: Detection, limit: int = 5_000) -> None:
    while live.catch_up(limit):
        pass


def wanted(store: Store, plans: Sequence[Plan]) -> set[str]:
    return {finding.id for finding in run_over_history(store, plans)}


def stored(store: Store) -> set[str]:
    return {row["id"] for row in store.read(GRANT, Query("finding", include_withdrawn=True))}


@pytest.fixture
def begin(store: Store, clock: ManualClock, tmp_path: Path) -> Callable[..., Detection]:
    return lambda *plans: Detection(store, plans, clock, tmp_path / "detect")


def test_a_model_added_while_live_starts_from_history_and_the_others_go_on(
    store: Store, begin: Callable[..., Detection]
) -> None:
    live = begin(plan())
    write(store, 1, 2, 3)
    run(live)
    before = store.journal.head()
    live.use([plan(), plan(id="two", raise_={
        "levels": [{"level": 1, "at_least": 2}], "expires_after": "30d"})])  # fmt: skip
    write(store, 4, first=4)
    run(live)
    assert set(findings(store)) == {("repeat", "c3", 3), ("two", "c2", 1)}
    raised = [f for f in store.journal.read(before, ["finding"]) if f.fact.version == 1]
    assert [entry.fact.data["model"] for entry in raised] == ["two"]
    write(store, 5, first=5)
    run(live)
    assert ("repeat", "c5", 2) in findings(store)


def test_a_retired_model_raises_nothing_more_and_its_findings_still_lapse(
    store: Store, begin: Callable[..., Detection], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = plan(id="other", key="area")
    live = begin(plan(), other)
    write(store, 1, 2, 3)
    run(live)
    live.use([other])
    write(store, 4, 5, first=4)
    run(live)
    assert findings(store) == {("repeat", "c3", 3): ("open", True, ("c1", "c2", "c3"))}
    live.save()
    live = begin(other)
    write(store, 50, first=9)
    monkeypatch.setattr(of_live, "CHECKPOINT_EVERY", 0.0)
    run(live)
    live.save()
    assert findings(store)["repeat", "c3", 3][0] == "expired"


def test_a_declaration_changed_under_the_same_version_takes_the_place_of_the_old_one(
    store: Store, begin: Callable[..., Detection]
) -> None:
    live = begin(plan(), plan(id="other", key="area"))
    run(live)
    changed = plan(raise_={"levels": [{"level": 1, "at_least": 4}], "expires_after": "30d"})
    live.use([changed, plan(id="other", key="area")])
    write(store, 1, 2, 3, 4)
    run(live)
    assert set(findings(store)) == {("repeat", "c4", 1)}


def test_many_lanes_become_one(
    store: Store, begin: Callable[..., Detection], tmp_path: Path
) -> None:
    plans = [plan(id=f"m{n}", raise_={"levels": [{"level": 1, "at_least": n + 1}],
                                      "expires_after": "30d"}) for n in range(7)]  # fmt: skip
    live = begin(plans[0])
    for n in range(7):
        live.use(plans[: n + 1])
        write(store, n + 1, first=n + 1)
        run(live, 2)
    assert len(live.lanes) <= of_live.MOST_LANES
    assert stored(store) == wanted(store, plans)
    live.save()
    run(live)
    again = begin(*plans)
    run(again)
    assert sum(len(lane.digests) for lane in again.lanes) == 7
    assert stored(store) == wanted(store, plans)


def test_a_lane_is_at_rest_before_the_process_is_copied_for_its_checkpoint(
    store: Store, begin: Callable[..., Detection], monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[object] = []
    monkeypatch.setattr(SideBySide, "settle", lambda runner: settled.append(runner))
    live = begin(plan())
    write(store, 1, 2, 3)
    run(live)
    [lane] = live.lanes
    runners = [source.runner for source in lane.engine.sources]
    settled.clear()
    lane.saving()
    assert settled == runners


def test_overlapping_checkpoints_are_not_all_run(
    store: Store, clock: ManualClock, begin: Callable[..., Detection]
) -> None:
    """As they lie there when a lane for all models was saved and the machine stopped then."""
    one, two = plan(), plan(id="two", key="area")
    write(store, 1, 2, 3)
    for plans in ((one,), (two,), (one, two)):
        live = begin(*plans)
        live._lanes = []  # as if nothing had been saved
        live._arrange()
        run(live)
        live.save()
    live = begin(one, two)
    assert [len(lane.digests) for lane in live.lanes] == [2]


def test_what_waits_until_a_lane_has_caught_up_survives_a_restart(
    store: Store, begin: Callable[..., Detection], tmp_path: Path
) -> None:
    """The new model raises from history, and its evidence was withdrawn in history too; between
    the two the process stops."""
    live = begin(plan(key="area"))
    write(store, 1, 2, 3)
    amend(store, "c2", 2, withdrawn=True)
    write(store, *(4 for _ in range(600)), first=4, category="traffic")
    run(live)
    both = (plan(key="area"), plan(id="new"))
    live.use(both)
    assert live.catch_up(500) == 500
    assert [lane.engine.position for lane in live.lanes if lane.waiting]
    live.save()
    live = begin(*both)
    assert any(lane.waiting for lane in live.lanes)
    run(live)
    assert findings(store) == {("new", "c3", 3): ("withdrawn", False, ("c1", "c3"))}


@pytest.mark.parametrize("limit", [1, 5_000])
def test_evidence_withdrawn_and_put_right_ends_alike_in_batches_of_any_size(
    limit: int, store: Store, begin: Callable[..., Detection]
) -> None:
    levels = [{"level": 3, "at_least": 3}]
    live = begin(plan(raise_={"levels": levels, "cooldown": "30d", "expires_after": "30d"}))
    write(store, 1, 2, 3)
    amend(store, "c2", 2, withdrawn=True)
    amend(store, "c2", 3, withdrawn=False)
    amend(store, "c1", 2, premises="Q")
    amend(store, "c1", 3, premises="P")
    run(live, limit)
    assert findings(store) == {("repeat", "c3", 3): ("open", True, ("c1", "c2", "c3"))}
    amend(store, "c3", 2, category="traffic")
    run(live, limit)
    assert findings(store) == {("repeat", "c3", 3): ("withdrawn", False, ("c1", "c2"))}


@pytest.mark.parametrize("limit", [1, 5_000])
def test_a_withdrawn_finding_does_not_expire_however_it_is_read(
    limit: int, store: Store, begin: Callable[..., Detection]
) -> None:
    write(store, 1, 2, 3)
    amend(store, "c2", 2, withdrawn=True)
    write(store, 40, first=4)
    run(begin(plan()), limit)
    assert findings(store) == {("repeat", "c3", 3): ("withdrawn", False, ("c1", "c3"))}


def test_a_decided_finding_keeps_its_status_and_says_that_it_holds_no_more(
    store: Store, begin: Callable[..., Detection]
) -> None:
    live = begin(plan())
    write(store, 1, 2, 3)
    run(live)
    (row,) = store.read(GRANT, Query("finding"))
    with store.writing(actor="a", purpose="task-handling") as unit:
        decided = {"status": "dismissed", "decision_reason": "known works"}
        unit.append(Fact("finding.dismissed", "finding", row["id"], 2, START, decided))
    amend(store, "c2", 2, withdrawn=True)
    run(live)
    assert findings(store) == {("repeat", "c3", 3): ("dismissed", False, ("c1", "c3"))}


@pytest.mark.parametrize("seed", range(3))
def test_live_is_history_across_restarts_changes_and_kills(
    seed: int, store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    """Models of all families; some come later; checkpoints are lost, damaged or stay behind."""
    pick = random.Random(seed)
    plans = declared_plans(pick, 33, easy=True)
    rows = calls(pick, 500, SMALL)
    folder = tmp_path / "detect"
    running = plans[:15]
    live = Detection(store, running, clock, folder)
    while rows or len(running) < len(plans):
        part, rows = rows[:40], rows[40:]
        with store.writing(actor="test", purpose="stewardship") as unit:
            unit.take_in("call", part, source="test")
            for row in pick.sample(part, min(4, len(part))):
                change = pick.choice(({"withdrawn": True}, {"level": 1}, {"premises": "P00001"}))
                unit.append(Fact("call.amended", "call", row.record, 2, row.time, change))
        for _ in range(pick.randrange(4)):
            live.catch_up(pick.choice((1, 7, 100)))
        match pick.randrange(5):
            case 0:
                live.save()
            case 1:  # killed: whatever was not saved is gone
                live = Detection(store, running, clock, folder)
            case 2:
                for path in folder.glob("*.state"):
                    path.write_bytes(path.read_bytes()[: pick.randrange(2_000)])
                live = Detection(store, running, clock, folder)
            case 3:
                running = plans[: len(running) + pick.randrange(8)]
                live.use(running)
    live.use(plans)
    run(live)
    beats = store.journal.read(0, ["tick"])
    assert len(beats) <= 1, "the clock stood still"
    assert stored(store) == wanted(store, plans)
    assert len(stored(store)) > 100
    control = Detection(store, plans, clock, tmp_path / "control")
    before = findings(store)
    run(control)
    assert findings(store) == before, "reading everything again changes nothing"
    assert store.verify().ok
