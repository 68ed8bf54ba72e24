"""Weights from data: what they are by definition, and what they admit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from anlan.evaluate.weights.from_data import critic, entropy, equal, principal
from anlan.evaluate.weights.optimised import influence, optimised
from anlan.standards.errors import BadInput

NAN = math.nan
X = np.array([[0.0, 10.0, 1.0], [1.0, 30.0, 1.0], [3.0, 20.0, 2.0], [4.0, 20.0, 5.0]])
ABC = ("a", "b", "c")


def test_equal() -> None:
    assert equal(ABC).weights == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})


def test_entropy_by_hand() -> None:
    def evenness(shares: list[float]) -> float:
        return -sum(p * math.log(p) for p in shares if p) / math.log(4)

    even = [
        evenness([0, 1 / 8, 3 / 8, 4 / 8]),
        evenness([0, 0.5, 0.25, 0.25]),
        evenness([0, 0, 0.2, 0.8]),
    ]
    wanted = np.array([1 - e for e in even]) / sum(1 - e for e in even)
    np.testing.assert_allclose(list(entropy(ABC, X).weights.values()), wanted)


def test_critic_by_hand() -> None:
    scaled = (X - X.min(axis=0)) / np.ptp(X, axis=0)
    information = scaled.std(axis=0, ddof=1) * (1 - np.corrcoef(X.T)).sum(axis=1)
    wanted = information / information.sum()
    np.testing.assert_allclose(list(critic(ABC, X).weights.values()), wanted)


def test_principal_component_by_hand() -> None:
    values, vectors = np.linalg.eigh(np.corrcoef(X.T))
    found = principal(ABC, X)
    np.testing.assert_allclose(list(found.weights.values()), vectors[:, -1] ** 2)
    assert found.figures["explained"] == pytest.approx(values[-1] / 3)


def test_what_runs_against_the_others_is_told() -> None:
    x = np.random.default_rng(1).normal(size=(40, 1)) + 0.3 * np.random.default_rng(2).normal(
        size=(40, 4)
    )
    x[:, 3] *= -1
    assert any("d runs against" in doubt for doubt in principal(("a", "b", "c", "d"), x).doubts)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_weights_from_data_are_shares_whatever_the_unit_of_measure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.lognormal(size=(12, 4))
    x[rng.random(x.shape) < 0.1] = NAN
    x[:2] = [[1, 2, 3, 4], [4, 3, 1, 2]]
    for way in (entropy, critic, principal):
        found = way(("a", "b", "c", "d"), x).weights
        assert min(found.values()) >= 0
        assert sum(found.values()) == pytest.approx(1)
        other = way(("a", "b", "c", "d"), x * [1, 1000, 0.01, 3] + [0, 5, -1, 2]).weights
        assert other == pytest.approx(found, abs=1e-9)


def test_a_part_without_a_spread_has_no_weight_and_is_told() -> None:
    x = np.column_stack([X[:, :2], np.full(4, 7.0)])
    for way in (entropy, critic, principal):
        found = way(ABC, x)
        assert found.weights["c"] == 0
        assert any("c has no spread" in doubt for doubt in found.doubts)
    for way in (entropy, critic, principal, optimised):
        with pytest.raises(BadInput):
            way(ABC, np.ones((4, 3)))


def test_parts_that_the_data_cannot_tell_apart_weigh_the_same_and_it_is_told() -> None:
    found = critic(ABC, np.array([[1.0, 2.0, 5.0], [2.0, 4.0, 9.0]]))
    assert set(found.weights.values()) == {1 / 3}
    assert "the data prefer none" in found.doubts[0]


def test_optimised_reaches_what_can_be_reached() -> None:
    rng = np.random.default_rng(3)
    common = rng.normal(size=(200, 1))
    x = common + rng.normal(size=(200, 4)) * [0.5, 1, 1, 2]
    wanted = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}
    found = optimised(("a", "b", "c", "d"), x, wanted)
    assert found.sound
    assert found.figures["farthest"] < 1e-4
    scaled = (x - x.min(axis=0)) / np.ptp(x, axis=0)
    r = influence(list(scaled.T), np.array(list(found.weights.values())))
    np.testing.assert_allclose(r / r.sum(), 0.25, atol=1e-4)


def test_optimised_says_how_far_it_is_from_what_cannot_be_reached() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(100, 1)) + 0.05 * rng.normal(size=(100, 3))  # all alike
    found = optimised(ABC, x, {"a": 8.0, "b": 1.0, "c": 1.0})
    assert not found.sound
    assert "no weights give what was wanted" in found.doubts[0]
    assert found.figures["farthest"] > 0.3
    assert min(found.weights.values()) >= 0
    assert sum(found.weights.values()) == pytest.approx(1)


def test_optimised_is_never_negative_where_a_part_runs_against_the_others() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(100, 1)) + 0.4 * rng.normal(size=(100, 4))
    x[:, 3] *= -1
    found = optimised(("a", "b", "c", "d"), x)
    assert min(found.weights.values()) >= 0
    assert not found.sound
