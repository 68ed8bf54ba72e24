"""Copeland aggregation: units compared in pairs, as in a tournament (Munda and Nardo 2009).

A unit outranks another by the weight of the indicators on which it is better, half of the weight
where they are equal; its score is how many it beats less how many beat it. Nothing is made up
for by how much better it is. Ties are found exactly: what decides is the sum of the weights times
the sign of the difference, held against the rounding of that sum.
"""

from __future__ import annotations

import numpy as np

from anlan.evaluate.method.arrays import Floats, significant

ROUNDING = 1e-12
"""Of the sum of weights: what a sum of floats may be off by."""
TOGETHER = 1 << 20
"""Bytes of differences that are looked at once: what stays in the cache of a core."""


def copeland(values: Floats, weights: Floats) -> Floats:
    """Scores [..., rows] from values [rows, children] and weights [..., children], the leading
    axes being replications; rows without any value have none.

    Two rows are compared on what both have.
    """
    x, known = significant(values), ~np.isnan(values)
    w = weights.reshape(-1, weights.shape[-1]).T
    out = np.empty((w.shape[1], len(x)))
    step = max(1, TOGETHER // (8 * max(x.size, len(x) * w.shape[1], 1)))
    for first in range(0, len(x), step):
        part = slice(first, first + step)
        sign = np.sign(x[part, None, :] - x)
        if known.all():
            common = w.sum(axis=0)
        else:
            sign = np.nan_to_num(sign, copy=False)
            common = (known[part, None, :] & known).astype(np.float64) @ w
        balance = sign @ w
        balance[np.abs(balance) <= ROUNDING * common] = 0.0
        out[:, part] = np.sign(balance).sum(axis=1).T
    out[:, ~known.any(axis=1)] = np.nan
    return out.reshape((*weights.shape[:-1], len(x)))


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
