"""Findings that stand: what corrected records do to them, and when they lapse."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.detect.running import standing
from anlan.detect.running.engine import Engine, Found
from anlan.detect.running.state import restore, save
from anlan.standards.time import DAY, Instant
from anlan.store.facts import Recorded
from tests.detect.declared import START, call, fact, plan

LATER = START + 9 * DAY


def amended(position: int, record: str, version: int, **data: Any) -> Recorded:
    return fact(position, record, version, data, Instant(LATER))


def three() -> list[Recorded]:
    return [call(n, f"c{n}", n) for n in (1, 2, 3)]


def told(found: Found) -> list[tuple[tuple[str, ...], float, bool]]:
    return [(each.evidence, each.measure, each.holds) for each in found.corrected]


@pytest.fixture(params=[False, True], ids=["at once", "after a restart"])
def begun(request: pytest.FixtureRequest) -> Engine:
    """An engine in which one finding stands, over c1, c2 and c3."""
    plans = [plan()]
    engine = Engine(plans)
    assert len(engine.take(three()).raised) == 1
    return restore(plans, save(engine)) if request.param else engine


def test_evidence_that_is_withdrawn_leaves_it_and_too_little_is_left(begun: Engine) -> None:
    assert told(begun.take([amended(4, "c2", 2, withdrawn=True)])) == [(("c1", "c3"), 2.0, False)]


def test_evidence_that_no_longer_counts_leaves_it(begun: Engine) -> None:
    assert told(begun.take([amended(4, "c2", 2, category="traffic")])) == [
        (("c1", "c3"), 2.0, False)
    ]


def test_evidence_that_moved_to_another_key_leaves_it(begun: Engine) -> None:
    assert told(begun.take([amended(4, "c1", 2, premises="Q")])) == [(("c2", "c3"), 2.0, False)]


def test_evidence_that_is_put_right_returns_and_the_finding_holds_again(begun: Engine) -> None:
    begun.take([amended(4, "c2", 2, withdrawn=True)])
    back = begun.take([amended(5, "c2", 3, withdrawn=False)])
    assert told(back) == [(("c1", "c2", "c3"), 3.0, True)]


def test_a_correction_that_leaves_everything_as_it_was_says_nothing(begun: Engine) -> None:
    same = amended(4, "c2", 2, category="dispute.debt")
    assert told(begun.take([same])) == [], "another dispute counts as well"


def test_a_correction_within_the_window_changes_the_order_of_the_evidence(begun: Engine) -> None:
    moved = amended(4, "c3", 2, received=Instant(START + int(1.5 * DAY)))
    assert told(begun.take([moved])) == [(("c1", "c3", "c2"), 3.0, True)]


def test_a_record_that_is_no_evidence_corrects_nothing(begun: Engine) -> None:
    begun.take([call(4, "other", 4, premises="Q")])
    assert told(begun.take([amended(5, "other", 2, withdrawn=True)])) == []


def test_what_is_left_may_still_reach_the_level() -> None:
    """Four calls are the evidence of a milder level that two reach as well."""
    low = plan(raise_={"levels": [{"level": 3, "at_least": 2}], "cooldown": "2d",
                       "expires_after": "30d"})  # fmt: skip
    engine = Engine([low])
    found = engine.take([call(n, f"c{n}", 2 * n) for n in (1, 2, 3, 4)])
    assert [finding.count for finding in found.raised] == [2, 3, 4]
    corrections = engine.take([amended(5, "c2", 2, withdrawn=True)]).corrected
    held = {len(each.evidence): each.holds for each in corrections}
    assert held == {1: False, 2: True, 3: True}


def test_a_finding_lapses_when_the_clock_has_passed_and_is_corrected_no_more(
    begun: Engine,
) -> None:
    (first,) = Engine([plan()]).take(three()).raised
    later = begun.take([call(4, "late", 33.5, premises="Q")])
    assert later.lapsed == [first.id]
    assert told(begun.take([amended(5, "c3", 2, withdrawn=True)])) == []


@pytest.mark.parametrize("restart", [False, True])
def test_what_no_window_holds_any_more_still_counts_while_the_finding_stands(
    restart: bool,
) -> None:
    """Thirty days after the first two calls they have left every window; the third has not."""
    plans = [plan()]
    engine, position = Engine(plans), 0
    for day in range(1, 33):
        page = [call(position + 1, f"c{day}", day)] if day < 4 else []
        position += 1
        page += [call(position + n, f"o{day}-{n}", day, premises=f"Q{n}") for n in range(1, 41)]
        position += 40
        found = engine.take(page)
        assert [finding.key for finding in found.raised if finding.key == "P"] == ["P"] * (day == 3)
    (intake,) = [source.intake for source in engine.sources]
    assert intake.records.get("c1") is intake.records.get("c2") is None
    if restart:
        engine = restore(plans, save(engine))
    assert told(engine.take([amended(position + 1, "c3", 2, withdrawn=True)])) == [
        (("c1", "c2"), 2.0, False)
    ]


@pytest.mark.parametrize("size", [1, 100])
def test_evidence_corrected_in_the_batch_that_raised_it_is_told(size: int) -> None:
    facts = [*three(), amended(4, "c2", 2, withdrawn=True)]
    engine, corrected = Engine([plan()]), list[Any]()
    for begin in range(0, len(facts), size):
        corrected += told(engine.take(facts[begin : begin + size]))
    assert corrected == [(("c1", "c3"), 2.0, False)]


@pytest.mark.parametrize("size", [1, 100])
def test_the_record_that_raised_it_may_leave_and_return_in_the_same_batch(size: int) -> None:
    facts = [call(n, f"c{n}", 1) for n in (1, 2, 3)]
    facts += [amended(4, "c3", 2, premises="Q"), amended(5, "c3", 3, premises="P")]
    engine, corrected = Engine([plan(where=None)]), list[Any]()
    for begin in range(0, len(facts), size):
        corrected += told(engine.take(facts[begin : begin + size]))
    assert corrected == [(("c1", "c2"), 2.0, False), (("c1", "c2", "c3"), 3.0, True)]


def test_many_may_lapse_and_those_that_stand_are_still_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The index of what findings rest on is made anew when most of it is of no use."""
    monkeypatch.setattr(standing, "IDLE", 0)
    engine = Engine([plan(raise_={"levels": [{"level": 3, "at_least": 1}], "expires_after": "2d"})])
    for day in range(1, 40):
        engine.take([call(2 * day, f"c{day}", day, premises=f"P{day}")])
        if day > 2:
            withdrawn = fact(
                2 * day + 1, f"c{day - 1}", 2, {"withdrawn": True}, Instant(START + day * DAY)
            )
            assert told(engine.take([withdrawn])) == [((), 0.0, False)]
