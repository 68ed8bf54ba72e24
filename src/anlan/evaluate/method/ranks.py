"""Ranks and bands: places among units, ties included."""

from __future__ import annotations

import numpy as np

from anlan.evaluate.method.arrays import Floats, significant


def below(values: Floats, base: Floats) -> Floats:
    """How many values of the base each value exceeds, by column; NaN stays NaN.

    These are values as measured: what differs in the last digit differs.
    """
    counts = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        known = np.sort(base[~np.isnan(base[:, column]), column])
        place = np.searchsorted(known, values[:, column], side="left")
        counts[:, column] = np.where(np.isnan(values[:, column]), np.nan, place)
    return counts


def best_first(scores: Floats) -> Floats:
    """The rank of each score, 1 the highest, ties share the better one; by column."""
    return across(scores.T).T


def across(scores: Floats) -> Floats:
    """The same along the last axis, [..., units]: for many replications at once."""
    x = -significant(scores)
    order = np.argsort(x, axis=-1)  # NaN last
    inline = np.take_along_axis(x, order, -1)
    first = np.ones(x.shape, np.bool_)  # of those that are equal
    first[..., 1:] = inline[..., 1:] != inline[..., :-1]
    place = np.maximum.accumulate(np.where(first, np.arange(1.0, x.shape[-1] + 1), 0.0), axis=-1)
    out = np.empty(x.shape)
    np.put_along_axis(out, order, np.where(np.isnan(inline), np.nan, place), -1)
    return out


def bands(scores: Floats, lows: Floats, highs: Floats) -> Floats:
    """Bands [rows] from 1 (best): whoever's interval reaches that of the band's leader is in it.

    Units whose intervals overlap are not told apart by a rank. NaN where there is no score.
    """
    found = np.full(scores.shape, np.nan)
    reach, band = np.inf, 0
    for row in np.lexsort((highs, lows, scores))[::-1]:
        if np.isnan(scores[row]):
            continue
        if band == 0 or highs[row] < reach:
            reach, band = lows[row], band + 1
        found[row] = band
    return found
