"""Finding to task to verified closure, on a store, with the clock in the hand."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.respond.acceptance import Acceptance
from anlan.respond.clocks import Clocks
from anlan.respond.command import parse_command
from anlan.respond.desk import COMMANDS, Desk
from anlan.respond.opening import OpenTasks, task_of
from anlan.standards.time import DAY, HOUR, SECOND, Instant, ManualClock
from anlan.store.facts import Fact, Intake
from anlan.store.query import Equals, Query
from anlan.store.store import Store
from tests.respond.declared import grant, pseudonym, rules


class Station:
    """One station: its desk and its followers."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.desk = Desk(store, rules(), pseudonym=pseudonym)
        self.opening = OpenTasks(store, rules())
        self.acceptance = Acceptance(store, rules())
        self.clocks = Clocks(store, rules())

    def later(self, span: int) -> None:
        self.clock.advance_to(Instant(self.clock() + span))

    def call(self, record: str, dispute: str = "D1", **data: Any) -> None:
        given = {"received": self.clock(), "category": "dispute.neighbour", "dispute": dispute,
                 "premises": "h1", "status": "received", "valid": True, **data}  # fmt: skip
        with self.store.writing(actor="intake", purpose="call-handling") as unit:
            unit.append(Fact("call.received", "call", record, 1, self.clock(), given))

    def finding(self, record: str, count: int, trigger: str, key: str = "D1", **data: Any) -> None:
        given = {
            "model": "repeat-dispute", "model_version": "1", "subject": "dispute", "key": key,
            "level": 2 if count < 3 else 1, "area": "a1", "raised": self.clock(),
            "expires": self.clock() + 30 * DAY, "trigger": trigger, "source": "call",
            "evidence": [trigger], "count": count, "because_zh": f"{count}次", "status": "open",
            "because_en": f"{count} calls", "flow": "repeat-dispute", **data,
        }  # fmt: skip
        with self.store.writing(actor="detect", purpose="early-warning") as unit:
            unit.append(Fact("finding.raised", "finding", record, 1, self.clock(), given))

    def give(self, kind: str, record: str, name: str, **arguments: Any) -> dict[str, Any]:
        wanted = parse_command(COMMANDS[kind][name], record, arguments)
        return self.desk.handle(wanted, actor="officer", grant=grant(purpose="task-handling"))

    def work(self, task: str) -> dict[str, Any]:
        row = self.row("task", task)
        if row["status"] == "open":
            self.give("task", task, "accept")
        self.give("task", task, "start")
        for step in rules().standards[row["standard"]].steps:
            self.give("task", task, "step", step=step.id, evidence="no. 1")
        return self.give("task", task, "finish", result="agreed", minutes=60)

    def row(self, kind: str, record: str) -> dict[str, Any]:
        found = self.rows(kind, Equals("id", record))
        assert len(found) == 1, record
        return found[0]

    def rows(self, kind: str, where: Any = None) -> list[dict[str, Any]]:
        with self.store.writing(actor="test", purpose="stewardship") as unit:
            return unit.select(Query(kind, where=where, order=("id",)))

    def settle(self) -> None:
        """Followers until there is nothing new, then the clocks."""
        while self.opening.catch_up() + self.acceptance.catch_up():
            pass
        self.clocks.tick()
        self.acceptance.tick()


@pytest.fixture
def station(any_store: Store, clock: ManualClock) -> Station:
    return Station(any_store, clock)


def test_a_finding_becomes_its_task_once(station: Station) -> None:
    station.finding("F-1", 2, "c2", place="5 Guilan Road")
    assert station.opening.catch_up() == 1
    task = station.row("task", "T-1")
    assert task["place"] == "5 Guilan Road"
    assert (task["standard"], task["status"], task["finding"]) == (
        "dispute-leader-visit",
        "open",
        "F-1",
    )
    assert (task["subject"], task["key"], task["level"]) == ("dispute", "D1", 2)
    finding = station.row("finding", "F-1")
    assert (finding["status"], finding["task"]) == ("tasked", "T-1")
    assert "flow repeat-dispute" in finding["decided_by"]
    while station.opening.catch_up():
        pass
    # a second worker, or one whose position was lost, opens nothing twice
    with station.store.writing(actor="t", purpose="stewardship") as unit:
        unit.follow("open-tasks", 0)
    assert OpenTasks(station.store, rules()).catch_up() > 0
    assert [task["version"] for task in station.rows("task")] == [1]


def test_no_further_call_verifies_and_the_finding_with_it(station: Station) -> None:
    station.call("c2")
    station.finding("F-1", 2, "c2")
    station.settle()
    done = station.work("T-1")
    assert done["verify_at"] == station.clock() + 7 * DAY
    station.later(7 * DAY - SECOND)
    station.call("c3", dispute="D2")  # another dispute
    station.call("c4", category="traffic.collision")  # not of the kind that counts
    station.call("c5", valid=False)
    station.settle()
    assert station.row("task", "T-1")["status"] == "done"
    station.later(SECOND)
    station.settle()
    task = station.row("task", "T-1")
    assert (task["status"], task["verified_at"]) == ("verified", station.clock())
    assert "0 further (call for service) within 7 days" in task["verdict_en"]
    assert "7天内同一对象同类警情0起" in task["verdict_zh"]
    assert station.row("finding", "F-1")["status"] == "verified"


def test_dsp08_follow_ups_at_7_and_30_days_come_once(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    station.work("T-1")
    station.later(7 * DAY)
    station.settle()
    station.settle()
    visits = station.rows("task", Equals("standard", "dispute-follow-up"))
    assert [v["id"] for v in visits] == ["T-1-follow-up-30", "T-1-follow-up-7"]
    assert visits[1]["due_at"] == station.clock() + 7 * DAY
    row = station.work("T-1-follow-up-7")
    assert row["status"] == "verified"


def test_a_further_call_reopens_at_once_with_its_id(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    station.work("T-1")
    station.later(DAY)
    station.call("c3")
    station.settle()
    task = station.row("task", "T-1")
    assert (task["status"], task["spoiled_by"], task["level"]) == ("reopened", ["c3"], 1)
    assert "7天内同一对象同类警情1起（c3），允许0起" in task["verdict_zh"]
    assert "1 further (call for service) within 7 days of the work: c3" in task["verdict_en"]
    assert station.row("finding", "F-1")["status"] == "tasked"
    station.work("T-1")
    station.later(7 * DAY)
    station.settle()
    task = station.row("task", "T-1")
    assert (task["status"], task["times_reopened"]) == ("verified", 1)


def test_a_late_record_from_within_the_days_reopens_what_was_verified(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    done = station.work("T-1")
    station.later(8 * DAY)
    station.settle()
    assert station.row("finding", "F-1")["status"] == "verified"
    station.call("after", received=station.clock())
    station.settle()
    assert station.row("task", "T-1")["status"] == "verified"
    station.call("late", received=done["done_at"] + DAY)
    station.settle()
    assert station.row("task", "T-1")["spoiled_by"] == ["late"]
    assert station.row("finding", "F-1")["status"] == "tasked"


def test_a_call_regraded_to_a_dispute_counts_from_then_on(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    station.work("T-1")
    station.later(DAY)
    station.call("c3", dispute=None, category="public_order.noise")
    station.settle()
    assert station.row("task", "T-1")["status"] == "done"
    amended = {"dispute": "D1", "category": "dispute.neighbour"}
    with station.store.writing(actor="desk", purpose="call-handling") as unit:
        unit.append(Fact("call.graded", "call", "c3", 2, station.clock(), amended))
    station.settle()
    assert station.row("task", "T-1")["spoiled_by"] == ["c3"]


def test_dsp08_a_third_call_brings_joint_mediation_which_takes_over(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    station.later(DAY)
    station.finding("F-2", 3, "c3")
    station.settle()
    visit, mediation = station.row("task", "T-1"), station.row("task", "T-2")
    assert (visit["status"], mediation["standard"]) == ("cancelled", "dispute-joint-mediation")
    assert "T-2" in visit["result"]
    assert {f["task"] for f in station.rows("finding")} == {"T-2"}
    station.work("T-2")
    station.later(7 * DAY)
    station.settle()
    assert {f["status"] for f in station.rows("finding")} == {"verified"}


def test_calls_that_only_share_their_premises_bring_the_visit_first(station: Station) -> None:
    about = {"subject": "premises", "key": "h1"}
    station.finding("F-1", 3, "c3", level=3, **about)
    station.settle()
    assert station.row("task", "T-1")["standard"] == "dispute-leader-visit"
    station.finding("F-2", 4, "c4", level=2, **about)
    station.settle()
    assert station.row("task", "T-1")["status"] == "cancelled"
    assert station.row("task", "T-2")["standard"] == "dispute-joint-mediation"


def test_the_time_of_the_first_decision_on_a_finding_stays(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.later(HOUR)
    station.settle()
    decided = station.clock()
    station.later(DAY)
    station.finding("F-2", 3, "c3")
    station.settle()
    first, second = station.rows("finding")
    assert (first["task"], first["decided_at"]) == ("T-2", decided)
    assert second["decided_at"] == decided + DAY


def test_no_task_for_a_finding_that_lapsed_as_it_was_raised(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    lapsed = Fact("finding.expired", "finding", "F-1", 2, station.clock(), {"status": "expired"})
    with station.store.writing(actor="detect", purpose="early-warning") as unit:
        unit.append(lapsed)
    station.settle()
    assert station.rows("task") == []
    assert station.row("finding", "F-1")["version"] == 2


@pytest.mark.parametrize("acceptance_first", [True, False])
def test_the_order_of_the_followers_does_not_matter(
    station: Station, acceptance_first: bool
) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    station.work("T-1")
    station.later(DAY)
    station.call("c3")
    station.finding("F-2", 3, "c3")
    if acceptance_first:
        station.acceptance.catch_up()
    station.settle()
    visit = station.row("task", "T-1")
    assert (visit["status"], visit["times_reopened"], visit["spoiled_by"]) == (
        "cancelled",
        1,
        ["c3"],
    )
    assert station.row("task", "T-2")["status"] == "open"


def test_one_unfinished_task_of_a_standard_takes_up_the_next_finding(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.finding("F-2", 2, "c3")
    station.settle()
    assert [t["id"] for t in station.rows("task")] == ["T-1"]
    assert station.row("finding", "F-2")["task"] == "T-1"


def test_findings_nobody_took_up_lapse(station: Station) -> None:
    station.finding("F-1", 2, "c2", flow="unknown", expires=station.clock() + HOUR)
    station.finding("F-2", 2, "c3", key="D2", expires=station.clock())
    station.settle()
    assert station.row("finding", "F-1")["status"] == "open"
    assert station.row("finding", "F-2")["status"] == "expired"
    station.later(HOUR)
    station.settle()
    assert station.row("finding", "F-1")["status"] == "expired"
    assert station.rows("task") == []


def test_task05_one_notice_a_task_and_stage(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    station.later(25 * HOUR)
    for _ in range(3):
        station.settle()
    notices = station.rows("notice")
    assert [n["id"] for n in notices] == ["T-1-escalation-1", "T-1-escalation-2"]
    assert station.row("task", "T-1")["escalation"] == 2
    station.give("task", "T-1", "accept")
    station.later(100 * HOUR)
    station.settle()
    assert len(station.rows("notice")) == 4


def test_call12_the_clock_offers_again_until_a_person_must(station: Station) -> None:
    place = {"longitude": 116.4, "latitude": 39.9}
    with station.store.writing(actor="setup", purpose="stewardship") as unit:
        for n in (1, 2):
            data = {"unit_kind": "patrol", **place, "longitude": 116.4 + n / 100}
            unit.append(Fact("unit.stored", "unit", f"p{n}", 1, station.clock(), data))
    station.call("c1", route="police", status="graded", **place)
    station.give("call", "c1", "dispatch", unit="p1")
    offered = []
    for _ in range(5):
        station.settle()
        station.later(61 * SECOND)
        offered.append(station.row("call", "c1")["unit"])
    assert offered == ["p1", "p2", "p1", "p1", "p1"]
    assert len(station.rows("notice")) == 2
    responses = station.rows("unit_response")
    assert [r["cleared"] is None for r in responses] == [False, False, True]


def test_a_call_that_a_file_says_was_dispatched_is_not_offered_again(station: Station) -> None:
    data = {"received": station.clock(), "dispatched": station.clock(), "status": "dispatched",
            "unit": "p1", "offers": 1, "longitude": 116.4, "latitude": 39.9}  # fmt: skip
    with station.store.writing(actor="ingest", purpose="stewardship") as unit:
        place = {"unit_kind": "patrol", "longitude": 116.4, "latitude": 39.9}
        unit.append(Fact("unit.stored", "unit", "p1", 1, station.clock(), place))
        unit.take_in("call", [Intake("c1", station.clock(), "UTC", "d1", data)], source="file")
    station.later(HOUR)
    station.settle()
    assert station.row("call", "c1")["version"] == 1
    assert station.rows("notice") == []


def test_cancelling_a_task_by_hand_decides_its_finding(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    station.give("task", task_of("F-1"), "cancel", reason="same as T-0")
    finding = station.row("finding", "F-1")
    assert (finding["status"], finding["decision_reason"]) == ("dismissed", "same as T-0")


def test_the_journal_tells_it_all_again(station: Station) -> None:
    station.call("c2")
    station.finding("F-1", 2, "c2")
    station.settle()
    station.work("T-1")
    station.later(DAY)
    station.call("c3")
    station.settle()
    assert station.store.journal.verify().ok
    assert station.store.rebuild().differs == {}


class Cut(Exception):
    """The power goes."""


def test_a_crash_anywhere_loses_and_doubles_nothing(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anlan.store.unit_of_work import UnitOfWork

    station.finding("F-1", 2, "c2")
    follow = UnitOfWork.follow

    def cut(self: UnitOfWork, name: str, position: int) -> None:
        follow(self, name, position)
        raise Cut

    with monkeypatch.context() as broken:
        broken.setattr(UnitOfWork, "follow", cut)
        with pytest.raises(Cut):
            station.opening.catch_up()
    assert station.rows("task") == []
    station.settle()
    station.work("T-1")
    station.later(DAY)
    station.call("c3")
    with monkeypatch.context() as broken:
        broken.setattr(UnitOfWork, "follow", cut)
        with pytest.raises(Cut):
            station.acceptance.catch_up()
    assert station.row("task", "T-1")["status"] == "done"
    station.settle()
    assert station.row("task", "T-1")["times_reopened"] == 1


def test_followers_do_not_look_through_foreign_facts_for_ever(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anlan.respond.following.FAR_BEHIND", 3)
    for number in range(5):
        station.call(f"c{number}")
    assert station.opening.catch_up() == 0
    assert station.store.followers.position("open-tasks") == station.store.journal.head()
    station.finding("F-1", 2, "c2")
    assert station.opening.catch_up() == 1
    assert station.row("task", "T-1")["status"] == "open"


def test_a_busy_place_is_let_one_call_and_not_two(station: Station) -> None:
    station.finding("F-1", 15, "c0", subject="premises", key="h1", flow="repeat-place")
    station.settle()
    assert station.work("T-1")["status"] == "done"
    station.later(DAY)
    station.call("c1")
    station.settle()
    assert station.row("task", "T-1")["status"] == "done"
    station.later(DAY)
    station.call("c2")
    station.settle()
    assert station.row("task", "T-1")["spoiled_by"] == ["c1", "c2"]
    station.work("T-1")
    station.later(DAY)
    station.call("c3")
    station.later(6 * DAY)
    station.settle()
    task = station.row("task", "T-1")
    assert task["status"] == "verified"
    assert "1 further" in task["verdict_en"]


def test_a_finding_raised_before_the_work_was_done_does_not_undo_it(station: Station) -> None:
    station.finding("F-1", 2, "c2")
    station.settle()
    raised = station.clock()
    station.later(HOUR)
    station.work("T-1")
    station.finding("F-2", 2, "c1", raised=raised)
    station.settle()
    assert station.row("task", "T-1")["status"] == "done"
    assert station.row("finding", "F-2")["task"] == "T-1"
