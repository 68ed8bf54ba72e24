"""Outliers: winsorised up to a limit, transformed where that is not enough.

An indicator passes when |skew| < 2 or kurtosis < 3.5 (JRC practice; Joanes and Gill type 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from anlan.evaluate.method.arrays import Floats, shape

Transform = Literal["log", "box-cox", "none"]


@dataclass(frozen=True, slots=True)
class Limits:
    """When an indicator needs no (further) treatment, and how far treatment goes."""

    skew: float = 2.0
    kurtosis: float = 3.5
    points: int = 5
    """Times the farthest value may be brought in; equal ones go together."""
    then: Transform = "log"
    power: float = 0.0
    """Of Box-Cox; 0 is the logarithm."""

    def passes(self, column: Floats) -> bool:
        """Whether a column may stay as it is; one without a spread may."""
        skew, peak = shape(column)
        return not (abs(skew) >= self.skew and (np.isnan(peak) or peak >= self.kurtosis))


@dataclass(frozen=True, slots=True)
class Treated:
    """A treated column, and what was done."""

    values: Floats
    winsorised: int = 0
    transform: Transform = "none"
    skew: tuple[float, float] = (np.nan, np.nan)
    """Before and after."""
    kurtosis: tuple[float, float] = (np.nan, np.nan)
    passes: bool = True
    """Whether it passes now; one that does not is told, not hidden."""


def treat(column: Floats, limits: Limits) -> Treated:
    """Treat one indicator [rows]. The transform works on the values as they came, not on the
    winsorised ones."""
    if limits.passes(column):
        return _told(column, column, limits)
    winsorised, points = winsorise(column, limits)
    if limits.passes(winsorised) or limits.then == "none":
        return _told(column, winsorised, limits, points)
    shaped: Callable[[Floats], Floats] = (
        log_shifted if limits.then == "log" else partial(box_cox, power=limits.power)
    )
    return _told(column, shaped(column), limits, transform=limits.then)


def winsorise(column: Floats, limits: Limits) -> tuple[Floats, int]:
    """Bring the farthest value in to the next, on the longer tail, until the column passes or
    the limit is reached; returns how many values were brought in."""
    x, points = np.sort(column[~np.isnan(column)]), 0
    while points < limits.points and not limits.passes(x):
        if shape(x)[0] >= 0:
            x = np.minimum(x, x[np.searchsorted(x, x[-1]) - 1])
        else:
            x = np.maximum(x, x[np.searchsorted(x, x[0], side="right")])
        points += 1
    return np.clip(column, x[0], x[-1]), points


def log_shifted(column: Floats) -> Floats:
    """log(x − min + 1 % of the range): defined for any values (Becker et al. 2022, COINr)."""
    least, most = np.nanmin(column), np.nanmax(column)
    return np.log(column - least + 0.01 * (most - least))


def box_cox(column: Floats, power: float) -> Floats:
    """(x^λ − 1)/λ, or the logarithm for λ = 0; values are first shifted to be positive."""
    least = np.nanmin(column)
    x = column if least > 0 else column - least + 0.01 * (np.nanmax(column) - least)
    return np.log(x) if power == 0 else (x**power - 1) / power


def _told(
    before: Floats, after: Floats, limits: Limits, points: int = 0, transform: Transform = "none"
) -> Treated:
    skews, peaks = zip(shape(before), shape(after), strict=True)
    return Treated(after, points, transform, skews, peaks, limits.passes(after))
