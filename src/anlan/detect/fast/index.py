"""Where the run of a slot and key is: a hash table of places in an array of runs.

It has a power of two of rows, is at most half full, and holds only places, so that it stays in
the cache; the number is compared in the run itself, which is needed anyway.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.prefetch import prefetch

FREE = -1
AHEAD = 16
"""Events, or runs, that are looked ahead."""


def new_index(runs: int) -> npt.NDArray[np.int32]:
    """An index with room for so many runs."""
    return np.full(1 << max(3, (2 * runs - 1).bit_length()), FREE, np.int32)


@inlined
def numbered(slot: Any, key: Any) -> Any:
    """The number of a slot and a key together."""
    return (np.int64(slot) << 32) | np.int64(key)


@inlined
def _home(index: Any, number: Any) -> Any:
    mixed = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    return np.int64((mixed ^ (mixed >> np.uint64(32))) & np.uint64(len(index) - 1))


@compiled
def row_of(index: Any, runs: Any, number: Any) -> Any:
    """The row a run is in, or the free one it would go to."""
    row = _home(index, number)
    while index[row] != FREE and runs[index[row]].number != number:
        row = (row + 1) & (len(index) - 1)
    return row


@compiled
def filled(index: Any, runs: Any, count: Any) -> Any:
    """Fill an empty index with the first of some runs, none of which it has yet."""
    for place in range(count):
        if place + AHEAD < count:
            prefetch(index, _home(index, runs[place + AHEAD].number))
        row = _home(index, runs[place].number)
        while index[row] != FREE:
            row = (row + 1) & (len(index) - 1)
        index[row] = place
    return index


@inlined
def _number_of(event: Any) -> Any:
    return numbered(event.slot, event.new if event.new >= 0 else event.old)


@compiled
def fetch(events: Any, begin: Any, index: Any, runs: Any, pool: Any) -> None:
    """Ask for what the next events will need: the rows of the index first, then the runs, then
    their places in the pool, each when what tells where it is has come."""
    count = len(events)
    for n in range(min(begin + 2 * AHEAD, count), min(begin + 3 * AHEAD, count)):
        prefetch(index, _home(index, _number_of(events[n])))
    for n in range(min(begin + AHEAD, count), min(begin + 2 * AHEAD, count)):
        prefetch(runs, index[_home(index, _number_of(events[n]))])
    for n in range(begin, min(begin + AHEAD, count)):
        place = index[_home(index, _number_of(events[n]))]
        if place >= 0:
            run = runs[place]
            prefetch(pool, run.start + run.head + run.length)
