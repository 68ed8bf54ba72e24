"""Arrays of the method, and statistics of their columns that pass missing values by."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DIGITS = 12
"""Significant digits that make two values equal: sums in another order differ beyond them."""


def quiet(statistic: Callable[..., Any], values: Floats, **how: Any) -> Floats:
    """A statistic of numpy, by column; NaN where a column has too few values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(statistic(values, axis=0, **how), np.float64)


def lowest(values: Floats) -> Floats:
    """The least value of each column."""
    return quiet(np.nanmin, values) if len(values) else np.full(values.shape[1:], np.nan)


def highest(values: Floats) -> Floats:
    """The greatest value of each column."""
    return -lowest(-values)


def divided(over: Floats, under: Floats) -> Floats:
    """A quotient; NaN where the divisor is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(under == 0, np.nan, over / under)


def significant(values: Floats) -> Floats:
    """Values to the digits that count, so that equal ones are equal to the bit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(values)))
    # Two powers, as 10**(12 + 308) is beyond what a float holds.
    scale = 10.0 ** np.where(np.isfinite(size), DIGITS - 1 - size, 0).clip(-300, 300)
    return np.asarray(np.where(np.isfinite(values), np.rint(values * scale) / scale, values))


def skewness(column: Floats) -> float:
    """Sample skewness G1, bias-corrected (type 2 of Joanes and Gill 1998); NaN below 3 values."""
    return shape(column)[0]


def kurtosis(column: Floats) -> float:
    """Sample excess kurtosis G2, bias-corrected (type 2 of Joanes and Gill 1998); NaN below 4."""
    return shape(column)[1]


def shape(column: Floats) -> tuple[float, float]:
    """Skewness and kurtosis together, which share most of their sums."""
    x = column[~np.isnan(column)]
    n = len(x)
    if n < 3 or x.min() == x.max():
        return float("nan"), float("nan")
    d = x - x.mean()
    squares = d * d
    second, third, fourth = (float(np.dot(squares, by)) / n for by in (np.ones(n), d, squares))
    skew = third / second**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    if n < 4:
        return float(skew), float("nan")
    excess = fourth / second**2 - 3
    return float(skew), float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6))
