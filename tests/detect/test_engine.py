"""What the engine promises, one rule a test. docs/explanation/models.md words them."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.detect.running.engine import Engine
from anlan.detect.running.finding import FindingDraft
from anlan.standards.time import DAY, Instant
from anlan.store.facts import Recorded
from tests.detect.declared import START, call, fact, plan


def found(engine: Engine, *facts: Recorded) -> list[FindingDraft]:
    return [finding for recorded in facts for finding in engine.take([recorded]).raised]


def levels(findings: Sequence[FindingDraft]) -> list[tuple[str, int, int]]:
    return [(f.trigger, f.level, f.count) for f in findings]


def test_a_level_is_raised_once_when_it_is_reached() -> None:
    facts = [call(n, f"c{n}", n) for n in range(1, 8)]
    assert levels(found(Engine([plan()]), *facts)) == [("c3", 3, 3), ("c5", 2, 5)]


def test_a_finding_carries_its_evidence_its_place_and_its_reason() -> None:
    facts = [call(n, f"c{n}", n, area="A", longitude=1.0 + n, latitude=2.0) for n in range(1, 4)]
    (finding,) = found(Engine([plan()]), *facts)
    assert finding.evidence == ("c1", "c2", "c3")
    assert (finding.area, finding.longitude, finding.latitude) == ("A", 4.0, 2.0)
    assert finding.because_zh == "P在30天内有3起纠纷"
    assert finding.because_en == "3 disputes at P within 30 days"
    assert finding.window_end - finding.window_start == 30 * DAY
    assert finding.expires - finding.raised == 30 * DAY
    assert (finding.subject, finding.key, finding.zone) == ("premises", "P", "Asia/Shanghai")


def test_the_place_is_the_address_of_the_premises_and_else_the_key() -> None:
    said = {"zh": "{place}{count}起", "en": "{count} at {place}"}
    facts = [call(n, f"c{n}", n, address=f"{n} Elm St", area="A") for n in range(1, 4)]
    (finding,) = found(Engine([plan(because=said)]), *facts)
    assert (finding.key, finding.place) == ("P", "3 Elm St")
    assert (finding.because_zh, finding.because_en) == ("3 Elm St3起", "3 at 3 Elm St")
    assert finding.fact().data["place"] == "3 Elm St"
    (finding,) = found(Engine([plan(because=said)]), *facts[:2], call(3, "c3", 3, address=None))
    assert (finding.place, finding.because_en) == ("P", "3 at P")


def test_an_area_is_not_where_one_of_its_calls_is() -> None:
    facts = [call(n, f"c{n}", n, address="1 Elm St", area="A") for n in range(1, 4)]
    (finding,) = found(Engine([plan(key="area")]), *facts)
    assert finding.place == "A"


def test_a_record_without_coordinates_or_area_still_makes_a_finding() -> None:
    (finding,) = found(Engine([plan()]), *(call(n, f"c{n}", n) for n in range(1, 4)))
    assert (finding.area, finding.longitude, finding.latitude) == (None, None, None)


def test_the_window_leaves_out_its_first_instant_and_holds_its_last() -> None:
    on_edge = [call(1, "a", 0), call(2, "b", 1), call(3, "c", 30)]
    assert found(Engine([plan()]), *on_edge) == []
    inside = [call(1, "a", 0.001), call(2, "b", 1), call(3, "c", 30)]
    assert levels(found(Engine([plan()]), *inside)) == [("c", 3, 3)]


def test_the_clock_is_the_highest_time_and_late_records_count_while_a_window_holds_them() -> None:
    engine = Engine([plan()])
    facts = [call(1, "a", 20), call(2, "b", 25), call(3, "late", 3)]
    assert levels(found(engine, *facts)) == [("late", 3, 3)]
    assert engine.clock("call") == Instant(START + 25 * DAY)


def test_a_record_too_late_for_the_window_is_logged_not_dropped_silently() -> None:
    engine = Engine([plan()])
    assert found(engine, call(1, "a", 40), call(2, "b", 41), call(3, "c", 5)) == []
    assert engine.missed == {("late", "repeat"): 1}
    assert engine.misses[0].record == "c"


def test_a_record_from_the_future_neither_counts_nor_moves_the_clock() -> None:
    engine = Engine([plan()])
    typo = call(2, "typo", 0, received=Instant(START + 26_000 * DAY))
    assert levels(found(engine, call(1, "a", 1), typo, call(3, "b", 2), call(4, "c", 3))) == [
        ("c", 3, 3)
    ]
    assert engine.clock("call") == Instant(START + 3 * DAY)
    assert engine.missed == {("ahead", "call"): 1}


def test_a_time_put_right_later_counts() -> None:
    engine = Engine([plan()])
    typo = call(1, "typo", 0, received=Instant(START + 26_000 * DAY))
    right = fact(4, "typo", 2, {"received": START}, START)
    facts = [call(2, "a", 1), call(3, "b", 2)]
    assert levels(found(engine, typo, *facts, right)) == [("typo", 3, 3)]


def test_a_record_without_key_never_counts() -> None:
    facts = [call(n, f"c{n}", n, premises=None) for n in range(1, 6)]
    assert found(Engine([plan()]), *facts) == []


def test_keys_do_not_mix() -> None:
    facts = [call(n, f"c{n}", n, premises=f"P{n % 2}") for n in range(1, 5)]
    assert found(Engine([plan()]), *facts) == []


def test_an_amendment_that_now_matches_counts_from_then_on() -> None:
    engine = Engine([plan()])
    facts = [call(1, "a", 1), call(2, "b", 2), call(3, "c", 3, category="traffic")]
    assert found(engine, *facts) == []
    right = fact(4, "c", 2, {"category": "dispute.debt"}, START)
    (finding,) = found(engine, right)
    assert (finding.trigger, finding.evidence) == ("c", ("a", "b", "c"))


def test_an_amendment_takes_back_what_the_record_counted_before() -> None:
    engine = Engine([plan()])
    found(engine, call(1, "a", 1), call(2, "b", 2))
    found(engine, fact(3, "a", 2, {"premises": "Q"}, START))
    assert found(engine, call(4, "c", 3)) == []
    assert levels(found(engine, call(5, "d", 4))) == [("d", 3, 3)]


def test_a_withdrawn_record_no_longer_counts() -> None:
    engine = Engine([plan()])
    found(engine, call(1, "a", 1), call(2, "b", 2), fact(3, "a", 2, {"withdrawn": True}, START))
    assert found(engine, call(4, "c", 3)) == []


def test_a_fact_that_changes_nothing_a_model_looks_at_raises_nothing() -> None:
    engine = Engine([plan()])
    found(engine, *(call(n, f"c{n}", n) for n in range(1, 4)))
    assert found(engine, fact(4, "c3", 2, {"status": "dispatched", "dispatched": 1}, START)) == []


def test_correcting_the_time_of_a_counted_record_raises_nothing_again() -> None:
    engine = Engine([plan()])
    found(engine, *(call(n, f"c{n}", n) for n in range(1, 4)))
    moved = fact(4, "c2", 2, {"received": Instant(START + int(1.5 * DAY))}, START)
    assert found(engine, moved) == []
    (finding,) = found(engine, call(5, "c4", 4), call(6, "c5", 5))
    assert finding.evidence == ("c1", "c2", "c3", "c4", "c5")


def test_without_a_cooldown_a_level_is_raised_again_after_the_count_fell_below_it() -> None:
    facts = [call(n, f"c{n}", day) for n, day in enumerate((1, 2, 3, 32.5, 33), start=1)]
    # On day 32.5 the window holds 3 and 32.5: below the level, so it is armed again.
    later = [call(6, "c6", 34)]
    assert levels(found(Engine([plan()]), *facts, *later)) == [("c3", 3, 3), ("c6", 3, 3)]


def test_without_a_cooldown_a_count_that_stays_up_is_raised_once() -> None:
    facts = [call(n, f"c{n}", n * 9) for n in range(1, 40)]
    assert levels(found(Engine([plan()]), *facts)) == [("c3", 3, 3)]


def test_with_a_cooldown_a_level_is_silent_for_so_long_and_then_raised_while_it_lasts() -> None:
    levels_ = [{"level": 3, "at_least": 3}]
    cooled = plan(raise_={"levels": levels_, "cooldown": "20d", "expires_after": "30d"})
    facts = [call(n, f"c{n}", n * 9) for n in range(1, 10)]
    # c3 on day 27; silent until day 47; c6 on day 54 is the next record; silent until 74.
    assert [f.trigger for f in found(Engine([cooled]), *facts)] == ["c3", "c6", "c9"]


def test_the_most_urgent_level_that_is_due_is_raised_and_covers_the_milder_ones() -> None:
    cooled = plan(
        raise_={
            "levels": [{"level": 1, "at_least": 5}, {"level": 2, "at_least": 3}],
            "cooldown": "10d",
            "expires_after": "30d",
        }
    )
    facts = [call(n, f"c{n}", n) for n in range(1, 17)]
    assert levels(found(Engine([cooled]), *facts)) == [
        ("c3", 2, 3), ("c5", 1, 5), ("c15", 1, 15),
    ]  # fmt: skip


def test_an_amendment_of_a_record_all_windows_let_go_of_is_logged() -> None:
    engine = Engine([plan()])
    found(engine, call(1, "a", 0), call(2, "b", 40))
    assert found(engine, fact(3, "a", 2, {"premises": "Q"}, START)) == []
    assert engine.missed == {("forgotten", "call"): 1}


def test_a_fact_delivered_twice_counts_once() -> None:
    engine = Engine([plan()])
    first = call(1, "a", 1)
    assert found(engine, first, first, call(2, "b", 2)) == []


def test_local_hours_and_days_follow_the_zone_of_the_record() -> None:
    night = plan(
        where={
            "all": [
                {"time_of_day": {"from": "22:00", "until": "06:00"}},
                {"weekday": ["fri", "sat"]},
            ]
        }
    )
    # 2026-01-02 is a Friday; the record's zone is Asia/Shanghai.
    facts = [call(n, f"c{n}", 1 + (22 + n * 0.1) / 24) for n in range(1, 4)]
    assert len(found(Engine([night]), *facts)) == 1
    by_day = [call(n, f"c{n}", 1 + (12 + n * 0.1) / 24) for n in range(1, 4)]
    assert found(Engine([night]), *by_day) == []


def test_models_over_one_kind_do_not_disturb_each_other() -> None:
    other = plan(id="longer", window={"sliding": "90d"}, key="area", where=None)
    facts = [call(n, f"c{n}", n * 11, area="A") for n in range(1, 12)]
    together = found(Engine([plan(), other]), *facts)
    for one in (plan(), other):
        alone = found(Engine([one]), *facts)
        assert [f for f in together if f.model == one.model.id] == alone


def test_what_another_model_looks_at_changes_nothing() -> None:
    share = plan(
        id="share",
        where=None,
        window={"sliding": "10d"},
        measure={"ratio": {"of": {"field": "valid", "equals": False}, "minimum": 2}},
        raise_={"levels": [{"level": 3, "at_least": 0.7}], "expires_after": "30d"},
    )
    other = plan(id="other", where={"field": "status", "equals": "archived"})
    days = {"a": 1.0, "b": 1.1, "c": 2.0, "d": 3.0, "e": 3.1}
    facts = [call(n, r, day, valid=r == "c") for n, (r, day) in enumerate(days.items(), start=1)]
    # On day 11.5 the share is below the level, on day 12.6 above it again, and nobody asked.
    facts += [
        call(6, "x", 11.5, premises="Q"),
        fact(7, "d", 2, {"status": "archived"}, START),
        call(8, "f", 12.6, valid=False),
    ]
    alone = found(Engine([share]), *facts)
    assert [finding.trigger for finding in alone] == ["b", "d"]
    together = found(Engine([share, other]), *facts)
    assert [finding for finding in together if finding.model == "share"] == alone
