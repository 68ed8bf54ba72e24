"""Ranks and bands: places among units, ties included."""

from __future__ import annotations

import numpy as np

from anlan.evaluate.method.arrays import Floats, significant


def below(values: Floats, base: Floats) -> Floats:
    """How many values of the base each value exceeds, by column; NaN stays NaN."""
    values, base = significant(values), significant(base)
    counts = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        known = np.sort(base[~np.isnan(base[:, column]), column])
        place = np.searchsorted(known, values[:, column], side="left")
        counts[:, column] = np.where(np.isnan(values[:, column]), np.nan, place)
    return counts


def best_first(scores: Floats) -> Floats:
    """The rank of each score, 1 the highest, ties share the better one; by column."""
    return 1 + below(-scores, -scores)
