"""Weights from judgements, against published worked examples."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from anlan.evaluate.weights.ahp import ahp
from anlan.evaluate.weights.budget import budget
from anlan.evaluate.weights.bwm import bwm
from anlan.standards.errors import BadDeclaration

DRINKS = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
DRINKS_JUDGED = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]
CAR = ("quality", "price", "comfort", "safety", "style")


def pairs(parts, matrix):  # type: ignore[no-untyped-def]
    return [(parts[a], parts[b], matrix[a][b]) for a, b in combinations(range(len(parts)), 2)]


def test_ahp_of_what_people_drink() -> None:
    """Saaty (2008), drink consumption in the United States: relative priorities, CR 0.022."""
    found = ahp(DRINKS, pairs(DRINKS, DRINKS_JUDGED))
    wanted = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    np.testing.assert_allclose(list(found.weights.values()), wanted, atol=0.0011)
    assert found.figures["consistency_ratio"] == pytest.approx(0.022, abs=0.001)
    assert found.sound


@settings(max_examples=40)
@given(st.lists(st.floats(0.1, 9), min_size=2, max_size=9))
def test_ahp_finds_weights_that_judgements_agree_on(weights: list[float]) -> None:
    parts = [f"p{n}" for n in range(len(weights))]
    said = [
        (parts[a], parts[b], weights[a] / weights[b]) for a, b in combinations(range(len(parts)), 2)
    ]
    found = ahp(parts, said)
    np.testing.assert_allclose(
        list(found.weights.values()), np.array(weights) / sum(weights), rtol=1e-6
    )
    assert found.figures["consistency_ratio"] == pytest.approx(0, abs=1e-6)


def test_ahp_names_the_judgement_that_contradicts_the_others() -> None:
    weights = {"a": 8.0, "b": 4.0, "c": 2.0, "d": 1.0}
    said = [(x, y, weights[x] / weights[y]) for x, y in combinations(weights, 2)]
    wrong = [(x, y, 1 / 9 if (x, y) == ("a", "d") else times) for x, y, times in said]
    found = ahp(list(weights), wrong)
    assert found.figures["consistency_ratio"] > 0.1
    assert found.figures["most_inconsistent"]["pair"] == ["d", "a"]
    assert "judge d against a again" in found.doubts[0]
    assert not found.sound


@pytest.mark.parametrize(
    "said",
    [
        [("a", "b", 2.0)],
        [("a", "b", 2.0), ("b", "a", 2.0), ("a", "c", 1.0), ("b", "c", 1.0)],
        [("a", "b", 0.0), ("a", "c", 1.0), ("b", "c", 1.0)],
        [("a", "z", 1.0), ("a", "c", 1.0), ("b", "c", 1.0)],
    ],
)
def test_ahp_asks_for_every_pair_once(said) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadDeclaration):
        ahp(("a", "b", "c"), said)


def test_bwm_of_a_car() -> None:
    """Rezaei (2015), buying a car: judgements that agree, so the weights are exact."""
    over_others = dict(zip(CAR, (2.0, 1.0, 4.0, 2.0, 8.0), strict=True))
    over_worst = dict(zip(CAR, (4.0, 8.0, 2.0, 4.0, 1.0), strict=True))
    found = bwm(CAR, "price", "style", over_others, over_worst)
    np.testing.assert_allclose(
        list(found.weights.values()), [0.2105, 0.4211, 0.1053, 0.2105, 0.0526], atol=5e-5
    )
    assert found.figures["xi"] == pytest.approx(0, abs=1e-9)
    assert found.sound


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000))
def test_bwm_is_no_farther_from_the_judgements_than_any_other_weights(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = np.array([1.0, *rng.integers(1, 10, 3)])
    b = np.array([0.0, *rng.integers(1, 10, 2), 1.0])
    b[0] = a[-1]
    parts = ("w", "x", "y", "z")
    found = bwm(
        parts,
        "w",
        "z",
        dict(zip(parts, a.tolist(), strict=True)),
        dict(zip(parts, b.tolist(), strict=True)),
    )

    def off(weights):  # type: ignore[no-untyped-def]
        best, worst = weights[..., :1], weights[..., -1:]
        return np.maximum(np.abs(best - a * weights).max(-1), np.abs(weights - b * worst).max(-1))

    ours = np.array(list(found.weights.values()))
    assert ours.min() >= 0
    assert ours.sum() == pytest.approx(1)
    assert off(ours) == pytest.approx(found.figures["xi"], abs=1e-9)
    assert off(ours) <= off(rng.dirichlet(np.ones(4), 3000)).min() + 1e-12
    near = np.abs(rng.normal(ours, 0.01, (3000, 4)))
    assert off(ours) <= off(near / near.sum(-1, keepdims=True)).min() + 1e-9


def test_bwm_names_the_part_that_contradicts() -> None:
    found = bwm(
        ("a", "b", "c", "d"), "a", "d",
        {"b": 2.0, "c": 9.0, "d": 8.0}, {"a": 8.0, "b": 4.0, "c": 7.0},
    )  # fmt: skip
    assert found.figures["most_inconsistent"] == "c"
    assert "judge c again" in found.doubts[0]
    assert "c" in found.doubts[1]  # above b beside the worst, below it beside the best


@pytest.mark.parametrize(
    ("best", "others", "worst"),
    [
        ("a", {"b": 2.0}, {"a": 4.0, "b": 2.0}),
        ("a", {"b": 2.0, "c": 4.0}, {"a": 5.0, "b": 2.0}),
        ("c", {"b": 2.0, "c": 4.0}, {"a": 4.0, "b": 2.0}),
        ("z", {"b": 2.0, "c": 4.0}, {"a": 4.0, "b": 2.0}),
        ("a", {"b": 2.0, "c": 4.0, "z": 1.0}, {"a": 4.0, "b": 2.0}),
    ],
)
def test_bwm_asks_for_what_it_needs(best: str, others, worst) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadDeclaration):
        bwm(("a", "b", "c"), best, "c", others, worst)


def test_budgets_count_every_person_the_same() -> None:
    people = [{"a": 60.0, "b": 40.0}, {"a": 5.0, "b": 5.0}, {"a": 70.0, "b": 30.0}]
    found = budget(("a", "b"), people)
    assert found.weights == pytest.approx({"a": 0.6, "b": 0.4})
    assert found.figures["spread"] == pytest.approx({"a": 0.1, "b": 0.1})
    assert (found.figures["least"]["a"], found.figures["most"]["a"]) == (0.5, 0.7)
    assert found.sound


def test_budgets_that_disagree_or_are_of_one_person_are_told() -> None:
    assert "do not agree on a, b" in budget(("a", "b"), [{"a": 1.0}, {"b": 1.0}]).doubts[0]
    assert not budget(("a", "b"), [{"a": 1.0}]).sound


@pytest.mark.parametrize("people", [[], [{}], [{"a": 0.0}], [{"z": 1.0}], [{"a": -1.0, "b": 3.0}]])
def test_budgets_must_be_points_on_parts(people) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadDeclaration):
        budget(("a", "b"), people)
