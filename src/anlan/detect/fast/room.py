"""Arrays that grow."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def roomy(array: npt.NDArray[Any], used: int, more: int) -> npt.NDArray[Any]:
    """The array, or a copy of it that is at least twice as long, with room for some more."""
    if len(array) - used >= more:
        return array
    grown = np.zeros((max(2 * len(array), int(used) + int(more)), *array.shape[1:]), array.dtype)
    grown[:used] = array[:used]
    return grown


def untouched(like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """As large, of zeros. `zeros_like` would write them all; here what is not used costs nothing."""
    return np.zeros(like.shape, like.dtype)
