"""From values to scores: goalposts, weights over what is present, deductions, bands."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, strategies as st

from anlan.evaluate.declaration.framework import ROOT, Framework
from anlan.evaluate.measuring.cells import Cell
from anlan.evaluate.measuring.scoring import Scored, bands, score_of, score_tree
from tests.evaluate.small import TEXT, small

FRAMEWORK = small()
MEASURED = tuple(FRAMEWORK.measured)
VALUES = {"rate": 5.0, "repeat": 10.0, "minutes": 10.0, "typed": 5.0, "far": 10.0, "recalled": 25.0}


def cell(measure: str, value: float, spread: float = 0.0) -> Cell:
    return Cell(measure, "A", "2026-01", value=value, low=value - spread, high=value + spread)


def tree(values: dict[str, float], framework: Framework = FRAMEWORK) -> dict[str, Scored]:
    return score_tree(framework, {m: cell(m, v) for m, v in values.items()}, None)


def test_goalposts_score_0_at_the_floor_and_100_at_the_target_whichever_way_is_better() -> None:
    rate, solved = FRAMEWORK.measures["rate"], FRAMEWORK.measures["minutes"]
    assert [score_of(rate, v, None) for v in (25.0, 20.0, 10.0, 0.0)] == [0, 0, 50, 100]
    assert score_of(solved, 17.5, None) == 50


def test_a_zone_with_goalposts_of_its_own_uses_them() -> None:
    rate = FRAMEWORK.measures["rate"]
    assert score_of(rate, 5.0, "rural") == 50
    assert score_of(rate, 5.0, "urban") == 75


def test_a_corrective_measure_starts_full_and_never_gains() -> None:
    far = FRAMEWORK.measures["far"]
    assert [score_of(far, v, None) for v in (0.0, 10.0, 90.0)] == [100, 80, 50]


def test_scores_are_weighted_means_up_to_the_whole() -> None:
    found = tree(VALUES)
    assert found["calls"].score == (75 + 80) / 2
    assert found["service"].score == (80 + 75 + 80 + 50) / 4
    # Nothing of `cases` is assessed: `crime` rests on `calls` alone and says so.
    assert found["crime"].score == found["calls"].score
    assert found["crime"].coverage == 0.5
    assert found["cases"] == Scored()
    assert found[ROOT].score == pytest.approx(0.6 * 77.5 + 0.4 * 71.25)
    assert found[ROOT].coverage == pytest.approx(0.6 * 0.5 + 0.4)


def test_a_deduction_takes_points_off_its_parent_and_weighs_nothing() -> None:
    assert tree(VALUES | {"voided": 3.0})["service"].score == 71.25 - 3
    assert tree(VALUES | {"voided": 300.0})["service"].score == 71.25 - 10
    assert tree(VALUES | {"voided": 0.0})["service"] == tree(VALUES)["service"]
    assert tree({"voided": 3.0})["service"] == Scored()


@given(
    st.dictionaries(st.sampled_from(MEASURED), st.floats(0, 60)),
    st.sampled_from(["crime", "service"]),
)
def test_a_missing_branch_equals_that_branch_removed(values: dict[str, float], gone: str) -> None:
    kept = tuple(
        node.model_copy(update={"weight": node.weight.model_copy(update={"value": 100.0})})
        for node in FRAMEWORK.nodes
        if node.id != gone
    )
    without = FRAMEWORK.model_copy(update={"nodes": kept})
    below = {m for m in MEASURED if FRAMEWORK.parents[m] == gone} | (
        {"rate", "repeat"} if gone == "crime" else set()
    )
    left = {m: v for m, v in values.items() if m not in below}
    assert tree(left)[ROOT].score == tree(left, without)[ROOT].score


@given(st.dictionaries(st.sampled_from(MEASURED), st.floats(0, 60), min_size=1))
def test_a_score_lies_between_its_parts_within_0_and_100(values: dict[str, float]) -> None:
    found = tree({m: v for m, v in values.items() if m != "voided"})
    for node in ("crime", "service", ROOT):
        if (score := found[node].score) is not None:
            parts = [p.score for p in found.values() if p.score is not None]
            assert 0 <= min(parts) <= score <= max(parts) <= 100


def test_siblings_may_be_declared_in_any_order() -> None:
    turned = FRAMEWORK.model_copy(update={"nodes": FRAMEWORK.nodes[::-1]})
    assert tree(VALUES, turned)[ROOT] == tree(VALUES)[ROOT]


def test_the_interval_of_a_value_becomes_one_of_the_score() -> None:
    found = score_tree(FRAMEWORK, {"rate": cell("rate", 10.0, 2.0)}, None)["rate"]
    assert (found.low, found.score, found.high) == (40, 50, 60)
    both = {"rate": cell("rate", 10.0, 2.0), "repeat": cell("repeat", 25.0, 5.0)}
    calls = score_tree(FRAMEWORK, both, None)["calls"]
    assert calls.score == 50
    assert calls.high == pytest.approx(50 + (10**2 + 10**2) ** 0.5 / 2)


def test_areas_whose_intervals_overlap_share_a_band() -> None:
    found = bands(
        {
            "a": Scored(90, 85, 95, 1),
            "b": Scored(86, 80, 92, 1),
            "c": Scored(70, 65, 75, 1),
            "d": Scored(60, 50, 66, 1),
            "e": Scored(),
        }
    )
    assert found == {"a": 1, "b": 1, "c": 2, "d": 2}


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=3),
        st.tuples(st.floats(0, 100), st.floats(0, 20)).map(
            lambda s: Scored(s[0], s[0] - s[1], s[0] + s[1], 1.0)
        ),
    ),
    st.randoms(),
)
def test_the_order_and_the_names_of_areas_never_change_a_band(
    scores: dict[str, Scored], order: random.Random
) -> None:
    names = list(scores)
    order.shuffle(names)
    assert bands({name: scores[name] for name in names}) == bands(scores)
    renamed = bands({f"x{name[::-1]}{name}": s for name, s in scores.items()})
    assert sorted(renamed.values()) == sorted(bands(scores).values())


def test_the_text_of_the_small_framework_is_what_the_tests_take_it_for() -> None:
    assert "deduction" in TEXT
    assert set(FRAMEWORK.shares()) == {ROOT, *FRAMEWORK.parents}
    assert sum(FRAMEWORK.shares()[m] for m in FRAMEWORK.measures) == pytest.approx(100)
