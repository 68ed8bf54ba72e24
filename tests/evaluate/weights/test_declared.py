"""Weights that a framework declares to be found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from anlan.evaluate.weights.ahp import ahp
from anlan.evaluate.weights.from_data import entropy
from tests.evaluate.studied import study

PAIRS = "[[calls, solved, 2], [calls, waits, 4], [solved, waits, 2]]"


def test_judged_weights_replace_the_given_ones(tmp_path: Path) -> None:
    made = study(tmp_path, weights=f"weights: {{origin: ahp, pairs: {PAIRS}}}")
    wanted = ahp(
        ("calls", "solved", "waits"),
        [("calls", "solved", 2), ("calls", "waits", 4), ("solved", "waits", 2)],
    )
    assert made.found["safety"].weights == wanted.weights
    assert made.tree.branches[0].weights == tuple(wanted.weights.values())


def test_weights_from_data_are_those_of_the_normalised_values(tmp_path: Path) -> None:
    made = study(tmp_path, weights="weights: {origin: entropy}")
    values = made.build().steps["normalised"][:, :3]
    assert made.found["safety"].weights == entropy(("calls", "solved", "waits"), values).weights


@pytest.mark.parametrize(
    "declared",
    [
        "{origin: critic}",
        "{origin: pca}",
        "{origin: optimised}",
        "{origin: equal}",
        "{origin: budget, budgets: [{calls: 50, solved: 50}, {calls: 20, solved: 40, waits: 40}]}",
        "{origin: bwm, best: calls, worst: waits, over_others: {solved: 2, waits: 4}, over_worst: {calls: 4, solved: 2}}",
    ],
)
def test_every_origin_makes_a_study(tmp_path: Path, declared: str) -> None:
    made = study(tmp_path, weights=f"weights: {declared}")
    assert sum(made.tree.branches[0].weights) == pytest.approx(1)
    assert min(made.tree.branches[0].weights) >= 0
    assert not np.isnan(made.build().scores[:, -1]).any()
