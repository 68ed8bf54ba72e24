"""A hash table from a whole number to a place in an array, for kernels.

Two columns: the number, and the place (−1 where the table is free). It has a power of two of
rows and is at most half full. Nothing is taken out; a sweep builds it anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.compiled import compiled

FREE = -1
Table = npt.NDArray[np.int64]


def new_table(places: int) -> Table:
    """A table with room for so many numbers."""
    rows = 1 << max(3, (2 * places - 1).bit_length())
    return np.full((rows, 2), FREE, np.int64)


@compiled
def row_of(table: Any, number: Any) -> Any:
    """The row a number is in, or the free one it would go to."""
    mask = len(table) - 1
    mixed = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    row = np.int64((mixed ^ (mixed >> np.uint64(32))) & np.uint64(mask))
    while table[row, 1] != FREE and table[row, 0] != number:
        row = (row + 1) & mask
    return row


@compiled
def find(table: Any, number: Any) -> Any:
    """The place of a number, or −1."""
    return table[row_of(table, number), 1]


@compiled
def find_or_put(table: Any, number: Any, place: Any) -> Any:
    """The place of a number, which becomes `place` if it has none."""
    row = row_of(table, number)
    if table[row, 1] == FREE:
        table[row, 0] = number
        table[row, 1] = place
    return table[row, 1]


@compiled
def filled(table: Any, numbers: Any, count: Any) -> Any:
    """Fill an empty table with numbers[:count], each at its own place."""
    for place in range(count):
        row = row_of(table, numbers[place])
        table[row, 0] = numbers[place]
        table[row, 1] = place
    return table
