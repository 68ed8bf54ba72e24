"""Compiled loops that let go of runs no window holds rows of any more."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.floors import floor_at
from anlan.detect.fast.levels import ALWAYS, QUIET
from anlan.detect.fast.prefetch import prefetch
from anlan.detect.fast.table import AHEAD, FREE, home_of, row_of
from anlan.detect.fast.tallies import FAMILY, HIGHEST, LAST, LOWEST, WINDOW
from anlan.detect.fast.windowed_kernel import drop, over


@njit(cache=True, nogil=True)
def trim(
    clock: Any, settings: Any, runs: Any, count: Any, pool: Any, seen: Any,
    windows: Any, starts: Any, time: Any, codes: Any, numbers: Any, used: Any,
) -> None:  # fmt: skip
    """Take out the rows that windows do not hold at a clock."""
    floors = np.empty(len(windows), np.int64)
    for window in range(len(windows)):
        floors[window] = floor_at(window, clock, windows, starts)
    for entry in range(count):
        run = runs[entry]
        slot = settings[run.number >> 32]
        if run.since < 0 and run.newest <= floors[slot[WINDOW]]:
            run.length = 0  # it goes as a whole, and what was counted of its rows with it
            continue
        rows = over(run, pool, time, floors[slot[WINDOW]])
        drop(rows, slot, run, entry, pool, time, codes, numbers, seen, used)


@njit(cache=True, nogil=True)
def silent(
    clock: Any, settings: Any, runs: Any, count: Any, since: Any, slots: Any, first: Any,
    at_least: Any, cooldown: Any,
) -> Any:  # fmt: skip
    """Whether a run still silences a level, even without a row."""
    silences = np.zeros(count, np.bool_)
    for entry in range(count):
        if runs[entry].since < 0:
            continue
        s = runs[entry].number >> 32
        family = settings[s, FAMILY]
        nothing = -np.inf if family in (LAST, HIGHEST, LOWEST) else 0.0
        for model in range(slots[s], slots[s + 1]):
            for level in range(first[model], first[model + 1]):
                raised = since[runs[entry].since + level - first[slots[s]]]
                if raised == QUIET:
                    continue
                if cooldown[model] == ALWAYS:
                    silences[entry] |= nothing >= at_least[level]
                else:
                    silences[entry] |= clock < raised + cooldown[model]
    return silences


@compiled
def pack_since(runs: Any, since: Any, silences: Any, instants: Any, packed: Any) -> Any:
    """Move blocks of instants to the beginning of another array; returns where they end."""
    end = 0
    for entry in range(len(runs)):
        if runs[entry].since < 0:
            continue
        if not silences[entry] and runs[entry].length == 0:
            runs[entry].since = -1
            continue
        begin = runs[entry].since
        runs[entry].since = end
        for n in range(instants[runs[entry].number >> 32]):
            packed[end] = since[begin + n]
            end += 1
    return end


@inlined
def _ask(seen: Any, row: Any, renumbered: Any, packed: Any) -> None:
    """Ask ahead for what tells the new number of a run, and then for where it goes."""
    if row + 2 * AHEAD < len(seen) and seen[row + 2 * AHEAD, 1] > 0:
        prefetch(renumbered, seen[row + 2 * AHEAD, 0] >> 32)
    if row + AHEAD < len(seen) and seen[row + AHEAD, 1] > 0:
        owner = seen[row + AHEAD, 0]
        prefetch(packed, home_of(packed, (renumbered[owner >> 32] << 32) | (owner & 0xFFFFFFFF)))


@compiled
def pack_seen(seen: Any, renumbered: Any, packed: Any) -> Any:
    """Enter values that rows still have under the new numbers of their runs; returns how many."""
    count = 0
    for row in range(len(seen)):
        _ask(seen, row, renumbered, packed)
        if seen[row, 1] == FREE or seen[row, 1] == 0:
            continue
        number, code = seen[row, 0] >> 32, seen[row, 0] & 0xFFFFFFFF
        if renumbered[number] >= 0:
            owner = (renumbered[number] << 32) | code
            at = row_of(packed, owner)
            packed[at, 0], packed[at, 1] = owner, seen[row, 1]
            count += 1
    return count
