"""Copeland aggregation: units compared in pairs, as in a tournament (Munda and Nardo 2009).

A unit outranks another by the weight of the indicators on which it is better, half of the weight
where they are equal; its score is how many it beats less how many beat it. Nothing is made up
for by how much better it is. Ties are found exactly: what decides is the sum of the weights times
the sign of the difference, held against the rounding of that sum.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.evaluate.method.arrays import Floats, significant

ROUNDING = 1e-12
"""Of the sum of weights: what a sum of floats may be off by."""


def copeland(values: Floats, weights: Floats) -> Floats:
    """Scores [rows] from values [rows, children]; rows without any value have none.

    Two rows are compared on what both have.
    """
    places = np.ascontiguousarray(significant(values))
    scores: Floats = _scores(places, np.ascontiguousarray(weights, np.float64))
    return np.where(np.isnan(values).all(axis=1), np.nan, scores)


def outranking(values: Floats, weights: Floats) -> Floats:
    """[rows, rows]: the share of the weight on which a row is better, halves for ties; NaN on
    the diagonal and where two rows have nothing in common."""
    x = significant(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        sign = np.sign(x[:, None, :] - x[None, :, :])
        both = ~np.isnan(sign)
        wins = (np.where(both, (sign + 1) / 2, 0.0) * weights).sum(axis=-1)
        shares = wins / (both * weights).sum(axis=-1)
    np.fill_diagonal(shares, np.nan)
    return np.asarray(shares)


@njit(cache=True)
def _scores(values: Any, weights: Any) -> Any:
    rows, columns = values.shape
    scores = np.zeros(rows)
    for a in range(rows):
        for b in range(a + 1, rows):
            balance, common = 0.0, 0.0
            for n in range(columns):
                x, y = values[a, n], values[b, n]
                if x == x and y == y:  # neither is NaN
                    common += weights[n]
                    if x > y:
                        balance += weights[n]
                    elif x < y:
                        balance -= weights[n]
            if balance > ROUNDING * common:
                scores[a] += 1
                scores[b] -= 1
            elif balance < -ROUNDING * common:
                scores[a] -= 1
                scores[b] += 1
    return scores
