"""Intervals against published values and against exact ones."""

from __future__ import annotations

from math import exp, factorial

import pytest
from hypothesis import given, strategies as st

from anlan.evaluate.method.intervals import byar, median_ranks, normal, wilson


def test_wilson_equals_a_published_value() -> None:
    # Newcombe 1998, table I: 81/263 and 15/148, score method without continuity correction.
    assert [round(end, 4) for end in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(end, 4) for end in wilson(15, 148)] == [0.0624, 0.1605]


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_inside_0_and_1(counts: tuple[int, int]) -> None:
    hits, of = counts
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    mirrored = wilson(of - hits, of)
    assert low == pytest.approx(1 - mirrored[1], abs=1e-12)


@pytest.mark.parametrize("count", [5, 10, 25, 100])
def test_byar_is_close_to_the_exact_poisson_limits(count: int) -> None:
    low, high = byar(count)

    def at_most(n: int, mean: float) -> float:
        return sum(exp(-mean) * mean**k / factorial(k) for k in range(n + 1))

    assert 1 - at_most(count - 1, low) == pytest.approx(0.025, abs=0.002)
    assert at_most(count, high) == pytest.approx(0.025, abs=0.002)


def test_nothing_counted_still_has_an_upper_limit() -> None:
    low, high = byar(0)
    assert low == 0
    assert high == pytest.approx(3.6889, abs=0.05)  # exact: -ln 0.025


def test_a_mean_has_the_interval_of_its_standard_error() -> None:
    values = [2.0, 4.0, 6.0, 8.0]
    low, high = normal(sum(values), sum(v * v for v in values), len(values))
    error = (20 / 3 / 4) ** 0.5
    assert (low, high) == pytest.approx((5 - 1.96 * error, 5 + 1.96 * error), abs=1e-3)


@given(st.integers(1, 100_000))
def test_the_ranks_of_a_median_lie_around_it(of: int) -> None:
    low, high = median_ranks(of)
    assert 1 <= low <= (of + 1) // 2 <= of // 2 + 1 <= high <= of
