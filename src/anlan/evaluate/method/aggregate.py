"""Aggregation: the scores of a branch's children made into one.

A child is an array [..., rows], a weight [..., children]; the leading axes are replications, and a
child that is the same in all of them needs none. A missing child's weight goes to its siblings; a
child of weight 0 says nothing; a row with less than the asked share of its children (by number)
has no score.

Children are taken one at a time: a sum over the last axis of one big array would read memory in
strides, which for 1,000 replications of 50 rows takes five times as long.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from anlan.evaluate.method.arrays import Floats


def power_mean(
    children: Sequence[Floats], weights: Floats, power: float = 1.0, threshold: float = 0.0
) -> Floats:
    """Weighted power mean [..., rows]; 1 arithmetic, 0 geometric, −1 harmonic.

    Below 1 a deficit in one is not fully made up by another. NaN where a value that has weight
    lies outside what the power is defined for.
    """
    total = np.zeros(_shape(children, weights))
    weight, number = np.zeros(()), np.zeros(())
    undefined = np.zeros((), np.bool_)
    for n, x in enumerate(children):
        there = ~np.isnan(x)
        used = weights[..., n, None] * there if not there.all() else weights[..., n, None]
        if power != 1:
            wrong = ~(x > 0)
            undefined = undefined | (wrong & (used > 0))
            x = np.where(wrong, 1.0, x)
        elif not there.all():
            x = np.where(there, x, 0.0)
        total += used * (x if power == 1 else np.log(x) if power == 0 else x**power)
        weight, number = weight + used, number + there
    enough = (number / len(children) >= threshold) & (weight > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / weight
        if power not in (0, 1):
            mean = mean ** (1 / power)
    if power == 0:
        mean = np.exp(mean)
    return mean if enough.all() and not undefined.any() else np.where(
        enough & ~undefined, mean, np.nan
    )  # fmt: skip


def minimum(children: Sequence[Floats], weights: Floats, threshold: float = 0.0) -> Floats:
    """The worst child that has weight, [..., rows]: nothing is made up."""
    worst = np.full(_shape(children, weights), np.inf)
    number = np.zeros(())
    for n, x in enumerate(children):
        number = number + ~np.isnan(x)
        worst = np.fmin(worst, np.where(weights[..., n, None] > 0, x, np.nan))
    return np.where(np.isfinite(worst) & (number / len(children) >= threshold), worst, np.nan)


def _shape(children: Sequence[Floats], weights: Floats) -> tuple[int, ...]:
    return np.broadcast_shapes((*weights.shape[:-1], 1), *(x.shape for x in children))
