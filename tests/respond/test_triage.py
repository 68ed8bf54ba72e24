"""Level and route by rules (CALL09, CALL10)."""

from __future__ import annotations

import pytest

from anlan.respond.triage import Triage, grade
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration
from tests.respond.declared import rules

EXAMPLES = [
    ("老人突然昏迷，没有呼吸", None, "110", "medical", 1, True),
    ("my father is not breathing", None, "911", "medical", 1, True),
    ("胸痛", "urgent_help.medical", "120", "medical", 1, True),
    ("跌倒受伤", "urgent_help.medical", "120", "medical", 2, False),
    ("车辆相撞，有人受伤", "traffic.collision_injury", "122", "medical", 2, False),
    ("两车追尾，无人受伤", "traffic.collision", "122", "police", 3, False),
    ("rear-end collision; nobody hurt", "traffic.collision", "911", "police", 3, False),
    ("电动车起火，有人烧伤昏迷", None, "110", "medical", 1, True),
    ("杂物起火", "urgent_help.fire", "119", "fire", 1, True),
    ("kitchen on fire", None, "911", "fire", 1, True),
    ("楼道闻到燃气味", None, "12345", "fire", 1, True),
    ("电梯困人", "urgent_help.rescue", "119", "fire", 2, False),
    ("有人持刀砍人并有人受伤", None, "110", "medical", 1, True),
    ("有人持刀威胁", "public_order.disturbance", "110", "police", 1, True),
    ("shots fired behind the school", None, "911", "police", 1, True),
    ("有人打架", None, "110", "police", 2, False),
    ("楼上楼下因噪声争吵", "dispute.neighbour", "110", "police", 3, False),
    ("老人走失", "urgent_help.missing", "110", "police", 2, False),
    ("咨询证件办理", "other.consultation", "12345", "routine", 4, False),
    ("停水", "other.utility", "12345", "routine", 4, False),
]


@pytest.mark.parametrize(("text", "category", "channel", "route", "level", "danger"), EXAMPLES)
def test_call10_twenty_calls_and_their_route(
    text: str, category: str | None, channel: str, route: str, level: int, danger: bool
) -> None:
    found = grade(
        rules().triage, rules().codes["category"], text=text, category=category, channel=channel
    )
    assert (found.route, found.level, found.danger) == (route, level, danger)
    assert found.reason.zh
    assert found.reason.en


def test_call10_words_of_danger_win_over_any_class_and_channel() -> None:
    categories = rules().codes["category"]
    for category in categories.codes:
        found = grade(
            rules().triage, categories, text="邻居持枪", category=category, channel="12345"
        )
        assert (found.level, found.danger) == (1, True)


def test_call11_without_any_rule_met_the_usual_level_stands() -> None:
    found = grade(rules().triage, rules().codes["category"], text="无内容")
    assert (found.level, found.route, found.rules) == (3, "police", ())


def test_latin_words_are_whole_words() -> None:
    categories = rules().codes["category"]
    assert not grade(rules().triage, categories, text="a gunny sack in the lane").danger
    assert grade(rules().triage, categories, text="A GUN in the lane").danger


RULE = """
id: t
title: {zh: 规则, en: rules}
version: "1"
source: test
routes: [police, routine]
rules:
  - {id: a, title: {zh: 甲, en: a}, route: police, level: 1, danger: true, words: [刀]%s}
otherwise: {route: %s, level: 3}
"""


@pytest.mark.parametrize(
    ("extra", "otherwise", "why"),
    [
        (", unless: [菜刀]", "police", "danger rule"),
        ("", "fire", "not among routes"),
        (", size: 3", "police", "Extra inputs"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(extra: str, otherwise: str, why: str) -> None:
    parse_declaration(RULE % ("", "police"), Triage, place="t.yaml")
    with pytest.raises(BadDeclaration, match=why) as wrong:
        parse_declaration(RULE % (extra, otherwise), Triage, place="t.yaml")
    assert (wrong.value.place or "").startswith("t.yaml")
