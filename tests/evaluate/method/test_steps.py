"""Each step of the method against its definition, written out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from anlan.evaluate.method import impute, normalise, ranks
from anlan.evaluate.method.aggregate import minimum, power_mean
from anlan.evaluate.method.arrays import kurtosis, significant, skewness
from anlan.evaluate.method.copeland import copeland, outranking
from anlan.evaluate.method.treat import Limits, box_cox, log_shifted, treat, winsorise

NAN = math.nan
X = np.array([[3.0, 10.0], [1.0, NAN], [2.0, 30.0], [2.0, 20.0]])


def close(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def test_skewness_and_kurtosis_are_of_type_2() -> None:
    known = [1.0, 2.0, 2.5, 9.0, 4.0]
    n, mean = len(known), sum(known) / len(known)
    sd = math.sqrt(sum((x - mean) ** 2 for x in known) / (n - 1))
    third, fourth = (sum(((x - mean) / sd) ** power for x in known) for power in (3, 4))
    x = np.array([*known, NAN])
    assert skewness(x) == pytest.approx(n / ((n - 1) * (n - 2)) * third, abs=1e-12)
    excess = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * fourth
    assert kurtosis(x) == pytest.approx(excess - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)), abs=1e-12)


def test_without_a_spread_there_is_no_shape() -> None:
    assert math.isnan(skewness(np.full(9, 0.1)))
    assert math.isnan(kurtosis(np.full(9, 0.1)))


def test_normalisations() -> None:
    close(normalise.minmax(X, X), [[100, 0], [0, NAN], [50, 100], [50, 50]])
    mean, sd = 2.0, math.sqrt(2 / 3)
    close(normalise.zscore(X, X)[:, 0], [(3 - mean) / sd, -1 / sd, 0, 0])
    close(normalise.rank(X, X), [[4, 1], [1, NAN], [2, 3], [2, 2]])
    close(normalise.borda(X, X), [[3, 0], [0, NAN], [1, 2], [1, 1]])
    close(normalise.percentile_rank(X, X), [[1, 0], [0, NAN], [1 / 3, 1], [1 / 3, 0.5]])
    close(normalise.distance_to_max(X, X)[:, 1], [0, NAN, 1, 0.5])
    close(normalise.fraction_of_max(X, X)[:, 0], [1, 1 / 3, 2 / 3, 2 / 3])
    close(normalise.scaled(X, 0, 5)[:, 0], [60, 20, 40, 40])
    close(normalise.distance_to_target(X, X, np.array([2.0, 40.0]))[:, 0], [2, 0, 1, 1])
    close(normalise.distance_to_target(X, X, np.array([2.0, 40.0]), cap=True)[:, 0], [1, 0, 1, 1])
    posts = normalise.goalposts(X, np.array([1.5, 0.0]), np.array([2.5, 20.0]))
    close(posts, [[100, 50], [0, NAN], [50, 100], [50, 100]])


def test_a_base_of_its_own_sets_the_scale() -> None:
    base = np.array([[0.0], [4.0]])
    x = np.array([[2.0], [6.0], [-2.0]])
    close(normalise.minmax(x, base), [[50], [150], [-50]])
    close(normalise.percentile_rank(x, base), [[1], [2], [0]])


def test_what_is_constant_has_no_scale() -> None:
    flat = np.full((3, 1), 0.1) * 3
    for way in (normalise.minmax, normalise.zscore, normalise.distance_to_max):
        assert np.isnan(way(flat, flat)).all()


def test_ties_are_seen_through_rounding() -> None:
    x = np.array([[0.1 + 0.2], [0.3], [0.1]])
    close(ranks.best_first(x)[:, 0], [1, 1, 3])
    assert significant(x)[0, 0] == significant(x)[1, 0]


def test_imputation_by_column_and_group() -> None:
    x = np.array([[1.0], [3.0], [NAN], [10.0], [NAN]])
    close(impute.by_column(x, "mean")[:, 0], [1, 3, 14 / 3, 10, 14 / 3])
    groups = np.array([0, 0, 0, 1, 2])
    close(impute.by_group(x, groups, "mean")[:, 0], [1, 3, 2, 10, NAN])


def test_imputation_by_row_compares_shares_of_the_range() -> None:
    x = np.array([[0.0, 0.0, 5.0], [10.0, NAN, 6.0], [5.0, 100.0, 7.0]])
    filled = impute.by_row(x, [np.array([0, 1])], "mean")
    assert filled[1, 1] == 100  # the unit stands at the top of the other one
    close(impute.by_row(x, [np.array([0, 1])], "mean", scale=False)[1, 1], 10)


@pytest.mark.parametrize(
    ("how", "longest", "wanted"),
    [
        ("last", math.inf, [NAN, 2, 2, 2, 8, 8]),
        ("last", 1, [NAN, 2, 2, NAN, 8, 8]),
        ("constant", math.inf, [2, 2, 2, 2, 8, 8]),
        ("linear", math.inf, [2, 2, 4, 6, 8, 8]),
        ("linear", 2, [2, 2, NAN, NAN, 8, 8]),
    ],
)
def test_imputation_along_time(how: str, longest: float, wanted: list[float]) -> None:
    x = np.array([[NAN], [2.0], [NAN], [NAN], [8.0], [NAN]])
    order = np.array([4, 0, 5, 2, 1, 3])  # rows may come in any order
    filled = impute.along_time(
        x[order], np.zeros(6, np.int64), order.astype(float), how, longest  # type: ignore[arg-type]
    )  # fmt: skip
    close(filled[np.argsort(order), 0], wanted)


def test_winsorising_stops_as_soon_as_it_passes() -> None:
    x = np.array([*np.linspace(1, 2, 20), 50.0, 60.0])
    values, points = winsorise(x, Limits())
    assert points == 2
    assert values.max() == 2
    low, points = winsorise(-x, Limits())
    close(low, -values)


def test_what_cannot_be_winsorised_is_transformed_from_the_start() -> None:
    x = np.array([*np.linspace(1, 2, 20), *np.geomspace(1e3, 1e6, 6)])
    done = treat(x, Limits(points=1))
    assert (done.transform, done.winsorised) == ("log", 0)
    close(done.values, log_shifted(x))
    close(log_shifted(np.array([0.0, 100.0])), [math.log(1), math.log(101)])


def test_what_passes_is_left_alone() -> None:
    x = np.array([1.0, 2.0, 3.0, NAN, 4.0])
    done = treat(x, Limits())
    close(done.values, x)
    assert (done.transform, done.winsorised, done.passes) == ("none", 0, True)


def test_box_cox() -> None:
    close(box_cox(np.array([1.0, 4.0]), 0.5), [0, 2])
    close(box_cox(np.array([1.0, math.e]), 0), [0, 1])


def test_means_over_what_is_there() -> None:
    children = [*np.array([[1.0, 2.0, NAN], [4.0, 2.0, NAN], [NAN, 2.0, 5.0]])]
    weights = np.array([1.0, 3.0, 4.0])
    close(power_mean(children, weights), [13 / 4, 2, 5])
    close(power_mean(children, weights, threshold=0.5), [13 / 4, 2, NAN])
    close(power_mean(children, weights, 0), [4**0.75, 2, 5])
    close(power_mean(children, weights, -1), [4 / (1 + 3 / 4), 2, 5])
    close(minimum(children, weights), [1, 2, 5])
    close(minimum(children, np.array([0.0, 3.0, 0.0])), [4, 2, NAN])


def test_a_mean_that_is_not_defined_is_no_number() -> None:
    children = [np.array([0.0, -1.0, 1.0]), np.array([4.0, 1.0, 1.0])]
    close(power_mean(children, np.ones(2), 0), [NAN, NAN, 1])
    close(power_mean(children, np.array([0.0, 1.0]), 0), [4, 1, 1])


def test_replications_have_weights_of_their_own() -> None:
    children = [np.array([1.0, 2.0]), np.array([3.0, NAN])]
    weights = np.array([[1.0, 1.0], [3.0, 1.0]])
    close(power_mean(children, weights), [[2, 2], [1.5, 2]])


def test_copeland_counts_who_is_beaten() -> None:
    values = np.array([[3.0, 1.0, 1.0], [2.0, 2.0, 2.0], [1.0, 3.0, 1.0], [NAN, NAN, NAN]])
    close(copeland(values, np.ones(3)), [-1, 2, -1, NAN])
    shares = outranking(values, np.ones(3))
    close(shares[0, 2], (1 + 0 + 0.5) / 3)


def test_copeland_sees_exact_ties_of_weights_that_floats_cannot_hold() -> None:
    values = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    close(copeland(values, np.array([0.1, 0.2, 0.3])), [0, 0])
