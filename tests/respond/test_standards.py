"""Task standards and flows as declarations, by the id of their statement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anlan.respond.flow import Flow, check_flows
from anlan.respond.standards import (
    TaskStandard,
    WorkKind,
    check_standard,
    count_by_class,
    overlaps,
)
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration
from anlan.standards.time import parse_iso
from tests.respond.declared import rules

STANDARD = """
id: lamp
version: "1"
title: {zh: 路灯报修, en: mend a street lamp}
class: 设施 facilities
kind: facility
trigger: {zh: 夜间报警反复, en: repeated calls at night}
team: community
steps:
  - {id: look, title: {zh: 现场查看, en: look at it}, evidence: {zh: 照片编号, en: number of the photograph}}
limit_hours: 24
acceptance: {no_further: {kind: call, where: {field: category, under: dispute}, days: 7}}
checks:
  quantity: [{zh: 一次, en: once}]
  process: [{zh: 按期, en: in time}]
  effect: [{zh: 不再报警, en: no more calls}]
legal_basis: 公安派出所工作规范
expires: "2030-01-01"
minutes: 30
per_year: 50
new_because: {zh: 原无, en: there was none}
"""


def parsed(old: str = "", new: str = "") -> TaskStandard:
    assert not old or old in STANDARD
    return parse_declaration(STANDARD.replace(old, new), TaskStandard, place="lamp.yaml")


def test_the_library_declares_rules_that_hold_together() -> None:
    rules().check()
    assert {"repeat-dispute", "repeat-place"} <= set(rules().flows)


@pytest.mark.parametrize(
    "missing",
    ["trigger", "team", "steps", "limit_hours", "acceptance", "legal_basis", "expires", "checks"],
)
def test_task02_a_standard_states_all_of_its_parts(missing: str) -> None:
    lines = STANDARD.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(missing + ":"))
    end = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith(" "))
    text = "\n".join(lines[:start] + lines[end:])
    with pytest.raises(BadDeclaration, match=missing):
        parse_declaration(text, TaskStandard, place="lamp.yaml")


@pytest.mark.parametrize(
    ("old", "new", "why", "line"),
    [
        ("[{zh: 一次, en: once}]", "[]", "checks.quantity", 13),
        ("[{zh: 按期, en: in time}]", "[]", "checks.process", 14),
        ("[{zh: 不再报警, en: no more calls}]", "[]", "checks.effect", 15),
        ("kind: facility", "kind: person", "kind", 6),
        ("minutes: 30", "minutes: lots", "minutes", 18),
        ("limit_hours: 24", "limit_hours: 24\nlimit_days: 1", "limit_days", 12),
    ],
)
def test_task03_task06_a_wrong_part_is_named_with_its_line(
    old: str, new: str, why: str, line: int
) -> None:
    with pytest.raises(BadDeclaration, match=why) as wrong:
        parsed(old, new)
    assert (wrong.value.place or "").startswith("lamp.yaml:")
    assert abs(int((wrong.value.place or "").split(":")[1]) - line) <= 1


def test_task06_no_kind_of_work_is_about_a_person() -> None:
    assert not {"person", "people", "suspect"} & {kind.value for kind in WorkKind}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (", evidence: {zh: 照片编号, en: number of the photograph}", "", "evidence"),
        (
            "{no_further: {kind: call, where: {field: category, under: dispute}, days: 7}}",
            "{}",
            "exactly one",
        ),
        ("new_because: {zh: 原无, en: there was none}", "", "TASK07"),
        ("per_year: 50", "per_year: 50\nreplaces: old", "one of the two"),
    ],
)
def test_task07_whole_standards_only(old: str, new: str, why: str) -> None:
    with pytest.raises(BadDeclaration, match=why):
        parsed(old, new)


def test_task07_the_yearly_minutes_of_an_item_are_shown() -> None:
    assert parsed().yearly_minutes == 1500


def test_task04_items_are_counted_by_class_and_overlaps_are_reported() -> None:
    mine, other = parsed(), parsed("id: lamp", "id: lantern")
    assert count_by_class([mine, other]) == {"设施 facilities": 2}
    assert overlaps([mine, other]) == [("lamp", "lantern")]
    assert overlaps(rules().standards.values()) == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("team: community", "team: swat", "no such team"),
        ("field: category", "field: colour", "no such field"),
        ("category, under: dispute", "summary, equals: x", "personal"),
        ("days: 7", "same: colour, days: 7", "same"),
        ("field: category", "field: area", "not a code"),
        ("under: dispute", "under: disputes", "not a code of table category"),
    ],
)
def test_a_standard_is_checked_against_the_declared_kinds(old: str, new: str, why: str) -> None:
    check_standard(parsed(), rules().kinds, rules().codes)
    with pytest.raises(BadDeclaration, match=why):
        check_standard(parsed(old, new), rules().kinds, rules().codes)


def test_a_standard_is_not_in_force_from_its_day_of_expiry() -> None:
    assert parsed().in_force(parse_iso("2029-12-31T23:59:59+00:00"))
    assert not parsed().in_force(parse_iso("2030-01-01T00:00:00+00:00"))


def test_a_flow_that_names_no_standard_is_refused() -> None:
    with pytest.raises(BadDeclaration, match="no such task standard"):
        check_flows(rules().flows.values(), {})
    broken = replace(rules(), standards={})
    with pytest.raises(BadDeclaration):
        broken.check()


def test_dsp08_second_call_team_leader_third_joint_mediation() -> None:
    flow = rules().flows["repeat-dispute"]
    second, third = ({"count": n, "subject": "dispute", "level": 2} for n in (2, 3))
    assert (route := flow.route(second)) is not None
    assert route.standard == "dispute-leader-visit"
    assert (route := flow.route(third)) is not None
    assert route.standard == "dispute-joint-mediation"
    assert flow.follow_up is not None
    assert flow.follow_up.days == (7, 30)


def test_declarations_publish_their_json_schema() -> None:
    assert "no_further" in str(TaskStandard.model_json_schema())
    assert "escalation" in Flow.model_json_schema()["properties"]
