"""The compiled loop of counts, whose windows share the rows of a key.

"At least k rows lie after the floor" is the same as "the k-th newest row lies after the floor":
one look for each threshold, however many rows there are, and nothing to do when rows expire.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.deque import SMALLEST, begin_run, insert, place, ref_at, take_out, wanted
from anlan.detect.fast.events import IN_TIME, in_time
from anlan.detect.fast.floors import floor_now
from anlan.detect.fast.index import AHEAD, fetch, numbered, row_of
from anlan.detect.fast.levels import QUIET
from anlan.detect.fast.places import (
    EVIDENCE_N,
    MISSED_N,
    POOL_N,
    R_AT,
    R_FIRST,
    R_FLOOR,
    R_KEY,
    R_LEVEL,
    R_MODEL,
    R_STEP,
    R_TRIGGER,
    RAISED_N,
    RUNS_N,
    SINCE_N,
    WANTED_N,
)  # fmt: skip

KEY, FIRST_WINDOW, END_WINDOW, REACH, INSTANTS, SHARERS, SHORTEST = range(7)
"""Columns of a slot. REACH: of its longest window; INSTANTS: levels that have a cooldown;
SHORTEST: the length of its shortest window."""

(WINDOW, LENGTH_OF, FEWEST, MOST, FIRST_STEP, END_STEP, FIRST_COOL, END_COOL, FIRST_MODEL,
 END_MODEL) = range(10)  # fmt: skip
"""Columns of a window of a slot. FEWEST: rows that reach a level; MOST: rows that reach the
highest level without a cooldown. Then stretches of the steps, the models with a cooldown, and
all models."""

ROWS, MODEL, LEVEL = range(3)
"""Columns of a step: a level without a cooldown, raised when there are just so many rows. Its
model raises no other level then. Steps ascend by rows."""

C_MODEL, COOLDOWN, OFFSET, FIRST_LEVEL, END_LEVEL = range(5)
"""Columns of a model with a cooldown. OFFSET: in the block of instants of a run."""


@compiled
def _since(run: Any, pool: Any, time: Any, floor: Any) -> Any:
    """How many rows lie after a floor."""
    low, high = 0, run.length
    while low < high:
        middle = (low + high) >> 1
        if time[ref_at(run, pool, middle)] <= floor:
            low = middle + 1
        else:
            high = middle
    return run.length - low


@compiled
def _held(run: Any, pool: Any, time: Any, gap: Any, floor: Any, length: Any) -> Any:
    """How many rows a window holds, if it has let go of some that longer windows hold."""
    rows = 0
    for n in range(run.length):
        ref = ref_at(run, pool, n)
        rows += time[ref] > floor and gap[ref] < length
    return rows


@compiled
def _tell(
    raised: Any, measures: Any, evidence: Any, used: Any, run: Any, pool: Any, time: Any, order: Any,
    gap: Any, length: Any, rows: Any, step: Any, model: Any, key: Any, level: Any, clock: Any,
    floor: Any, trigger: Any,
) -> None:  # fmt: skip
    """Put down a level that is raised, and its evidence."""
    out = raised[used[RAISED_N]]
    out[R_STEP], out[R_MODEL], out[R_KEY], out[R_LEVEL] = step, model, key, level
    out[R_AT], out[R_FLOOR], out[R_TRIGGER], out[R_FIRST] = clock, floor, trigger, used[EVIDENCE_N]
    measures[used[RAISED_N]] = rows
    used[RAISED_N] += 1
    begin = 0 if run.torn else run.length - rows
    for n in range(begin, run.length):
        ref = ref_at(run, pool, n)
        if not run.torn or (time[ref] > floor and gap[ref] < length):
            evidence[used[EVIDENCE_N]] = order[ref]
            used[EVIDENCE_N] += 1


@compiled
def _miss(missed: Any, used: Any, window: Any, models: Any, step: Any, why: Any) -> None:
    for n in range(window[FIRST_MODEL], window[END_MODEL]):
        missed[used[MISSED_N], 0] = step
        missed[used[MISSED_N], 1] = models[n]
        missed[used[MISSED_N], 2] = why
        used[MISSED_N] += 1


@inlined
def _reached(run: Any, pool: Any, time: Any, floor: Any, rows: Any, least: Any) -> Any:
    """Whether at least so many rows lie after a floor; `rows` is their number if it is known."""
    if rows >= 0:
        return rows >= least
    return least <= run.length and time[ref_at(run, pool, run.length - least)] > floor


@compiled
def count_events(
    begin: Any, events: Any, clocks: Any, old_time: Any, old_order: Any, new_time: Any,
    new_order: Any, new_gap: Any, first_ref: Any, settings: Any, spans: Any, steps: Any, cools: Any,
    levels: Any, models: Any, index: Any, runs: Any, pool: Any, free: Any, since: Any, windows: Any, starts: Any, now: Any, time: Any, order: Any, gap: Any, raised: Any, measures: Any,
    evidence: Any, missed: Any, used: Any,
) -> Any:  # fmt: skip
    """Take events from `begin` on; the number of the first there is no room for."""
    for number in range(begin, len(events)):
        if (number - begin) % AHEAD == 0:
            fetch(events, number, index, runs, pool)
        event = events[number]
        s, i, old, new = event.slot, event.step, event.old, event.new
        slot, clock = settings[s], clocks[i]
        if old == new and old_time[i] == new_time[i] and new_gap[i] <= clock - new_time[i]:
            continue  # nothing that is counted has changed
        at = row_of(index, runs, numbered(s, new))
        e = np.int64(index[at])
        used[POOL_N] = SMALLEST if e < 0 else wanted(runs[e])
        used[WANTED_N] = slot[SHARERS] * (1 if e < 0 else runs[e].length + 1)
        if (
            used[RUNS_N] + 1 > len(runs)
            or 2 * (used[RUNS_N] + 1) > len(index)
            or free[31] + used[POOL_N] > len(pool)
            or used[SINCE_N] + slot[INSTANTS] > len(since)
            or used[RAISED_N] + slot[SHARERS] > len(raised)
            or used[EVIDENCE_N] + used[WANTED_N] > len(evidence)
            or used[MISSED_N] + slot[SHARERS] > len(missed)
        ):
            return number
        removed, removed_gap = False, np.int64(0)
        if old >= 0:
            other = e
            if old != new:
                other = np.int64(index[row_of(index, runs, numbered(s, old))])
            if other >= 0:
                run = runs[other]
                n = place(run, pool, time, order, old_time[i], old_order[i])
                if n < run.length and order[ref_at(run, pool, n)] == old_order[i]:
                    removed, removed_gap = old == new, gap[ref_at(run, pool, n)]
                    take_out(run, pool, n, time)
        if new < 0:
            continue
        moved = old != new or old_time[i] != new_time[i]
        moment = new_time[i]
        if moment > clock - slot[REACH] and new_gap[i] < slot[REACH]:
            if e < 0:
                e = used[RUNS_N]
                used[RUNS_N] += 1
                begin_run(runs[e], numbered(s, new))
                index[at] = e
            run = runs[e]
            if run.head + run.length == run.room:
                while run.length and run.oldest <= clock - slot[REACH]:
                    take_out(run, pool, 0, time)
            n = place(run, pool, time, order, moment, new_order[i])
            insert(run, pool, free, n, np.int32(first_ref + i), moment)
            if new_gap[i] >= slot[SHORTEST] and new_gap[i] > clock - moment:
                run.torn = 1
        run = runs[max(e, 0)]
        for w in range(slot[FIRST_WINDOW], slot[END_WINDOW]):
            window = spans[w]
            floor = floor_now(window[WINDOW], clock, windows, starts, now)
            why = in_time(moment, new_gap[i], floor, window[LENGTH_OF])
            if why != IN_TIME:
                if moved:
                    _miss(missed, used, window, models, i, why)
                continue
            if run.length < window[FEWEST]:
                continue
            if removed and old_time[i] > floor and removed_gap < window[LENGTH_OF]:
                continue
            rows = np.int64(-1)
            if run.torn:
                rows = _held(run, pool, time, gap, floor, window[LENGTH_OF])
            if not _reached(run, pool, time, floor, rows, window[FEWEST]):
                continue
            if window[MOST] > 0 and not _reached(run, pool, time, floor, rows, window[MOST] + 1):
                if rows < 0:
                    rows = _since(run, pool, time, floor)
                for n in range(window[FIRST_STEP], window[END_STEP]):
                    if steps[n, ROWS] == rows:
                        _tell(
                            raised, measures, evidence, used, run, pool, time, order, gap,
                            window[LENGTH_OF], rows, i, steps[n, MODEL], new, steps[n, LEVEL],
                            clock, floor, new_order[i],
                        )  # fmt: skip
            for m in range(window[FIRST_COOL], window[END_COOL]):
                cool = cools[m]
                level = cool[FIRST_LEVEL]
                while level < cool[END_LEVEL] and not _reached(
                    run, pool, time, floor, rows, levels[level, 0]
                ):
                    level += 1
                if level == cool[END_LEVEL]:
                    continue
                if run.since < 0:
                    run.since = used[SINCE_N]
                    used[SINCE_N] += slot[INSTANTS]
                    since[run.since : used[SINCE_N]] = QUIET
                first = run.since + cool[OFFSET] - cool[FIRST_LEVEL]
                before = since[first + level]
                if before != QUIET and clock < before + cool[COOLDOWN]:
                    continue
                since[first + level : first + cool[END_LEVEL]] = clock
                if rows < 0:
                    rows = _since(run, pool, time, floor)
                _tell(
                    raised, measures, evidence, used, run, pool, time, order, gap,
                    window[LENGTH_OF], rows, i, cool[C_MODEL], new, levels[level, 1], clock, floor,
                    new_order[i],
                )  # fmt: skip
    return len(events)


@njit(cache=True, nogil=True)
def let_go(
    clock: Any, settings: Any, cools: Any, spans: Any, runs: Any, count: Any, pool: Any, since: Any, time: Any, gap: Any,
) -> Any:  # fmt: skip
    """Take old rows out; whether each run still silences a level, even without a row."""
    silences = np.zeros(count, np.bool_)
    for entry in range(count):
        run = runs[entry]
        slot = settings[run.number >> 32]
        if run.since < 0 and run.newest <= clock - slot[REACH]:
            run.length = 0  # it goes as a whole
        while run.length and run.oldest <= clock - slot[REACH]:
            take_out(run, pool, 0, time)
        if run.torn:
            run.torn = 0
            for n in range(run.length):
                run.torn |= gap[ref_at(run, pool, n)] >= slot[SHORTEST]
        if run.since < 0:
            continue
        for w in range(slot[FIRST_WINDOW], slot[END_WINDOW]):
            for m in range(spans[w, FIRST_COOL], spans[w, END_COOL]):
                cool = cools[m]
                for n in range(cool[END_LEVEL] - cool[FIRST_LEVEL]):
                    raised = since[run.since + cool[OFFSET] + n]
                    silences[entry] |= raised != QUIET and clock < raised + cool[COOLDOWN]
    return silences
