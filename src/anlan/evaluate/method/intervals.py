"""95 % intervals in closed form. Pure."""

from __future__ import annotations

from math import ceil, floor, sqrt

Z = 1.959963984540054
"""The normal quantile at 0.975."""

FEWEST = 5
"""A smaller denominator is not scored."""

Interval = tuple[float, float]


def wilson(hits: float, of: float) -> Interval:
    """Interval of a proportion, between 0 and 1 (Wilson 1927); `of` at least 1.

    >>> [round(end, 4) for end in wilson(0, 10)]
    [0.0, 0.2775]
    """
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    low = 0.0 if hits == 0 else middle - half
    high = 1.0 if hits == of else middle + half
    return low, high


def byar(count: int) -> Interval:
    """Interval of a Poisson count (Byar's approximation, Breslow and Day 1987).

    Within 1 % of the exact limits from a count of 5 on.

    >>> [round(end, 2) for end in byar(10)]
    [4.79, 18.39]
    """

    def limit(n: int, z: float) -> float:
        return float(n * (1 - 1 / (9 * n) + z / (3 * sqrt(n))) ** 3)

    return limit(count, -Z) if count else 0.0, limit(count + 1, Z)


def normal(total: float, squares: float, of: int) -> Interval:
    """Interval of a mean from the sum and the sum of squares of `of` ≥ 2 values."""
    mean = total / of
    variance = max(squares - total * mean, 0.0) / (of - 1)
    half = Z * sqrt(variance / of)
    return mean - half, mean + half


def median_ranks(of: int) -> tuple[int, int]:
    """Ranks (from 1) of the ordered values that bound the median of `of` values.

    >>> median_ranks(100)
    (40, 61)
    """
    half = Z * sqrt(of) / 2
    return max(1, floor(of / 2 - half)), min(of, ceil(of / 2 + half) + 1)
