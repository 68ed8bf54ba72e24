"""Aggregation: the scores of a branch's children made into one.

Values [..., rows, children], weights [children] or [..., children] with the same leading axes,
which hold replications. A missing child's weight goes to its siblings; a row with less than the
asked share of its children (by number) has no score.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from anlan.evaluate.method.arrays import Bools, Floats

Mean = Callable[[Floats, Floats], Floats]
"""(values without a gap, weights that sum to 1 and are 0 where a child is missing) → scores."""


def present(values: Floats, weights: Floats, least: float) -> tuple[Floats, Bools]:
    """Weights [..., rows, children] over what is there, summing to 1; and which rows have a score.

    A child of weight 0 says nothing, so it does not make a row either.
    """
    there = ~np.isnan(values)
    shares = np.where(there, weights[..., None, :], 0.0)
    total = shares.sum(axis=-1, keepdims=True)
    enough = (there.mean(axis=-1) >= least) & (total[..., 0] > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, shares / total, 0.0), enough


def coverage(values: Floats, weights: Floats) -> Floats:
    """The share of the weight that is there, [..., rows]."""
    there = ~np.isnan(values)
    return np.asarray((there * weights[..., None, :]).sum(-1) / weights.sum(-1)[..., None])


def arithmetic(values: Floats, shares: Floats) -> Floats:
    """Weighted mean: a deficit in one is made up by another."""
    return np.asarray((values * shares).sum(axis=-1))


def power_mean(values: Floats, shares: Floats, power: float) -> Floats:
    """Weighted power mean; 1 arithmetic, 0 geometric, −1 harmonic. Below 1 a deficit weighs more.

    NaN where a value that has weight lies outside what the power is defined for.
    """
    used = shares > 0
    positive = np.where(used, values > 0, True).all(axis=-1)
    safe = np.where(used & (values > 0), values, 1.0)
    if power == 0:
        mean = np.exp((shares * np.log(safe)).sum(axis=-1))
    else:
        some = used.any(axis=-1)  # a row without a value has no mean, but must not divide by 0
        mean = np.where(some, (shares * safe**power).sum(axis=-1), 1.0) ** (1 / power)
    return np.where(positive, mean, np.nan)


def least(values: Floats, shares: Floats) -> Floats:
    """The worst child that has weight: nothing is made up."""
    return np.asarray(np.where(shares > 0, values, np.inf).min(axis=-1))


def mean_of(values: Floats, weights: Floats, mean: Mean, threshold: float) -> Floats:
    """Scores [..., rows] by a mean over what is there; NaN where too little is."""
    shares, enough = present(values, weights, threshold)
    scores = mean(np.where(np.isnan(values), 1.0, values), shares)
    return np.where(enough, scores, np.nan)
