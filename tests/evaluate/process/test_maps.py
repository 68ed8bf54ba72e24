"""A map says what follows what, how often and after how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.evaluate.process.chosen import chosen
from anlan.evaluate.process.conformance import conformance
from anlan.evaluate.process.courses import courses, variants
from anlan.evaluate.process.flow import ProcessFlow, path_of
from anlan.evaluate.process.hand_overs import hand_overs
from anlan.evaluate.process.log import EventLog
from anlan.evaluate.process.map import map_of
from anlan.evaluate.process.opening import read_log
from anlan.evaluate.process.picture import picture
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import AnlanError, BadDeclaration
from anlan.standards.time import parse_iso
from tests.evaluate.process.logs import FINES, xes
from tests.real import shared_data

HOUR = 3600
FLOW = """
id: fines
version: "1"
title: {zh: 罚款, en: fines}
owner: fines office
basis: road traffic rules
begins: [write]
ends: [pay]
steps:
  write: {then: [pay, appeal]}
  appeal: {title: {zh: 申诉, en: appeal}, then: [pay]}
  pay: {}
"""


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    return read_log(xes(tmp_path / "fines.xes", FINES))


def test_an_edge_has_its_count_and_waiting(log: EventLog) -> None:
    edges = {(e.source, e.target): e for e in map_of(log).edges}
    direct = edges["write", "pay"]
    assert (direct.count, direct.cases) == (2, 2)
    assert direct.waiting.mean == direct.waiting.median == 25 * HOUR
    assert direct.waiting.p95 == pytest.approx(2 * HOUR + 0.95 * 46 * HOUR)
    assert direct.waiting.total == 50 * HOUR
    assert edges["pay", "pay"].waiting.median == 12 * HOUR
    assert len(edges) == 4


def test_a_node_has_events_cases_beginnings_and_ends(log: EventLog) -> None:
    nodes = {n.activity: n for n in map_of(log).nodes}
    pay = nodes["pay"]
    assert (pay.events, pay.cases, pay.begins, pay.ends) == (4, 3, 0, 3)
    assert nodes["write"].begins == 3


def test_bottlenecks_are_the_longest_waits(log: EventLog) -> None:
    found = map_of(log)
    assert found.bottlenecks(1, by="total")[0].waiting.total == 50 * HOUR
    assert (found.bottlenecks(1, by="median")[0].source) == "appeal"


def test_variants_are_counted_most_frequent_first(log: EventLog) -> None:
    first, second = variants(log)
    assert (first.course, first.count, first.share) == (("write", "pay"), 2, 2 / 3)
    assert second.course == ("write", "appeal", "pay", "pay")
    assert len(variants(log, 1)) == 1


def test_departments_hand_over_and_an_event_without_one_is_passed_over(log: EventLog) -> None:
    (only,) = hand_overs(log)
    assert (only.source, only.target, only.count, only.cases) == ("desk", "bank", 3, 3)
    assert only.waiting.median == 48 * HOUR


def test_cases_are_chosen_by_period_activity_and_variant(log: EventLog) -> None:
    assert chosen(log, since=parse_iso("2026-01-31T00:00:00Z")).case_ids == ("c",)
    assert chosen(log, until=parse_iso("2026-01-31T00:00:00Z")).case_ids == ("a", "b")
    assert chosen(log, top=1).case_ids == ("a", "b")
    assert chosen(log, begins=["write"], ends=["pay"]).cases == 3
    with pytest.raises(AnlanError, match="no such activity"):
        chosen(log, begins=["nothing"])
    with pytest.raises(AnlanError, match="no case is left"):
        chosen(log, ends=["write"])


def test_deviations_are_named_counted_and_have_their_cases(log: EventLog) -> None:
    kept = conformance(log, path_of(parse_declaration(FLOW, ProcessFlow, place="flow")))
    (only,) = kept.deviations
    assert (only.source, only.target, only.count, only.case_ids) == ("pay", "pay", 1, ("c",))
    assert (kept.fitting, kept.moves, kept.legal) == (2, 3 + 3 + 5, 10)
    assert kept.of_case.tolist() == [1.0, 1.0, 0.8]
    assert kept.fitness == pytest.approx(2.8 / 3)


def test_wrong_beginning_wrong_end_and_an_unknown_activity_deviate(tmp_path: Path) -> None:
    odd = (("x", (("pay", "2026-01-01", ""), ("lose", "2026-01-02", ""))),)
    kept = conformance(
        read_log(xes(tmp_path / "odd.xes", odd)),
        path_of(parse_declaration(FLOW, ProcessFlow, place="flow")),
    )
    found = {(d.source, d.target, d.known) for d in kept.deviations}
    assert found == {(None, "pay", True), ("pay", "lose", False), ("lose", None, True)}
    assert kept.fitness == 0.0


@pytest.mark.parametrize(
    ("line", "wrong", "said"),
    [
        ("then: [pay, appeal]", "then: [pay, apeal]", "apeal is named but not declared"),
        ("then: [pay, appeal]", "then: [pay]", "nothing leads to appeal"),
    ],
)
def test_a_flow_that_cannot_be_walked_is_refused(line: str, wrong: str, said: str) -> None:
    with pytest.raises(BadDeclaration, match=said):
        parse_declaration(FLOW.replace(line, wrong), ProcessFlow, place="flow")


@pytest.mark.parametrize(("language", "word"), [("zh", "中位等待"), ("en", "median waiting")])
def test_the_picture_names_every_activity_in_either_language(
    log: EventLog, language: str, word: str
) -> None:
    drawn = picture(map_of(log), language, wrong={("pay", "pay")})  # type: ignore[arg-type]
    assert word in drawn
    assert all(f">{name}</text>" in drawn for name in ("write", "appeal", "pay"))
    assert 'stroke-dasharray="7 4"' in drawn


def test_a_name_cannot_break_the_picture(tmp_path: Path) -> None:
    nasty = (("1", (("<script>&\"'", "2026-01-01", ""), ("b", "2026-01-02", ""))),)
    drawn = picture(map_of(read_log(xes(tmp_path / "n.xes", nasty))), "en")
    assert "<script>" not in drawn
    assert "&lt;script&gt;&amp;" in drawn


def test_the_fines_of_an_italian_town() -> None:
    log = read_log(shared_data("event_logs/RTFMP.xes.gz"))
    assert (log.cases, log.events, len(courses(log))) == (150_370, 561_470, 231)
    found = map_of(log)
    assert found.edges[0].count == 103_392
    assert (variants(log, 1)[0].count, len(found.nodes)) == (56_482, 11)
