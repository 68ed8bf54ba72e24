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
    copy_into(grown, array[:used])
    return grown


def copy_into(array: npt.NDArray[Any], front: npt.NDArray[Any]) -> None:
    """Copy an array to the front of another one of its kind, byte by byte: numpy would copy records
    field by field, which takes seven times as long."""
    array.reshape(-1).view(np.uint8)[: front.nbytes] = front.reshape(-1).view(np.uint8)


def untouched(like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """As large, of zeros. `zeros_like` would write them all; here what is not used costs nothing."""
    return np.zeros(like.shape, like.dtype)
