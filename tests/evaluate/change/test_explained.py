"""A change explained: nothing is left over, and what did not change has no part."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from anlan.evaluate.change.down import contributions
from anlan.evaluate.change.explain import Change, explained
from anlan.evaluate.change.sides import STEPS, Between, Side
from anlan.evaluate.method.recipe import Impute, Normalise, Recipe, Treat
from anlan.evaluate.method.tree import Branch, Tree, Way
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput, NotFound
from tests.evaluate.studied import study

RECIPES = (
    Recipe(),
    Recipe(base="period", treat=Treat(points=1), normalise=Normalise(how="zscore", mean=50, sd=9)),
    Recipe(base="2025", impute=Impute(how="column"), normalise=Normalise(how="minmax", low=1)),
    Recipe(impute=Impute(how="linear"), normalise=Normalise(how="rank")),
)
WAYS: tuple[Way, ...] = ("arithmetic", "geometric", "harmonic", "minimum")


@pytest.fixture(scope="module")
def given_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study(tmp_path_factory.mktemp("study"))


def varied(made: Study, recipe: Recipe, way: Way, seed: int, gaps: bool = True) -> Study:
    rng = np.random.default_rng(seed)
    values = made.panel.values * rng.lognormal(0, 0.3, made.panel.values.shape)
    if gaps:
        values[rng.random(values.shape) < 0.1] = np.nan
    branches = tuple(
        replace(b, way=way, weights=tuple(rng.uniform(1, 9, len(b.children))))
        for b in made.tree.branches
    )
    tree = Tree(made.tree.leaves, branches)
    return replace(made, panel=made.panel.with_values(values), tree=tree, recipe=recipe)


def side(made: Study, unit: str = "D03", period: str = "2025", node: str = "index") -> Side:
    return Side(made, unit, period, node)


def sums_up(change: Change) -> None:
    assert abs(math.fsum(change.parts.values()) - change.difference) < 1e-12
    if change.indicators is not None:
        assert abs(math.fsum(change.indicators.values()) - change.parts["data"]) < 1e-9


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from(RECIPES), st.sampled_from(RECIPES), st.sampled_from(WAYS), st.sampled_from(WAYS),
    st.integers(0, 100),
)  # fmt: skip
def test_nothing_is_left_over_whatever_changed(given_study, one, other, way, way2, seed) -> None:  # type: ignore[no-untyped-def]
    positive = (way in ("geometric", "harmonic")) or (way2 in ("geometric", "harmonic"))
    if positive:
        one, other = (
            r.model_copy(update={"normalise": Normalise(how="minmax", low=1)}) for r in (one, other)
        )
    a, b = varied(given_study, one, way, seed), varied(given_study, other, way2, seed + 1)
    crossed = {(0, 1): replace(a, panel=b.panel), (1, 0): replace(b, panel=a.panel)}
    first, second = side(a), side(b, "D07", "2026")
    if any(
        math.isnan(Between(first, second, crossed).state(s).score())
        for s in (frozenset(), frozenset(STEPS))
    ):
        return
    try:
        change = explained(first, second, crossed)
    except BadInput:
        return  # a score on the way is not assessed: said, not split
    sums_up(change)
    assert change.first == pytest.approx(a.build().scores[first.row, -1], abs=1e-9)
    assert change.second == pytest.approx(b.build().scores[second.row, -1], abs=1e-9)
    back = explained(second, first, {(1 - f, 1 - d): s for (f, d), s in crossed.items()})
    assert back.parts == pytest.approx(
        {step: -part for step, part in change.parts.items()}, abs=1e-9
    )


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("way", WAYS[:1] + WAYS[3:])
def test_the_ends_are_the_scores_that_were_built(
    given_study: Study, recipe: Recipe, way: Way
) -> None:
    made = varied(given_study, recipe, way, 5)
    change = explained(side(made), side(made, period="2026"))
    assert change.first == pytest.approx(made.build().scores[side(made).row, -1], rel=1e-12)
    assert change.second == pytest.approx(
        made.build().scores[side(made, period="2026").row, -1], rel=1e-12
    )


def test_within_one_study_on_one_scale_only_the_data_move_a_score(given_study: Study) -> None:
    made = varied(given_study, RECIPES[2], "arithmetic", 1)
    for second in (side(made, period="2026"), side(made, "D05")):
        parts = explained(side(made), second).parts
        assert {step: part for step, part in parts.items() if step != "data"} == dict.fromkeys(
            STEPS[1:], 0.0
        )


def test_where_each_period_has_its_scale_peers_move_a_score(given_study: Study) -> None:
    made = varied(given_study, Recipe(base="period"), "arithmetic", 1)
    parts = explained(side(made), side(made, period="2026")).parts
    assert parts["peers"] != 0
    assert (parts["weights"], parts["framework"], parts["base"]) == (0, 0, 0)


def test_other_weights_alone_are_the_weights_part(given_study: Study) -> None:
    a, b = (varied(given_study, Recipe(), "arithmetic", 1) for _ in range(2))
    heavier = replace(b.tree.branches[-1], weights=(1.0, 3.0))
    b = replace(b, tree=Tree(b.tree.leaves, (*b.tree.branches[:-1], heavier)))
    parts = explained(side(a), side(b)).parts
    assert parts["weights"] == pytest.approx(
        b.build().scores[side(b).row, -1] - a.build().scores[side(a).row, -1]
    )
    assert all(abs(part) < 1e-12 for step, part in parts.items() if step != "weights")


def test_another_base_alone_is_the_base_part(given_study: Study) -> None:
    a = varied(given_study, Recipe(base="2025"), "arithmetic", 1)
    b = replace(a, recipe=Recipe(base="2026"))
    crossed = {(0, 1): a, (1, 0): b}
    parts = explained(side(a), side(b), crossed).parts
    assert parts["base"] != 0
    assert all(abs(part) < 1e-12 for step, part in parts.items() if step != "base")


def test_indicators_of_a_weighted_mean_have_weight_times_change(given_study: Study) -> None:
    made = varied(given_study, Recipe(), "arithmetic", 1, gaps=False)
    change = explained(side(made), side(made, period="2026"))
    rows = [side(made).row, side(made, period="2026").row]
    before, after = made.build().steps["normalised"][rows]
    low, top = made.tree.branches[0], made.tree.branches[-1]
    weight = top.weights[0] / sum(top.weights) * low.weights[0] / sum(low.weights)
    assert change.indicators is not None
    assert change.indicators["calls"] == pytest.approx(weight * (after[0] - before[0]), abs=1e-10)


def test_copeland_is_split_by_step_but_not_by_indicator(given_study: Study) -> None:
    made = varied(given_study, Recipe(), "arithmetic", 1, gaps=False)
    top = replace(made.tree.branches[-1], way="copeland")
    made = replace(made, tree=Tree(made.tree.leaves, (*made.tree.branches[:-1], top)))
    change = explained(side(made), side(made, period="2026"))
    sums_up(change)
    assert change.indicators is None
    assert change.second == made.build().scores[side(made, period="2026").row, -1]


def test_what_is_not_there_or_not_assessed_is_told(given_study: Study, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        explained(side(given_study), side(given_study, "D99"))
    values = given_study.panel.values.copy()
    values[side(given_study).row] = np.nan
    gone = replace(given_study, panel=given_study.panel.with_values(values))
    with pytest.raises(BadInput, match="first score is not assessed"):
        explained(side(gone), side(gone, period="2026"))


SEVEN = tuple(f"i{n}" for n in range(7))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.one_of(st.floats(1, 100), st.none()), min_size=14, max_size=14),
    st.sampled_from(WAYS),
    st.sampled_from(WAYS),
)
def test_contributions_leave_nothing_over(cells, way, top) -> None:  # type: ignore[no-untyped-def]
    tree = Tree(SEVEN, (
        Branch("low", SEVEN[:3], (1, 2, 3), way, deductions=("i6",)),
        Branch("mid", ("low", "i3"), (1, 1), way),
        Branch("top", ("mid", "i4", "i5"), (3, 2, 1), top),
    ))  # fmt: skip
    before, after = np.array([np.nan if c is None else c for c in cells]).reshape(2, 7)
    before[6], after[6] = -before[6] / 9, -after[6] / 9
    ends = [float(tree.scores(x[None])[0, -1]) for x in (before, after)]
    if np.isnan(ends).any():
        return
    found = contributions(tree, before, after, "top")
    assert abs(math.fsum(found.values()) - (ends[1] - ends[0])) < 1e-8
    same = [leaf for n, leaf in enumerate(SEVEN) if before[n] == after[n]]
    assert all(abs(found[leaf]) < 1e-8 for leaf in same)


def test_contributions_of_many_parts_leave_nothing_over() -> None:
    many = tuple(f"i{n}" for n in range(14))
    tree = Tree(many, (Branch("top", many, (1.0,) * 14, "geometric"),))
    before, after = np.random.default_rng(1).uniform(1, 100, (2, 14))
    found = contributions(tree, before, after, "top")
    ends = [float(tree.scores(x[None])[0, -1]) for x in (before, after)]
    assert math.fsum(found.values()) == pytest.approx(ends[1] - ends[0], abs=1e-10)
