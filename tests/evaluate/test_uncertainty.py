"""Uncertainty, sensitivity, removal and what-if of a study."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anlan.evaluate.analysis.removal import below, leave_one_out
from anlan.evaluate.analysis.uncertainty import replayed, sensitivity, uncertainty
from anlan.evaluate.analysis.what_if import Cell, outcomes, supposed
from anlan.evaluate.method import sobol
from anlan.evaluate.method.choices import COMMON, Aggregation, Step
from anlan.evaluate.method.tree import Tree
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput, NotFound
from tests.evaluate.studied import study

CHOICES = COMMON.choices


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study(tmp_path_factory.mktemp("study"), base="period")


def test_rank_intervals_hold_the_nominal_rank_and_the_quantiles_are_those_of_the_ranks(
    made: Study,
) -> None:
    told = uncertainty(made, CHOICES, replications=400, seed=3)
    assert told.choices == ("weights", "normalise", "aggregation")
    assert len(told.units) == 24
    for n, held in enumerate(told.units):
        assert held.rank_low == np.percentile(told.ranks[:, n], 5)
        assert held.rank_median == np.median(told.ranks[:, n])
        assert held.rank_high == np.percentile(told.ranks[:, n], 95)
        assert 1 <= held.rank_low <= held.rank_median <= held.rank_high <= 12  # type: ignore[operator]
    nominal = made.build()
    assert [held.score for held in told.units] == nominal.scores[:, -1].tolist()
    assert [held.rank for held in told.units] == nominal.ranks()[:, -1].tolist()


def test_a_kept_file_of_replications_gives_the_same(made: Study, tmp_path: Path) -> None:
    told = uncertainty(made, CHOICES, replications=50, seed=3)
    file = tmp_path / "kept.jsonl"
    file.write_bytes(b"".join(told.replications.lines(made.tree)))
    again = replayed(made, file)
    np.testing.assert_array_equal(again.scores, told.scores)
    assert again.units == told.units
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[17])  # one alone, written by hand or taken out
    np.testing.assert_array_equal(replayed(made, file).scores[0], told.scores[17])


def test_nothing_varied_moves_nothing(made: Study) -> None:
    same = Step(vary="normalise", options=(made.recipe.normalise,))
    told = uncertainty(made, [same], replications=5)
    assert told.shift == 0
    assert all(held.rank_low == held.rank == held.rank_high for held in told.units)


def test_sobol_indices_of_a_function_whose_indices_are_known() -> None:
    # y = x1 + 2·x2 + 3·x3·x1 on uniform points: variances by hand.
    def y(x):  # type: ignore[no-untyped-def]
        return x[:, 0] + 2 * x[:, 1] + 3 * x[:, 2] * x[:, 0]

    columns = [slice(n, n + 1) for n in range(3)]
    found = sobol.indices(y(sobol.design(3, columns, 20_000, 1)), 3, 200, 1)
    v1, v2, v3 = (1 + 1.5) ** 2 / 12, 4 / 12, 1.5**2 / 12
    v13 = 9 / 144
    whole = v1 + v2 + v3 + v13
    np.testing.assert_allclose(found.first, np.array([v1, v2, v3]) / whole, atol=0.03)
    np.testing.assert_allclose(found.total, np.array([v1 + v13, v2, v3 + v13]) / whole, atol=0.02)
    assert (found.first_interval[:, 0] <= found.first).all()
    assert (found.total <= found.total_interval[:, 1]).all()


def test_sensitivity_shares_the_variance_among_choices(made: Study) -> None:
    idle = Step(vary="treat", options=(None, {"points": 1}), name="treatment")  # nothing to treat
    told = sensitivity(made, [*CHOICES, idle], size=64, bootstrap=50, seed=2)
    assert [factor.choice for factor in told.factors] == [
        *("weights", "normalise", "aggregation"),
        "treatment",
    ]
    assert told.factors[-1].first == told.factors[-1].total == 0
    assert len(told.replications) == 6 * 64
    assert len(told.uncertainty.replications) == 2 * 64
    of_one = sensitivity(made, CHOICES, size=64, bootstrap=0, unit=("D03", "2026"))
    assert of_one.target == "score of D03 2026"
    assert of_one.factors[0].first_low is None


def test_what_cannot_be_asked_is_told(made: Study) -> None:
    with pytest.raises(BadInput, match="two or more"):
        sensitivity(made, CHOICES[:1])
    with pytest.raises(NotFound):
        uncertainty(made, CHOICES, node="nowhere")
    with pytest.raises(NotFound):
        sensitivity(made, CHOICES, size=2, unit=("D99", "2026"))


def test_replications_in_which_a_mean_is_not_defined_are_counted(made: Study) -> None:
    choices = [Aggregation(options=("geometric", "arithmetic")),
               Step(vary="normalise", options=({"how": "zscore"}, {"how": "minmax", "low": 1.0}))]  # fmt: skip
    told = uncertainty(made, choices, replications=40)
    both = [
        b"geometric" in line and b"zscore" in line for line in told.replications.lines(made.tree)
    ]
    assert told.undefined == sum(both) > 0
    assert uncertainty(made, CHOICES, replications=40).undefined == 0


def test_leaving_one_out_is_building_without_it(made: Study) -> None:
    found = {each.node: each for each in leave_one_out(made)}
    assert list(found) == ["calls", "solved", "waits", "content", "online", "safety", "service"]
    assert {each.level for each in found.values()} == {1, 2}
    low, high, top = made.tree.branches
    less = replace(low, children=("solved", "waits"), weights=low.weights[1:])
    without = replace(made, tree=Tree(made.tree.leaves, (less, high, top))).build()
    assert list(found["calls"].units) == without.ranks()[:, -1].tolist()
    only = replace(top, children=("service",), weights=top.weights[1:])
    without = replace(made, tree=Tree(made.tree.leaves, (low, high, only))).build()
    assert list(found["safety"].units) == without.ranks()[:, -1].tolist()
    moved = np.abs(without.ranks()[:, -1] - made.build().ranks()[:, -1])
    assert (found["safety"].mean_shift, found["safety"].largest_shift) == (
        moved.mean(),
        moved.max(),
    )


def test_leaving_out_below_a_branch_and_a_deduction(made: Study) -> None:
    assert [each.node for each in leave_one_out(made, node="service")] == ["content", "online"]
    assert leave_one_out(made, node="calls") == []
    low, high, top = made.tree.branches
    taken = replace(high, children=("content",), weights=(1.0,), deductions=("online",))
    tree = Tree(made.tree.leaves, (low, taken, top))
    deducting = replace(made, tree=tree)
    assert below(tree, "service") == ["content", "online"]
    found = {each.node: each for each in leave_one_out(deducting)}
    plain = replace(deducting, tree=Tree(tree.leaves, (low, replace(taken, deductions=()), top)))
    assert list(found["online"].units) == plain.build().ranks()[:, -1].tolist()


def test_what_if_gives_new_scores_and_ranks(made: Study) -> None:
    other = supposed(
        made, weights={"safety": 1.0, "service": 3.0}, values={Cell("D03", "content", "2026"): 89.0}
    )
    told = {(each.unit, each.period): each for each in outcomes(made, other)}
    assert len(told) == 24
    built = other.build()
    for n, key in enumerate(zip(built.panel.units, built.panel.periods, strict=True)):
        assert told[key].new_score == built.scores[n, -1]
        assert told[key].score == made.build().scores[n, -1]
    assert supposed(made).build().scores.tolist() == made.build().scores.tolist()


@pytest.mark.parametrize(
    ("weights", "values", "error"),
    [
        ({"nowhere": 1.0}, {}, NotFound),
        ({"index": 1.0}, {}, NotFound),
        ({"safety": -0.1}, {}, BadInput),
        ({"safety": float("nan")}, {}, BadInput),
        ({"safety": 0.0, "service": 0.0}, {}, BadInput),
        ({}, {Cell("D99", "content", "2026"): 1.0}, NotFound),
        ({}, {Cell("D03", "nothing", "2026"): 1.0}, NotFound),
    ],
)
def test_what_if_refuses_what_cannot_be(made: Study, weights, values, error) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error):
        supposed(made, weights=weights, values=values)
