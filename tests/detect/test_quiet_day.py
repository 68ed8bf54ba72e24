"""A quiet day: nothing comes in but heartbeats."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from anlan.detect.history.run import run_over_history
from anlan.detect.live.detection import TICK_EVERY, Detection
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, HOUR, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store
from tests.conftest import NOON
from tests.detect.declared import plan

GRANT = service_grant("test", "early-warning")

AGAIN = plan(window={"sliding": "6h"})
"""Three calls at a premises within six hours; it hears no heartbeats."""
SILENT = plan(
    id="silent",
    where=None,
    key="area",
    window={"sliding": "7d"},
    measure={"silence": {"every": "6h"}},
    raise_={"levels": [{"level": 2, "at_least": 1}], "expires_after": "30d"},
    because={"zh": "{key}已静默{measure}个周期", "en": "{key} is silent, {measure} times"},
)
UNANSWERED = plan(
    id="unanswered",
    where=None,
    measure={
        "unanswered": {
            "first": {"field": "level", "equals": 1},
            "then": {"field": "level", "equals": 4},
            "within": "4h",
        }
    },
    raise_={"levels": [{"level": 1, "at_least": 1}], "expires_after": "30d"},
    because={"zh": "{key}未处置", "en": "nothing followed at {key}"},
)
PLANS = (AGAIN, SILENT, UNANSWERED)


def write(store: Store, hours: float, record: str, **data: object) -> None:
    at = Instant(NOON + int(hours * HOUR))
    fields = {"received": at, "category": "dispute.family", "premises": "P", "area": "A", **data}
    with store.writing(actor="test", purpose="call-handling") as unit:
        unit.append(Fact("call.received", "call", record, 1, at, fields))


def pass_time(live: Detection, clock: ManualClock, until: Instant) -> None:
    """Five minutes at a time, as a server at night."""
    while clock() < until:
        clock.advance_to(Instant(clock() + TICK_EVERY))
        while live.catch_up():
            pass


def found(store: Store) -> dict[str, tuple[str, Instant, str]]:
    """Finding → model, when it was raised, status."""
    fields = ("model", "raised", "status")
    rows = store.read(GRANT, Query("finding", fields, include_withdrawn=True))
    return {row["id"]: (row["model"], row["raised"], row["status"]) for row in rows}


@pytest.fixture
def quiet(store: Store, clock: ManualClock, tmp_path: Path) -> Detection:
    """Two calls at noon, one of them urgent; then nothing for a day, with a restart in between."""
    live = Detection(store, PLANS, clock, tmp_path / "detect")
    write(store, 0, "c1", level=1)
    write(store, 0, "c2", level=2)
    pass_time(live, clock, Instant(NOON + 11 * HOUR))
    live.save()
    live = Detection(store, PLANS, clock, tmp_path / "detect")
    pass_time(live, clock, Instant(NOON + DAY))
    return live


def test_a_heartbeat_is_written_every_five_minutes_and_no_more_often(
    quiet: Detection, store: Store
) -> None:
    beats = [entry.fact.time for entry in store.journal.read(0, ["tick"])]
    assert len(beats) == DAY // TICK_EVERY
    assert all(after - before == TICK_EVERY for before, after in pairwise(beats))
    assert quiet.catch_up() == 0, "within five minutes there is nothing to do"


def test_limits_pass_at_their_own_moment(quiet: Detection, store: Store) -> None:
    raised = sorted((model, at - NOON) for model, at, _ in found(store).values())
    just_after = 1  # what comes within four hours includes the last moment of them
    assert raised == [("silent", 6 * HOUR), ("unanswered", 4 * HOUR + just_after)]


def test_nothing_else_is_moved(quiet: Detection, store: Store) -> None:
    kinds = {entry.fact.kind for entry in store.journal.read(0)} - {"audit"}
    assert kinds == {"call", "tick", "finding"}
    clocks = {source.intake.clock - NOON for lane in quiet.lanes for source in lane.engine.sources}
    assert clocks == {0, DAY}, "models that do not wait stay at the last call"
    write(store, 5, "c3")  # by its time still within six hours of the two at noon
    quiet.catch_up()
    assert "repeat" in {model for model, _, _ in found(store).values()}


def test_a_replay_finds_the_same(
    quiet: Detection, store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    before, head = found(store), store.journal.head()
    again = Detection(store, PLANS, clock, tmp_path / "again")
    while again.catch_up():
        pass
    assert found(store) == before
    assert store.journal.read(head, ["finding", "tick"]) == []
    assert {finding.id for finding in run_over_history(store, PLANS)} == set(before)
