"""The rules of calls, by the id of their statement."""

from __future__ import annotations

import pytest

from anlan.respond.call_path import PATH
from anlan.respond.profile import NATIONAL
from anlan.respond.suggest import Suggestion
from anlan.standards.errors import BadInput, Conflict, Refused
from anlan.standards.time import HOUR, MINUTE, SECOND, Instant
from anlan.standards.title import Title
from tests.respond.declared import NOON, ORIGINAL, UNIT, after, around, at, decide, taken

P2 = {**UNIT, "id": "p2"}
NEAREST = Suggestion("p1", "p1", 300.0, Title(zh="近", en="near"))


@pytest.mark.parametrize("matter", ["report", "help", "complaint"])
def test_call01_three_kinds_of_matter(matter: str) -> None:
    assert taken(matter=matter)["matter"] == matter


def test_call01_a_fourth_kind_is_refused() -> None:
    with pytest.raises(BadInput, match="matter"):
        taken(matter="gossip")


def test_call02_the_caller_gives_a_number_or_refuses() -> None:
    assert taken(refused=True)["caller"] == "refused"
    with pytest.raises(BadInput, match="caller_number"):
        decide(None, "take", channel="110", summary="争吵")
    with pytest.raises(BadInput):
        decide(None, "take", channel="110", summary="争吵", caller_number="1", refused=True)


def test_call02_nothing_deletes_a_call_and_void_keeps_it_with_its_reason() -> None:
    assert not any("delete" in name for name in PATH)
    call = after(at("graded"), "void", reason="entered twice")
    assert (call["status"], call["valid"], call["void_reason"]) == (
        "invalid",
        False,
        "entered twice",
    )
    assert call["summary"]
    with pytest.raises(BadInput, match="reason"):
        decide(at("graded"), "void")


def test_call03_the_national_rule_sets_no_minutes() -> None:
    assert NATIONAL.arrive_minutes == {}
    given = {"channel": "110", "summary": "有人持刀", "refused": True}
    fact = decide(None, "take", beside=around(profile=NATIONAL, zone="urban"), **given)[0]
    assert "due" not in fact.data
    assert fact.data["profile"].startswith("national")


@pytest.mark.parametrize(("zone", "minutes"), [("urban", 5), ("suburban", 10), ("rural", None)])
def test_call04_the_region_profile_sets_limits_by_zone_and_is_named(
    zone: str, minutes: int | None
) -> None:
    call = taken(zone=zone)
    assert call.get("due") == (NOON + minutes * MINUTE if minutes else None)
    assert call["profile"] == "city 2026.1"


def test_call06_feedback_class_stands_beside_the_class_of_intake() -> None:
    call = at("fed_back")
    assert (call["category"], call["feedback_category"]) == ("dispute.neighbour", "dispute.family")


def test_call09_the_level_comes_from_the_rules_with_the_reason_shown() -> None:
    call = taken(summary="有人摔伤")
    assert call["level"] == 2
    assert "摔伤" in call["level_reason"]
    assert "somebody hurt" in call["level_reason"]


def test_call09_raising_is_free_and_lowering_needs_a_reason() -> None:
    call = at("graded")
    raised = decide(call, "change-level", level=1)[0]
    assert raised.type == "call.level-raised"
    urgent = after(call, "change-level", level=1)
    with pytest.raises(BadInput, match="reason"):
        decide(urgent, "change-level", level=4)
    lowered = decide(urgent, "change-level", level=4, reason="both went home")[0]
    assert lowered.type == "call.level-lowered"
    assert lowered.data["level_reason"] == "both went home"


@pytest.mark.parametrize("name", ["take", "grade"])
def test_call09_lowering_below_the_rules_needs_a_reason_at_intake_too(name: str) -> None:
    given = {"channel": "110", "summary": "有人打架", "refused": True}
    before = None if name == "take" else taken(summary="有人打架")
    arguments = given | {"level": 4} if name == "take" else {"category": "dispute", "level": 4}
    with pytest.raises(BadInput, match="lowering"):
        decide(before, name, **arguments)


def test_call09_grading_does_not_silently_undo_a_raise() -> None:
    call = taken(level=1)
    assert after(call, "grade", category="dispute.family")["level"] == 1
    with pytest.raises(BadInput, match="lowering"):
        decide(call, "grade", category="dispute.family", level=3)


def test_call11_a_machine_neither_lowers_nor_closes() -> None:
    machine = around(machine=True, original=ORIGINAL)
    with pytest.raises(Refused):
        decide(at("graded"), "change-level", level=4, reason="quiet", beside=machine)
    closing = {
        "reviewed": [("archive", {}), ("call-back", {"satisfaction": 1, "reason": "x"})],
        "fed_back": [("review", {})],
        "graded": [
            ("mark-duplicate", {"duplicate_of": "c0"}),
            ("mark-invalid", {"reason": "x"}),
            ("void", {"reason": "x"}),
        ],
    }
    for state, commands in closing.items():
        for name, arguments in commands:
            with pytest.raises(Refused, match="machine"):
                decide(at(state), name, beside=machine, **arguments)


def test_call12_no_acknowledgement_offers_again_and_tells_the_desk_chief() -> None:
    call = at("dispatched")
    response = {"id": "c1-r1", "version": 1, "unit": "p1"}
    beside = around(unit=P2, response=response, machine=True)
    with pytest.raises(Conflict, match="still has time"):
        decide(call, "reoffer", now=Instant(NOON + 59 * SECOND), beside=beside)
    late = Instant(NOON + 60 * SECOND)
    offered, cleared, again, notice = decide(call, "reoffer", now=late, beside=beside)
    assert (offered.type, offered.data["unit"], offered.data["offers"]) == (
        "call.reoffered",
        "p2",
        2,
    )
    assert (cleared.record, cleared.data) == ("c1-r1", {"cleared": late})
    assert (again.kind, again.record, again.data["sequence"]) == ("unit_response", "c1-r2", 2)
    assert notice.kind == "notice"
    assert "desk chief" in notice.data["recipient"]


def test_call13_not_the_nearest_unit_needs_a_reason() -> None:
    call, beside = at("graded"), around(unit=P2, suggestion=NEAREST)
    with pytest.raises(BadInput, match="not the nearest") as refused:
        decide(call, "dispatch", unit="p2", beside=beside)
    assert refused.value.place == "unit_reason"
    sent = decide(call, "dispatch", unit="p2", unit_reason="speaks the dialect", beside=beside)[0]
    assert (sent.data["unit"], sent.data["nearest_unit"]) == ("p2", "p1")
    assert sent.data["unit_reason"] == "speaks the dialect"
    nearest = decide(call, "dispatch", unit="p1", beside=around(unit=UNIT, suggestion=NEAREST))
    assert nearest[0].data["unit_reason"] is None


def test_call14_one_action_dispatches_and_notifies_the_department() -> None:
    call = after(taken(summary="厨房起火"), "grade", category="urgent_help.fire")
    facts = decide(call, "dispatch", unit="p1", beside=around(unit=UNIT))
    assert [fact.kind for fact in facts] == ["call", "unit_response", "notice"]
    assert "119" in facts[-1].data["recipient"]
    named = decide(
        at("graded"), "dispatch", unit="p1", notify="供电 power", beside=around(unit=UNIT)
    )
    assert named[-1].data["recipient"] == "供电 power"


@pytest.mark.parametrize("actor", ["desk", "p1"])
def test_call16_the_handling_unit_does_not_call_back(actor: str) -> None:
    with pytest.raises(Refused, match="does not call back"):
        decide(
            at("reviewed"), "call-back", satisfaction=1, reason="fine", beside=around(actor=actor)
        )


def test_call16_unresolved_reopens_the_matter() -> None:
    facts = decide(
        at("reviewed"), "call-back", satisfaction=5, reason="it goes on", resolved=False,
        beside=around(actor="hotline"),
    )  # fmt: skip
    assert [fact.type for fact in facts] == ["call.called-back", "call.reopened"]
    assert facts[1].data["status"] == "graded"
    assert facts[1].data["arrived"] is None
    assert facts[0].data["satisfaction"] == 5


@pytest.mark.parametrize("satisfaction", [0, 6])
def test_call16_satisfaction_is_one_to_five(satisfaction: int) -> None:
    with pytest.raises(BadInput, match="satisfaction"):
        decide(at("reviewed"), "call-back", satisfaction=satisfaction, reason="x")


def test_call05_reopening_counts_and_starts_the_limit_anew() -> None:
    call = at("archived", zone="urban")
    later = Instant(NOON + 5 * HOUR)
    again = after(call, "reopen", reason="again", now=later, beside=around(zone="urban"))
    assert (again["times_reopened"], again["reopened"]) == (1, later)
    assert again["due"] == later + 5 * MINUTE
    assert again["reopen_reason"] == "again"


def test_call05_review_may_send_the_feedback_back_with_a_reason() -> None:
    with pytest.raises(BadInput, match="reason"):
        decide(at("fed_back"), "review", approved=False)
    call = after(at("fed_back"), "review", approved=False, reason="no result")
    assert (call["status"], call["fed_back"]) == ("handled", None)


def test_div01_every_diversion_cites_an_item_of_the_scope_list() -> None:
    with pytest.raises(BadInput, match="scope_item"):
        decide(at("graded"), "divert", reason="noise")
    with pytest.raises(BadInput, match="diversion_scope"):
        decide(at("graded"), "divert", reason="noise", scope_item="weather")
    call, order = decide(at("graded"), "divert", reason="noise", scope_item="12345.noise")
    assert call.data["scope_item"] == order.data["scope_item"] == "12345.noise"


def test_div02_clear_goes_over_at_once_unclear_after_a_three_way_call() -> None:
    clear = decide(at("graded"), "divert", reason="noise", scope_item="12345.noise")[1]
    assert "environment" in clear.data["department"]
    given = {"reason": "overlaps", "scope_item": "12345.noise", "manner": "three_way"}
    agreed = decide(at("graded"), "divert", department="街道 sub-district", **given)[1]
    assert agreed.data["department"] == "街道 sub-district"
    with pytest.raises(BadInput, match="first receiver keeps"):
        decide(at("graded"), "divert", **given)


def test_div03_a_work_order_goes_round_with_its_call() -> None:
    call = at("diverted")
    order = {"id": "o", "version": 1, "status": "pushed"}
    path = [
        ("receive-diversion", {}, "received"),
        ("work-diversion", {}, "working"),
        ("finish-diversion", {"result": "works stopped"}, "finished"),
    ]
    for name, arguments, state in path:
        mine, theirs = decide(call, name, beside=around(diversion=order), **arguments)
        assert theirs.data["status"] == state
        call, order = {**call, **mine.data, "version": mine.version}, {**order, **theirs.data}
        order["version"] = theirs.version
    assert (call["status"], call["disposition"]) == ("fed_back", "works stopped")
    call = after(call, "review")
    order = {**order, "status": "finished"}
    facts = decide(call, "archive", beside=around(diversion=order))
    assert [fact.type for fact in facts] == ["call.archived", "diversion.archived"]


def test_div03_a_return_needs_a_reason_and_the_first_receiver_has_it_again() -> None:
    order = {"id": "o", "version": 1, "status": "pushed"}
    with pytest.raises(BadInput, match="reason"):
        decide(at("diverted"), "return-diversion", beside=around(diversion=order))
    call = at("returned")
    assert (call["status"], call["diverted_to"]) == ("returned", None)
    assert after(call, "dispatch", unit="p1", beside=around(unit=UNIT))["status"] == "dispatched"


@pytest.mark.parametrize("words", ["邻居持刀威胁", "闻到燃气味", "somebody is unconscious"])
def test_div06_no_diversion_on_words_of_danger(words: str) -> None:
    call = taken(summary=words)
    with pytest.raises(Refused, match="danger"):
        decide(call, "divert", scope_item="12345.noise", reason="noise")
    with pytest.raises(Refused, match="danger"):
        decide(call, "mark-invalid", reason="a joke")


def test_a_repeat_is_of_another_call_that_stands() -> None:
    call = at("graded")
    with pytest.raises(BadInput, match="repeats another"):
        decide(call, "mark-duplicate", duplicate_of="c1", beside=around(original=call))
    repeat = {**ORIGINAL, "status": "duplicate"}
    with pytest.raises(BadInput, match="repeats another"):
        decide(call, "mark-duplicate", duplicate_of="c0", beside=around(original=repeat))


def test_cod07_a_place_names_its_system_and_lands_on_the_globe() -> None:
    call = taken(longitude=116.4, latitude=39.9)
    assert (call["longitude"], call["latitude"]) == (116.4, 39.9)
    moved = taken(longitude=116.4, latitude=39.9, system="GCJ-02")
    assert 0.001 < abs(moved["longitude"] - 116.4) < 0.02
    for longitude in (float("nan"), float("inf"), 500.0):
        with pytest.raises(BadInput, match=r"globe|finite"):
            taken(longitude=longitude, latitude=39.9)


def test_task08_the_premises_fill_in_what_they_know() -> None:
    home = {"id": "h1", "area": "a1", "longitude": 116.4, "latitude": 39.9, "address": "1 Lane"}
    given = {"channel": "110", "summary": "争吵", "refused": True, "premises": "h1"}
    data = decide(None, "take", beside=around(premises=home), **given)[0].data
    assert {k: data[k] for k in ("area", "longitude", "address")} == {
        "area": "a1",
        "longitude": 116.4,
        "address": "1 Lane",
    }
