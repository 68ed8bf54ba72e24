"""Rows by (time, order), one run for each slot and key, in one pool.

What is known of a run is one record, just a line of the cache, so that the run of a key that
rarely comes costs one look into memory. Its rows are refs into the log, with two bits that say
whether the row meets `first` and `then` of the measure; they stand in a block of the pool that
has a power of two of places.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.prefetch import prefetch

RUN = np.dtype(
    [
        ("number", "i8"), ("newest", "i8"), ("oldest", "i8"), ("best", "f8"), ("start", "i4"),
        ("head", "i4"), ("length", "i4"), ("room", "i4"), ("since", "i4"), ("tally", "i4"),
        ("stale", "i4"), ("torn", "i4"),
    ]
)  # fmt: skip
"""`number`: slot and key; `newest`, `oldest`: times of its last and first row. `start`: its block;
`head`: places of the block that are free again at its beginning; `room`: places of the block;
`since`: its block of instants at which levels were raised, −1 for none; `best`, `tally`, `stale`:
of the measure; `torn`: rows were taken out of a session."""

REF = (1 << 29) - 1
FIRST, THEN = 1 << 29, 1 << 30
CLASSES = 31
"""free[c] is a free block with 2**c places, which holds the next one; free[31] is where the
part of the pool begins that was never used."""
SMALLEST = 4
"""Places of the smallest block."""
AHEAD = 16
"""Runs that are looked ahead."""


def no_runs(runs: int) -> npt.NDArray[Any]:
    """Room for so many runs, each in a line of the cache. Memory is had when it is written to."""
    line = RUN.itemsize
    raw = np.zeros((runs + 1) * line, np.uint8)
    begin = -raw.ctypes.data % line
    return raw[begin : begin + runs * line].view(RUN)


@compiled
def begin_run(run: Any, number: Any) -> None:
    """A run without a row."""
    run.number, run.newest, run.oldest, run.best = number, 0, 0, -np.inf
    run.start, run.head, run.length, run.room = 0, 0, 0, 0
    run.since, run.tally, run.stale, run.torn = -1, 0, 0, 0


@inlined
def ref_at(run: Any, pool: Any, n: Any) -> Any:
    """The ref of the n-th row of a run."""
    return pool[run.start + run.head + n] & REF


@compiled
def place(run: Any, pool: Any, log_time: Any, log_order: Any, time: Any, order: Any) -> Any:
    """How many rows of a run come before (time, order); it looks from the end on."""
    high = np.int64(run.length)
    if high == 0 or time > run.newest:
        return high
    low, step = np.int64(0), 1
    while high - step >= 0:
        ref = ref_at(run, pool, high - step)
        if log_time[ref] < time or (log_time[ref] == time and log_order[ref] < order):
            low = high - step + 1
            break
        high -= step
        step *= 2
    while low < high:
        middle = (low + high) >> 1
        ref = ref_at(run, pool, middle)
        if log_time[ref] < time or (log_time[ref] == time and log_order[ref] < order):
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def wanted(run: Any) -> Any:
    """How many places of the pool one more row may take."""
    return max(SMALLEST, 2 * run.room)


@compiled
def insert(run: Any, pool: Any, free: Any, at: Any, row: Any, time: Any) -> None:
    """Put a row in as the `at`-th; the pool must have `wanted` places left."""
    if run.head + run.length == run.room:
        if run.head > 0 and run.head >= run.room // 4:
            begin = run.start
            for n in range(run.length):
                pool[begin + n] = pool[begin + run.head + n]
            run.head = 0
        else:
            _longer(run, pool, free)
    begin = run.start + run.head
    for n in range(begin + run.length, begin + at, -1):
        pool[n] = pool[n - 1]
    pool[begin + at] = row
    if at == 0:
        run.oldest = time
    if at == run.length:
        run.newest = time
    run.length += 1


@compiled
def _longer(run: Any, pool: Any, free: Any) -> None:
    """Move a run into a block twice as long."""
    old, room = run.start, run.room
    size = 2
    while 1 << size < 2 * room:
        size += 1
    block = free[size]
    if block >= 0:
        free[size] = pool[block]
    else:
        block = free[CLASSES]
        free[CLASSES] += 1 << size
    for n in range(run.length):
        pool[block + n] = pool[old + run.head + n]
    if room:
        pool[old] = free[size - 1]
        free[size - 1] = old
    run.start, run.head, run.room = block, 0, 1 << size


@compiled
def take_out(run: Any, pool: Any, at: Any, log_time: Any) -> None:
    """Take the `at`-th row out."""
    begin = run.start + run.head
    run.length -= 1
    if at == 0:
        run.head += 1
    else:
        for n in range(begin + at, begin + run.length):
            pool[n] = pool[n + 1]
    if run.length == 0:
        run.head = 0
    elif at == 0:
        run.oldest = log_time[ref_at(run, pool, 0)]
    elif at == run.length:
        run.newest = log_time[ref_at(run, pool, run.length - 1)]


def no_free() -> Any:
    """An empty pool's list of free blocks."""
    free = np.full(CLASSES + 1, -1, np.int32)
    free[CLASSES] = 0
    return free


@compiled
def pack(runs: Any, pool: Any, packed: Any) -> Any:
    """Move the rows of all runs to the beginning of another pool; returns where they end."""
    end = 0
    for number in range(len(runs)):
        if number + AHEAD < len(runs):
            prefetch(pool, runs[number + AHEAD].start + runs[number + AHEAD].head)
        run = runs[number]
        room = SMALLEST
        while room < run.length:
            room *= 2
        for n in range(run.length):
            packed[end + n] = pool[run.start + run.head + n]
        run.start, run.head, run.room = end, 0, room
        end += room
    return end


@compiled
def close_up(runs: Any, kept: Any) -> None:
    """Move the runs that are kept, ascending, to the beginning."""
    for number in range(len(kept)):
        runs[number] = runs[kept[number]]


@compiled
def move_refs(runs: Any, count: Any, pool: Any, rows: Any) -> None:
    """Make all refs less by some rows."""
    for number in range(count):
        begin = runs[number].start + runs[number].head
        for n in range(begin, begin + runs[number].length):
            pool[n] -= rows
