"""The laws of a fair share."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from anlan.evaluate.change.shapley import shapley

STEPS = ("a", "b", "c", "d", "e")


def game(seed: int):  # type: ignore[no-untyped-def]
    known: dict[frozenset[str], float] = {}
    rng = np.random.default_rng(seed)
    return lambda some: known.setdefault(some, float(rng.uniform(-100, 100)))


@given(st.integers(0, 10**6))
def test_the_parts_sum_to_the_difference(seed: int) -> None:
    value = game(seed)
    parts = shapley(value, STEPS)
    assert abs(math.fsum(parts.values()) - (value(frozenset(STEPS)) - value(frozenset()))) < 1e-12


@given(st.integers(0, 10**6))
def test_a_part_is_the_mean_over_all_orders(seed: int) -> None:
    value = game(seed)
    added = dict.fromkeys(STEPS, 0.0)
    orders = list(permutations(STEPS))
    for order in orders:
        for n, step in enumerate(order):
            added[step] += value(frozenset(order[: n + 1])) - value(frozenset(order[:n]))
    wanted = {step: total / len(orders) for step, total in added.items()}
    assert shapley(value, STEPS) == pytest.approx(wanted, abs=1e-10)


@given(st.integers(0, 10**6))
def test_what_changes_nothing_has_no_part_and_equals_have_equal_parts(seed: int) -> None:
    inner = game(seed)
    parts = shapley(lambda some: inner(some - {"e"}), STEPS)
    assert parts["e"] == 0
    alike = shapley(lambda some: float(len(some & {"a", "b"}) ** 2 + ("c" in some)), STEPS)
    assert alike["a"] == pytest.approx(alike["b"])


@given(st.integers(0, 10**6))
def test_the_other_way_round_is_the_opposite(seed: int) -> None:
    value = game(seed)
    there = shapley(value, STEPS)
    back = shapley(lambda some: value(frozenset(STEPS) - some), STEPS)
    assert back == pytest.approx({step: -part for step, part in there.items()}, abs=1e-10)
