"""The intake: what a fact changes, settled once for every engine."""

from __future__ import annotations

import random
from typing import Any

import pytest

from anlan.detect.steps.intake import Fresh, Intake
from anlan.detect.steps.layout import layout
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.reader import reader_for
from anlan.detect.steps.references import References
from anlan.detect.steps.row import Row, Step
from anlan.standards.time import DAY, HOUR, Instant
from anlan.store.facts import Fact, FactColumns, Recorded
from tests.detect.declared import KINDS, START, call, fact, plan

TIMED = plan(
    id="waiting",
    where=None,
    measure={
        "unanswered": {
            "first": {"field": "level", "equals": 1},
            "then": {"field": "level", "equals": 4},
            "within": "4h",
        }
    },
    raise_={"levels": [{"level": 1, "at_least": 1}], "expires_after": "2d"},
)
JOINED = plan(
    join=[{"kind": "premises", "by": "premises", "as": "house", "fields": ["premises_kind"]}],
    where={"field": "house.premises_kind", "equals": "shop"},
)


class Desk:
    """An intake over calls, and what it could not use."""

    def __init__(self, *plans: Any) -> None:
        self.missed: list[Missed] = []
        self.layout = layout(plans)
        self.intake = Intake(KINDS["call"], plans, self.layout, self.missed.append)

    def take(self, *facts: Recorded) -> list[Step]:
        return [step for each in facts if (step := self.intake.take(each)) is not None]

    def said(self, row: Row | None, name: str) -> Any:
        assert row is not None
        return self.layout.value(row, name)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(missed.reason, missed.record) for missed in self.missed]


def day(number: float) -> Instant:
    return Instant(START + int(number * DAY))


def premises(position: int, at: float, version: int = 1, **data: Any) -> Recorded:
    written = Fact("record", "premises", "P", version, day(at), data)
    return Recorded(position, written, day(at), "test", "stewardship", None)


def beat(position: int, at: Instant) -> Recorded:
    written = Fact("tick.beaten", "tick", f"tick-{at}", 1, at, {"at": at})
    return Recorded(position, written, at, "detect", "early-warning", None)


def test_a_new_record_is_a_row_that_is_added_and_moves_the_clock() -> None:
    (step,) = Desk(plan()).take(call(1, "a", 1))
    assert step.added is not None
    assert (step.position, step.clock, step.removed) == (1, day(1), None)
    assert (step.added.record, step.added.order, step.added.time) == ("a", 1, day(1))
    assert step.added.gap == 0


def test_a_time_ahead_of_the_day_it_was_written_down_neither_counts_nor_moves_the_clock() -> None:
    desk = Desk(plan())
    typo = call(2, "typo", 2, received=day(400))
    steps = desk.take(call(1, "a", 1), typo, call(3, "b", 3))
    assert [step.position for step in steps] == [1, 3]
    assert desk.intake.clock == day(3)
    assert desk.reasons == [("ahead", "typo")]


def test_a_time_less_than_a_day_ahead_is_used() -> None:
    soon = call(1, "a", 1, received=Instant(day(1) + DAY))
    (step,) = Desk(plan()).take(soon)
    assert step.clock == day(2)


def test_a_time_put_right_adds_the_row_for_the_first_time() -> None:
    desk = Desk(plan())
    desk.take(call(1, "a", 3), call(2, "typo", 3, received=day(400)))
    (step,) = desk.take(fact(3, "typo", 2, {"received": day(2)}, day(4)))
    assert step.removed is None
    assert step.added is not None
    assert (step.added.time, step.added.order) == (day(2), 2)


def test_an_amendment_removes_the_row_as_it_was_and_adds_it_as_it_is() -> None:
    desk = Desk(plan())
    (first, other, step) = desk.take(
        call(1, "a", 1), call(2, "b", 5), fact(3, "a", 2, {"premises": "Q"}, day(5))
    )
    assert step.removed == first.added
    assert other.added is not None
    assert desk.said(step.added, "premises") == "Q"
    assert step.added is not None
    assert step.added.order == 1, "it keeps its place among the records"
    assert step.added.gap == 4 * DAY, "the clock had passed it by so much"


def test_a_fact_that_changes_nothing_a_model_looks_at_is_no_step() -> None:
    desk = Desk(plan())
    desk.take(call(1, "a", 1))
    assert desk.take(fact(2, "a", 2, {"status": "archived"}, day(2))) == []
    assert desk.take(fact(3, "a", 3, {"premises": "P"}, day(2))) == [], "it says the same again"


def test_a_withdrawn_record_is_removed_and_comes_back_when_that_is_taken_back() -> None:
    desk = Desk(plan())
    (first, gone, back) = desk.take(
        call(1, "a", 1),
        fact(2, "a", 2, {"withdrawn": True}, day(1)),
        fact(3, "a", 3, {"withdrawn": False}, day(1)),
    )
    assert (gone.removed, gone.added) == (first.added, None)
    assert (back.removed, back.added) == (None, first.added)


def test_an_amendment_of_a_record_every_window_has_let_go_of_is_logged_if_it_tells() -> None:
    desk = Desk(plan())
    desk.take(call(1, "a", 0), call(2, "b", 40))
    silent = fact(3, "a", 2, {"status": "archived"}, day(40))
    assert desk.take(silent, fact(4, "a", 3, {"premises": "Q"}, day(40))) == []
    assert desk.reasons == [("forgotten", "a")]


def test_a_heartbeat_moves_the_clock_of_models_that_wait_and_of_no_others() -> None:
    others, waiting = Desk(plan()), Desk(TIMED)
    for desk in (others, waiting):
        desk.take(call(1, "a", 1))
    assert others.take(beat(2, day(9))) == []
    (step,) = waiting.take(beat(2, day(9)))
    assert (step.clock, step.removed, step.added) == (day(9), None, None)
    assert waiting.take(beat(3, day(8))) == [], "an old one says nothing"


def test_a_joined_record_is_read_as_of_the_time_of_the_event() -> None:
    desk = Desk(JOINED)
    name = "premises.premises.premises_kind"
    desk.take(premises(1, 0, premises_kind="home"), premises(2, 5, 2, premises_kind="shop"))
    before, after = desk.take(call(3, "a", 4), call(4, "b", 6))
    assert [desk.said(step.added, name) for step in (before, after)] == ["home", "shop"]


def test_what_was_joined_stays_until_what_it_rests_on_is_corrected() -> None:
    desk = Desk(JOINED)
    name = "premises.premises.premises_kind"
    desk.take(premises(1, 0, premises_kind="home"))
    desk.take(call(2, "a", 4))
    desk.take(premises(3, 1, 2, premises_kind="shop"))
    (step,) = desk.take(fact(4, "a", 2, {"area": "A9"}, day(4)))
    assert desk.said(step.added, name) == "home", "as it was known when the call was recorded"
    (step,) = desk.take(fact(5, "a", 3, {"received": day(3)}, day(4)))
    assert desk.said(step.added, name) == "shop", "another time asks anew"


def test_a_withdrawn_joined_record_says_nothing() -> None:
    desk = Desk(JOINED)
    desk.take(premises(1, 0, premises_kind="shop"), premises(2, 2, 2, withdrawn=True))
    (step,) = desk.take(call(3, "a", 4))
    assert desk.said(step.added, "premises.premises.premises_kind") is None


def drawn(pick: random.Random, size: int) -> list[Recorded]:
    """Calls, amendments, withdrawals, typing errors, premises that change, heartbeats."""
    facts, versions, now = list[Recorded](), dict[str, int](), START
    for position in range(1, size + 1):
        now = Instant(now + pick.randrange(12) * HOUR)
        sort = pick.choice(("new",) * 8 + ("amend",) * 3 + ("withdraw", "ahead", "place", "beat"))
        if sort == "place":
            version = versions["P"] = versions.get("P", 0) + 1
            kind = pick.choice(("home", "shop"))
            facts.append(premises(position, (now - START) / DAY, version, premises_kind=kind))
            continue
        if sort == "beat":
            facts.append(beat(position, now))
            continue
        record = f"c{position}"
        late = Instant(now - pick.choice((0, 0, 0, HOUR, 3 * DAY, 40 * DAY)))
        data: dict[str, Any] = {"premises": pick.choice("PQ"), "level": pick.randint(1, 4)}
        if sort in ("amend", "withdraw") and (known := sorted(versions.keys() - {"P"})):
            record = pick.choice(known)
            data = pick.choice((data, {"received": late}, {"status": "archived"}))
            data = {"withdrawn": pick.random() < 0.5} if sort == "withdraw" else data
        else:
            data |= {"category": "dispute", "received": late + 400 * DAY * (sort == "ahead")}
        version = versions[record] = versions.get(record, 0) + 1
        facts.append(fact(position, record, version, data, now))
    return facts


@pytest.mark.parametrize("seed", range(6))
def test_facts_read_many_at_a_time_change_what_they_change_one_by_one(seed: int) -> None:
    """What is fresh is read by column, what tells nothing is passed over: the steps are the same."""
    pick = random.Random(seed)
    facts, groups = drawn(pick, 400), ([plan(), JOINED], [TIMED])
    reader, kind = reader_for([*groups[0], *groups[1]]), KINDS["call"]
    together, alone = (
        [Intake(kind, group, reader.layout, lambda _: None, shared) for group in groups]
        for shared in (reader.references, References(JOINED.joins))
    )
    begin = 0
    while begin < len(facts):
        end = begin + pick.randrange(1, 90)
        steps = [list[Step]() for _ in groups]
        for read in reader.read(FactColumns.of(facts[begin:end])):
            for heard, intake in zip(steps, together, strict=True):
                if isinstance(read, Fresh):
                    heard += list(intake.take_fresh(read))
                elif (step := intake.take(read)) is not None:
                    heard.append(step)
        one_by_one = [list[Step]() for _ in groups]
        for each in facts[begin:end]:
            for heard, intake in zip(one_by_one, alone, strict=True):
                if (step := intake.take(each)) is not None:
                    heard.append(step)
        assert steps == one_by_one
        begin = end


def test_only_what_may_change_something_is_read() -> None:
    reader = reader_for([plan()])
    facts = [
        call(1, "a", 1),
        fact(2, "a", 2, {"status": "archived"}, day(1)),
        call(3, "b", 2),
        fact(4, "a", 3, {"premises": "Q"}, day(2)),
        premises(5, 2, premises_kind="shop"),
    ]
    columns = FactColumns.of(facts)
    (fresh, amended) = reader.read(columns)
    assert isinstance(fresh, Fresh)
    assert list(fresh.rows.records) == ["a", "b"]
    assert amended == columns.fact(3)
