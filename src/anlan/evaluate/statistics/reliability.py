"""Cronbach's alpha: how far the parts of a branch measure one thing."""

from __future__ import annotations

import numpy as np

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.statistics.correlation import covariances


def alpha(values: Floats) -> float:
    """Alpha of values [rows, parts] that point one way; NaN below two parts with a spread.

    From covariances over the rows each two parts have, as COINr does. 0.7 is what most ask for.
    """
    covariance = covariances(values)[0]
    some = np.nan_to_num(np.diag(covariance)) > 0
    parts, total = int(some.sum()), float(np.nansum(covariance[np.ix_(some, some)]))
    if parts < 2 or total <= 0:
        return float("nan")
    return float(parts / (parts - 1) * (1 - np.trace(covariance[np.ix_(some, some)]) / total))


def without_each(values: Floats) -> Floats:
    """Alpha with each part left out, [parts]: where it rises, the part does not belong."""
    return np.array([alpha(np.delete(values, n, axis=1)) for n in range(values.shape[1])])
