"""Statistics of a framework's data against their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from anlan.evaluate.method.build import Built, build
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Normalise, Recipe
from anlan.evaluate.method.tree import Branch, Tree
from anlan.evaluate.statistics.columns import columns, sized
from anlan.evaluate.statistics.correlation import correlations, flagged, in_tree
from anlan.evaluate.statistics.influence import influences, levels, shares
from anlan.evaluate.statistics.pca import components
from anlan.evaluate.statistics.reliability import alpha, without_each
from anlan.evaluate.statistics.retirement import powers, proposals

NAN = math.nan
RNG = np.random.default_rng(1)
X = RNG.normal(50, 10, (30, 1)) + RNG.normal(0, 5, (30, 4)) * [1, 2, 3, 0.1]
LEAVES = ("a", "b", "c", "d")
TREE = Tree(
    LEAVES, (Branch("left", ("a", "b"), (1, 3)), Branch("whole", ("left", "c", "d"), (2, 1, 1)))
)


def test_correlations_are_over_the_rows_that_both_have() -> None:
    gaps = X.copy()
    gaps[3, 0] = gaps[7, 1] = gaps[7, 2] = NAN
    found = correlations(gaps)
    for a in range(4):
        for b in range(4):
            both = ~np.isnan(gaps[:, a]) & ~np.isnan(gaps[:, b])
            wanted = np.corrcoef(gaps[both, a], gaps[both, b])[0, 1]
            assert found[a, b] == pytest.approx(wanted, abs=1e-12)


def test_rank_correlation_with_ties_by_hand() -> None:
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4.
    x = np.array([[1.0, 10.0], [2.0, 20.0], [2.0, 30.0], [9.0, 31.0]])
    wanted = np.corrcoef([1, 2.5, 2.5, 4], [1, 2, 3, 4])[0, 1]
    assert correlations(x, "spearman")[0, 1] == pytest.approx(wanted)


def test_a_constant_column_correlates_with_nothing() -> None:
    x = np.column_stack([X[:, 0], np.full(30, 0.1) * 3])
    found = correlations(x)
    assert found[0, 0] == pytest.approx(1)
    assert np.isnan(found[1]).all()


@pytest.mark.parametrize(
    ("r", "flag"),
    [
        (0.93, "collinear"),
        (0.92, None),
        (0.3, None),
        (0.29, "weak"),
        (-0.4, "weak"),
        (-0.41, "negative"),
    ],
)
def test_flags(r: float, flag: str | None) -> None:
    assert flagged(r) == flag


def built(x=X, periods=None, **how) -> Built:  # type: ignore[no-untyped-def]
    units = tuple(f"u{n}" for n in range(len(x)))
    panel = Panel(
        units,
        periods or ("",) * len(x),
        LEAVES,
        x,
        {},
        {"people": np.resize(np.exp(X[:, 0] / 10), len(x))},
    )
    indicators = [Indicator(id, denominator=how.get("denominator")) for id in LEAVES]
    return build(
        panel, indicators, TREE, Recipe(normalise=how.get("normalise", Normalise(how="minmax")))
    )


def test_correlations_in_a_tree_are_of_siblings_and_of_those_above() -> None:
    found = {(c.first, c.second): c for c in in_tree(built().scores, TREE)}
    assert {pair: c.relation for pair, c in found.items()} == {
        ("a", "b"): "siblings", ("left", "c"): "siblings", ("left", "d"): "siblings",
        ("c", "d"): "siblings", ("a", "left"): "parent", ("a", "whole"): "ancestor",
        ("b", "left"): "parent", ("b", "whole"): "ancestor", ("c", "whole"): "parent",
        ("d", "whole"): "parent", ("left", "whole"): "parent",
    }  # fmt: skip
    assert found["a", "b"].r == pytest.approx(np.corrcoef(X[:, 0], X[:, 1])[0, 1])
    assert found["b", "left"].flag == "collinear"


def test_alpha_by_hand() -> None:
    covariance = np.cov(X.T)
    assert alpha(X) == pytest.approx(4 / 3 * (1 - np.trace(covariance) / covariance.sum()))
    assert without_each(X)[2] == pytest.approx(alpha(X[:, [0, 1, 3]]))
    assert math.isnan(alpha(X[:, :1]))
    assert alpha(np.column_stack([X, np.full(30, 5.0)])) == pytest.approx(alpha(X))


def test_components_give_the_correlations_back() -> None:
    r = correlations(X)
    found = components(r)
    np.testing.assert_allclose(found.loadings @ found.loadings.T, r, atol=1e-12)
    assert found.explained.sum() == pytest.approx(1)
    assert (np.diff(found.eigenvalues) <= 0).all()
    assert found.above_one == 1


def test_effective_weights_are_products_down_the_tree() -> None:
    np.testing.assert_allclose(shares(TREE), [0.125, 0.375, 0.25, 0.25, 0.5, 1])
    assert levels(TREE) == {"a": 1, "b": 1, "c": 1, "d": 1, "left": 2, "whole": 3}
    found = {each.node: each for each in influences(built().scores, TREE)}
    assert found["b"].weight == 0.375
    assert sum(found[leaf].importance or 0 for leaf in LEAVES) == pytest.approx(1)
    assert found["whole"].r == pytest.approx(1)


def two_years(first, second):  # type: ignore[no-untyped-def]
    return built(
        np.concatenate([first, second]),
        ("2025",) * len(first) + ("2026",) * len(second),
        normalise=Normalise(how="none"),
    )


def test_a_measure_on_which_nearly_all_score_full_for_two_periods_is_proposed() -> None:
    full = np.column_stack(
        [np.r_[np.full(18, 99.0), [10.0, 20.0]], X[:20, :2], np.linspace(50, 52, 20)]
    )
    often = full.copy()
    often[:5, 0] = 60
    found = proposals(powers(two_years(full, full)))
    assert [(p.measure, p.rule, p.periods) for p in found] == [
        ("a", "ceiling", ("2025", "2026")), ("d", "spread", ("2025", "2026")),
    ]  # fmt: skip
    assert found[0].figures == (0.9, 0.9)
    assert [p.measure for p in proposals(powers(two_years(often, full)))] == ["d"]


def test_one_period_gives_no_reason_to_retire() -> None:
    flat = built(np.full((10, 4), 99.0), normalise=Normalise(how="none"))
    assert proposals(powers(flat)) == []


def test_discrimination_compares_the_best_with_the_worst() -> None:
    x = np.tile(np.arange(11.0)[:, None], (1, 4))
    power = powers(built(x, normalise=Normalise(how="none")))[0]
    assert power.discrimination == pytest.approx(9 - 1)  # the last 3 less the first 3
    assert power.spread == pytest.approx(np.arange(11).std(ddof=1))


def test_columns_are_described_and_warned_of() -> None:
    x = X.copy()
    x[:15, 0] = NAN
    x[:20, 1] = 0
    x[0, 2] = 1e6
    found = {c.indicator: c for c in columns(built(x))}
    assert found["a"].warnings == ("few values",)
    assert set(found["b"].warnings) == {"many zeros", "few distinct"}
    assert found["c"].warnings == ("outliers",)
    assert found["d"].warnings == ()
    assert found["d"].median == pytest.approx(np.median(X[:, 3]))


def test_what_follows_the_size_of_a_unit_is_told() -> None:
    plain = [Indicator("a", denominator="people"), *(Indicator(id) for id in LEAVES[1:])]
    panel = built().panel
    made = build(panel, plain, TREE, Recipe())
    told = {each.indicator: each for each in sized(made, tuple(plain))}
    assert "d" in told
    assert not told["d"].divided
    assert all(abs(each.r) >= 0.6 for each in told.values())
