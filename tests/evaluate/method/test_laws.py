"""Laws of a score: what must not change it, and what may."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.build import Built, build
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Impute, Normalise, Recipe, Treat
from anlan.evaluate.method.tree import Branch, Tree, Way

LEAVES = ("a", "b", "c", "d", "e")
WAYS: tuple[Way, ...] = ("arithmetic", "geometric", "harmonic", "minimum", "copeland")
RECIPES = (
    Recipe(normalise=Normalise(how="minmax", low=1)),
    Recipe(treat=Treat(points=2), normalise=Normalise(how="zscore", mean=50, sd=5)),
    Recipe(impute=Impute(how="column"), normalise=Normalise(how="rank")),
    Recipe(impute=Impute(how="row"), normalise=Normalise(how="percentile-rank")),
)


def tree(way: Way = "arithmetic") -> Tree:
    return Tree(
        LEAVES,
        (
            Branch("left", ("a", "b", "c"), (1, 2, 3), way),
            Branch("whole", ("left", "d", "e"), (5, 3, 2), way),  # of uneven depth
        ),
    )


def panel(values: Floats) -> Panel:
    units = tuple(f"u{n:02d}" for n in range(len(values)))
    return Panel(units, ("",) * len(values), LEAVES, values, {}, {})


def of(values: Floats, recipe: Recipe, shape: Tree | None = None) -> Built:
    directions = (1, -1, 1, 1, -1)
    indicators = [Indicator(id, way) for id, way in zip(LEAVES, directions, strict=True)]
    return build(panel(values), indicators, shape or tree(), recipe)


@st.composite
def tables(draw: st.DrawFn, gaps: bool = True) -> Floats:
    rows = draw(st.integers(4, 12))
    numbers = st.integers(1, 40).map(float)
    cells = st.one_of(numbers, numbers, numbers, st.just(np.nan)) if gaps else numbers
    table = draw(st.lists(st.lists(cells, min_size=5, max_size=5), min_size=rows, max_size=rows))
    values = np.array(table)
    values[0], values[1] = [1, 2, 3, 4, 5], [5, 4, 3.5, 2, 1]  # no indicator is constant
    return values


@settings(deadline=None, max_examples=60)
@given(tables(), st.sampled_from(RECIPES), st.sampled_from(WAYS), st.randoms())
def test_the_order_of_units_does_not_matter(values, recipe, way, random) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(values)))
    random.shuffle(order)
    if way in ("geometric", "harmonic"):
        recipe = recipe.model_copy(update={"normalise": Normalise(how="minmax", low=1)})
    one, other = of(values, recipe, tree(way)), of(values[order], recipe, tree(way))
    np.testing.assert_allclose(one.scores[order], other.scores, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(one.ranks()[order], other.ranks())


@settings(deadline=None, max_examples=40)
@given(tables(), st.floats(0.1, 1000), st.floats(-50, 50))
def test_the_unit_of_measure_does_not_matter(values, factor, shift) -> None:  # type: ignore[no-untyped-def]
    recipe = Recipe(normalise=Normalise(how="minmax"))
    scaled = values.copy()
    scaled[:, 2] = scaled[:, 2] * factor + shift
    np.testing.assert_allclose(of(values, recipe).scores, of(scaled, recipe).scores, atol=1e-6)


@settings(deadline=None, max_examples=40)
@given(tables(gaps=False), st.sampled_from(WAYS[:4]))
def test_a_missing_branch_is_a_branch_taken_away(values, way) -> None:  # type: ignore[no-untyped-def]
    gone = values.copy()
    gone[:, 3] = np.nan
    recipe = Recipe(normalise=Normalise(how="minmax", low=1))
    left, whole = tree(way).branches
    less = Tree(LEAVES, (left, replace(whole, children=("left", "e"), weights=(5, 2))))
    with_gap, without = of(gone, recipe, tree(way)), of(values, recipe, less)
    np.testing.assert_allclose(with_gap.scores[:, -1], without.scores[:, -1], rtol=1e-12)


@settings(deadline=None, max_examples=20)
@given(tables(), st.floats(0.01, 100))
def test_only_the_ratio_of_weights_matters(values, factor) -> None:  # type: ignore[no-untyped-def]
    left, whole = tree().branches
    heavier = replace(whole, weights=tuple(weight * factor for weight in whole.weights))
    one, other = (of(values, RECIPES[0], each) for each in (tree(), Tree(LEAVES, (left, heavier))))
    np.testing.assert_allclose(one.scores, other.scores, rtol=1e-12)


@pytest.mark.parametrize("row", [0, 3])
def test_a_row_without_a_value_has_no_score(row: int) -> None:
    values = np.random.default_rng(1).random((6, 5))
    values[row] = np.nan
    built = of(values, RECIPES[0])
    assert np.isnan(built.scores[row]).all()
    assert built.coverage[row].tolist() == [0] * 7
    assert not np.isnan(built.scores[[n for n in range(6) if n != row]]).any()


def test_a_constant_indicator_is_told_and_its_weight_goes_to_its_siblings() -> None:
    values = np.random.default_rng(1).random((6, 5))
    values[:, 3] = 7
    built = of(values, RECIPES[0])
    assert [(note.what, note.column) for note in built.notes] == [("constant", "d")]
    left, whole = tree().branches
    less = Tree(LEAVES, (left, replace(whole, children=("left", "e"), weights=(5, 2))))
    np.testing.assert_allclose(built.scores[:, -1], of(values, RECIPES[0], less).scores[:, -1])
