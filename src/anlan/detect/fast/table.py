"""A hash table from a whole number to a place in an array, for kernels.

Two columns: the number, and the place (−1 where the table is free). It has a power of two of
rows and is at most half full. Nothing is taken out; a sweep builds it anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.prefetch import prefetch

FREE = -1
AHEAD = 16
"""Numbers that are looked ahead where many are put in."""
Table = npt.NDArray[np.int64]


def new_table(places: int) -> Table:
    """A table with room for so many numbers."""
    rows = 1 << max(3, (2 * places - 1).bit_length())
    return np.full((rows, 2), FREE, np.int64)


@inlined
def home_of(table: Any, number: Any) -> Any:
    """The row at which it is begun to look for a number."""
    mixed = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    return np.int64((mixed ^ (mixed >> np.uint64(32))) & np.uint64(len(table) - 1))


@compiled
def row_of(table: Any, number: Any) -> Any:
    """The row a number is in, or the free one it would go to."""
    mask = len(table) - 1
    row = home_of(table, number)
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
        if place + AHEAD < count:
            prefetch(table, home_of(table, numbers[place + AHEAD]))
        row = row_of(table, numbers[place])
        table[row, 0] = numbers[place]
        table[row, 1] = place
    return table
