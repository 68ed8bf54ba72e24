"""Two rankings of the same units."""

from __future__ import annotations

import numpy as np

from anlan.evaluate.method.arrays import Floats


def shifts(one: Floats, other: Floats) -> Floats:
    """How many places each unit that has a rank in both is apart, [units in both]."""
    apart = np.abs(one - other)
    return apart[~np.isnan(apart)]
