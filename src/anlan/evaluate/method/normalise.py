"""Normalisation: indicators of all units of measure brought to one scale.

Every way takes values [rows, indicators] that already point upwards (more is better), and the
base [rows, indicators] that sets the scale: the same values, those of one period, or those of a
frozen base period. A constant indicator has no scale: it comes out as NaN, never silently as 0.
"""

from __future__ import annotations

import numpy as np

from anlan.evaluate.method.arrays import Floats, divided, highest, lowest, quiet
from anlan.evaluate.method.ranks import below


def minmax(x: Floats, base: Floats, low: float = 0.0, high: float = 100.0) -> Floats:
    """The least value of the base becomes `low`, the greatest `high`."""
    least, most = lowest(base), highest(base)
    return low + divided(x - least, most - least) * (high - low)


def zscore(x: Floats, base: Floats, mean: float = 0.0, sd: float = 1.0) -> Floats:
    """Deviations from the mean in standard deviations (n − 1)."""
    spread = quiet(np.nanstd, base, ddof=1)
    flat = lowest(base) == highest(base)  # a sum may leave a spread of 1e-17
    return mean + sd * divided(x - quiet(np.nanmean, base), np.where(flat, 0.0, spread))


def scaled(x: Floats, low: float = 0.0, high: float = 100.0) -> Floats:
    """A known range [low, high] becomes 0 to 100."""
    return 100 * (x - low) / (high - low)


def rank(x: Floats, base: Floats) -> Floats:
    """1 is the lowest; ties share the lower rank."""
    return 1 + below(x, base)


def borda(x: Floats, base: Floats) -> Floats:
    """How many units are worse."""
    return below(x, base)


def percentile_rank(x: Floats, base: Floats) -> Floats:
    """The share of the other units that are worse."""
    return divided(below(x, base), np.sum(~np.isnan(base), axis=0) - 1.0)


def distance_to_max(x: Floats, base: Floats) -> Floats:
    """1 for the best, 0 for the worst of the base."""
    return minmax(x, base, 0.0, 1.0)


def distance_to_target(x: Floats, base: Floats, target: Floats, *, cap: bool = False) -> Floats:
    """1 at a target (a reference unit's value, or one set for each indicator), 0 for the worst.

    `target`: [indicators] or [rows, indicators], in the direction of the values.
    """
    least = lowest(base)
    reached = 1 - divided(target - x, target - least)
    return np.minimum(reached, 1.0) if cap else reached


def fraction_of_max(x: Floats, base: Floats) -> Floats:
    """The share of the greatest value."""
    return divided(x, highest(base))


def goalposts(
    x: Floats, low: Floats, high: Floats, scale: float = 100.0, *, truncate: bool = True
) -> Floats:
    """`low` becomes 0 and `high` the scale, whatever others do.

    `low`, `high`: [indicators] or [rows, indicators], in the direction of the values, so high
    may be a cost of 5 and low one of 10, both negated.
    """
    share = divided(x - low, high - low)
    return scale * (np.clip(share, 0.0, 1.0) if truncate else share)
