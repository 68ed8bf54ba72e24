"""Scores of two framework versions: refused, unless a bridge makes them comparable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from anlan.evaluate.change.compared import compared, recomputing
from anlan.evaluate.change.sides import Side
from anlan.evaluate.declaration.bridge import Bridge
from anlan.evaluate.deployment.compare import compared as records_compared
from anlan.evaluate.study.study import Study, study_of
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration, BadInput, Refused
from tests.evaluate.studied import framework, study

BRIDGE = """
older: districts@1
newer: districts@2
nodes: {safety: safety}
reason: {zh: 安全部分未改动, en: the safety part is unchanged}
"""


@pytest.fixture
def two(tmp_path: Path) -> tuple[Study, Study]:
    return study(tmp_path), study(tmp_path, version="2", safety=30, base="period")


def side(made: Study, period: str = "2025", node: str = "index") -> Side:
    return Side(made, "D03", period, node)


def crossed(two: tuple[Study, Study]) -> dict[tuple[int, int], Study]:
    one, other = two
    return {
        (0, 1): study_of(one.framework, other.panel),
        (1, 0): study_of(other.framework, one.panel),
    }


def test_one_version_is_compared_and_explained(two: tuple[Study, Study]) -> None:
    told = compared(side(two[0]), side(two[0], "2026"))
    assert told.difference == told.second.score - told.first.score
    assert told.change is not None
    assert sum(told.change.parts.values()) == pytest.approx(told.difference, abs=1e-12)
    assert told.bridge is told.as_published is told.apart is None


def test_two_versions_are_refused_with_the_way_out(two: tuple[Study, Study]) -> None:
    with pytest.raises(Refused, match="different framework versions") as told:
        compared(side(two[0]), side(two[1], "2026"))
    assert "--bridge" in told.value.way_out


def test_a_bridge_of_nodes_holds_for_those_nodes_only(two: tuple[Study, Study]) -> None:
    bridge = parse_declaration(BRIDGE, Bridge, place="bridge.yaml")
    sides = side(two[0], node="safety"), side(two[1], "2026", "safety")
    told = compared(*sides, bridge=bridge, crossed=crossed(two))
    assert told.bridge == bridge.reason
    assert told.change is not None
    assert told.change.parts["base"] != 0
    assert compared(sides[1], sides[0], bridge=bridge).unsplit
    with pytest.raises(Refused):
        compared(side(two[0]), side(two[1], "2026"), bridge=bridge)
    other = bridge.model_copy(update={"newer": "districts@3"})
    with pytest.raises(Refused):
        compared(*sides, bridge=other)


def test_recomputing_scores_the_older_data_under_the_newer_version(
    two: tuple[Study, Study],
) -> None:
    first, second = side(two[0]), side(two[1], "2026")
    bridge = recomputing(two[0].framework, two[1].framework)
    told = compared(first, second, bridge=bridge, crossed=crossed(two))
    again = study_of(two[1].framework, two[0].panel)
    assert told.first.score == again.build().scores[first.row, -1]
    assert told.as_published is not None
    assert told.as_published.score == two[0].build().scores[first.row, -1]
    assert told.change is not None
    assert told.change.parts["framework"] == 0
    with pytest.raises(BadInput, match="needs the older data"):
        compared(first, second, bridge=bridge)


def test_one_version_declared_twice_is_refused(two: tuple[Study, Study]) -> None:
    changed = replace(two[0], framework=framework(safety=50))
    with pytest.raises(Refused, match="declared in two ways"):
        compared(side(two[0]), side(changed, "2026"))


@pytest.mark.parametrize("wrong", ["nodes: {}", "nodes: {a: b}\nrecompute: true"])
def test_a_bridge_says_one_thing(wrong: str) -> None:
    text = BRIDGE.replace("nodes: {safety: safety}", wrong)
    with pytest.raises(BadDeclaration):
        parse_declaration(text, Bridge, place="bridge.yaml")


def test_stored_scores_of_two_versions_need_a_bridge_of_nodes() -> None:
    row = {"framework": "districts", "framework_version": "1", "node": "safety", "assessed": True,
           "area": None, "period": "2026-01", "score": 50.0, "low": 45.0, "high": 55.0}  # fmt: skip
    newer = row | {"framework_version": "2", "score": 62.0, "low": 57.0, "high": 66.0}
    bridge = parse_declaration(BRIDGE, Bridge, place="bridge.yaml")
    told = records_compared(row, newer, bridge)
    assert (told.difference, told.apart, told.bridge) == (12.0, True, bridge.reason)
    for unfit in (None, bridge.model_copy(update={"nodes": {}, "recompute": True})):
        with pytest.raises(Refused):
            records_compared(row, newer, unfit)
