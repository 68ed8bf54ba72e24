"""Rows by (time, order), one run for each slot and key, in one pool.

A run is a block of the pool that has a power of two of places. Its rows are refs into the log,
with two bits that say whether the row meets `first` and `then` of the measure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.table import find, home

START, HEAD, LENGTH, ROOM, SINCE, TALLY, STALE, TORN = range(8)
"""Columns of a run. START: its block; HEAD: places of the block that are free again at its
beginning; ROOM: places of the block; SINCE: its block of instants at which levels were raised,
−1 for none; TALLY, STALE: of the measure; TORN: rows were taken out of a session."""

REF = (1 << 29) - 1
FIRST, THEN = 1 << 29, 1 << 30
CLASSES = 31
"""free[c] is a free block with 2**c places, which holds the next one; free[31] is where the
part of the pool begins that was never used."""

AHEAD = 32
"""Events that are looked ahead."""


@njit(cache=True, inline="always")
def ref_at(run: Any, pool: Any, n: Any) -> Any:
    """The ref of the n-th row of a run."""
    return pool[run[START] + run[HEAD] + n] & REF


@njit(cache=True)
def place(run: Any, pool: Any, log_time: Any, log_order: Any, time: Any, order: Any) -> Any:
    """How many rows of a run come before (time, order)."""
    low, high = 0, run[LENGTH]
    if high > 0:
        last = ref_at(run, pool, high - 1)
        if log_time[last] < time or (log_time[last] == time and log_order[last] < order):
            return high
    while low < high:
        middle = (low + high) >> 1
        ref = ref_at(run, pool, middle)
        if log_time[ref] < time or (log_time[ref] == time and log_order[ref] < order):
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def wanted(run: Any) -> Any:
    """How many places of the pool one more row may take."""
    return max(2, 2 * run[ROOM])


@njit(cache=True)
def insert(run: Any, pool: Any, free: Any, at: Any, row: Any) -> None:
    """Put a row in as the `at`-th; the pool must have `wanted` places left."""
    if run[HEAD] + run[LENGTH] == run[ROOM]:
        if run[HEAD] > 0 and run[HEAD] >= run[ROOM] // 4:
            begin = run[START]
            for n in range(run[LENGTH]):
                pool[begin + n] = pool[begin + run[HEAD] + n]
            run[HEAD] = 0
        else:
            _longer(run, pool, free)
    begin = run[START] + run[HEAD]
    for n in range(begin + run[LENGTH], begin + at, -1):
        pool[n] = pool[n - 1]
    pool[begin + at] = row
    run[LENGTH] += 1


@njit(cache=True)
def _longer(run: Any, pool: Any, free: Any) -> None:
    """Move a run into a block twice as long."""
    old, room = run[START], run[ROOM]
    size = 1
    while 1 << size < 2 * room:
        size += 1
    block = free[size]
    if block >= 0:
        free[size] = pool[block]
    else:
        block = free[CLASSES]
        free[CLASSES] += 1 << size
    for n in range(run[LENGTH]):
        pool[block + n] = pool[old + run[HEAD] + n]
    if room:
        pool[old] = free[size - 1]
        free[size - 1] = old
    run[START], run[HEAD], run[ROOM] = block, 0, 1 << size


@njit(cache=True)
def take_out(run: Any, pool: Any, at: Any) -> None:
    """Take the `at`-th row out."""
    begin = run[START] + run[HEAD]
    run[LENGTH] -= 1
    if at == 0:
        run[HEAD] += 1
    else:
        for n in range(begin + at, begin + run[LENGTH]):
            pool[n] = pool[n + 1]
    if run[LENGTH] == 0:
        run[HEAD] = 0


def no_free() -> Any:
    """An empty pool's list of free blocks."""
    free = np.full(CLASSES + 1, -1, np.int32)
    free[CLASSES] = 0
    return free


@njit(cache=True)
def pack(runs: Any, kept: Any, pool: Any, packed: Any) -> Any:
    """Move the runs that are kept to the beginning of another pool; returns where it ends."""
    end = 0
    for number in kept:
        run = runs[number]
        room = 2
        while room < run[LENGTH]:
            room *= 2
        for n in range(run[LENGTH]):
            packed[end + n] = pool[run[START] + run[HEAD] + n]
        run[START], run[HEAD], run[ROOM] = end, 0, room
        end += room
    return end


@njit(cache=True)
def move_refs(runs: Any, count: Any, pool: Any, rows: Any) -> None:
    """Make all refs less by some rows."""
    for number in range(count):
        begin = runs[number, START] + runs[number, HEAD]
        for n in range(begin, begin + runs[number, LENGTH]):
            pool[n] -= rows


@njit(cache=True)
def fetch(events: Any, begin: Any, table: Any, runs: Any, pool: Any, time: Any) -> Any:
    """Look at what the next events will need; returns nothing of meaning.

    Memory is asked for many events at once instead of one after the other.
    """
    end = min(begin + AHEAD, len(events))
    total = np.int64(0)
    for number in range(begin, end):
        event = events[number]
        key = event.new if event.new >= 0 else event.old
        owner = (np.int64(event.slot) << 32) | np.int64(key)
        total += table[home(table, owner), 1]
    for number in range(begin, end):
        event = events[number]
        key = event.new if event.new >= 0 else event.old
        entry = find(table, (np.int64(event.slot) << 32) | np.int64(key))
        if entry >= 0:
            total += runs[entry, LENGTH]
    for number in range(begin, end):
        event = events[number]
        key = event.new if event.new >= 0 else event.old
        entry = find(table, (np.int64(event.slot) << 32) | np.int64(key))
        if entry >= 0 and runs[entry, LENGTH] > 0:
            last = runs[entry, START] + runs[entry, HEAD] + runs[entry, LENGTH] - 1
            total += time[pool[last] & REF]
    return total
