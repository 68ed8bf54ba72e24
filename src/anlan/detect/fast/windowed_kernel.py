"""The compiled loop of the families whose measure follows from the rows a window holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.deque import (
    FIRST,
    SMALLEST,
    THEN,
    begin_run,
    insert,
    place,
    ref_at,
    take_out,
    wanted,
)
from anlan.detect.fast.events import IS_FIRST, IS_THEN, in_time
from anlan.detect.fast.floors import floor_now
from anlan.detect.fast.index import AHEAD, fetch, numbered, row_of
from anlan.detect.fast.levels import QUIET, reach, rearm
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
    SEEN_N,
    SINCE_N,
    WANTED_N,
)  # fmt: skip
from anlan.detect.fast.tallies import (
    GAP,
    REACH,
    WINDOW,
    counted,
    measure,
    uncounted,
)  # fmt: skip


@inlined
def _row(ref: Any, part: Any) -> Any:
    """A row of a run."""
    row = ref
    if part & IS_FIRST:
        row |= FIRST
    if part & IS_THEN:
        row |= THEN
    return row


@compiled
def drop(
    rows: Any, slot: Any, run: Any, entry: Any,
    pool: Any, time: Any, codes: Any, numbers: Any, seen: Any, used: Any,
) -> None:  # fmt: skip
    """Take the first rows out."""
    for _ in range(rows):
        uncounted(slot, run, 0, entry, pool, time, codes, numbers, seen, used)
        take_out(run, pool, 0, time)


@compiled
def over(run: Any, pool: Any, time: Any, floor: Any) -> Any:
    """How many rows at the beginning the window does not hold, sessions apart."""
    length, n = run.length, 0
    if length == 0 or run.oldest > floor:
        return n
    while n < length and time[ref_at(run, pool, n)] <= floor:
        n += 1
    return n


@compiled
def _ended(slot: Any, run: Any, pool: Any, time: Any, clock: Any) -> Any:
    """How many rows at the beginning belong to sessions that have ended."""
    later = clock
    for n in range(run.length - 1, -1, -1):
        moment = time[ref_at(run, pool, n)]
        if later - moment >= slot[GAP]:
            return n + 1
        if n == run.length - 1 and not run.torn:
            return 0
        later = moment
    return 0


@compiled
def _parted(slot: Any, run: Any, at: Any, pool: Any, time: Any, clock: Any) -> Any:
    """The same, after the `at`-th row was put into a session without gaps."""
    moment = time[ref_at(run, pool, at)]
    last = at == run.length - 1
    later = clock if last else time[ref_at(run, pool, at + 1)]
    if later - moment >= slot[GAP]:
        return at + 1
    if at > 0 and moment - time[ref_at(run, pool, at - 1)] >= slot[GAP]:
        return at
    return 0


@compiled
def _rearm_all(
    slot: Any, run: Any, since: Any, now: Any, slots: Any, first: Any, at_least: Any, cooldown: Any
) -> None:
    for model in range(slots[slot], slots[slot + 1]):
        begin = run.since + first[model] - first[slots[slot]]
        end = begin + first[model + 1] - first[model]
        rearm(at_least, first[model], first[model + 1], cooldown[model], since[begin:end], now)


@compiled
def run_events(
    begin: Any, events: Any, clocks: Any, old_time: Any, old_order: Any, new_time: Any,
    new_order: Any, new_gap: Any, first_ref: Any, settings: Any, index: Any, runs: Any,
    pool: Any, free: Any, seen: Any, since: Any, windows: Any, starts: Any, now: Any,
    time: Any, order: Any, codes: Any, numbers: Any, models: Any, slots: Any, first: Any,
    at_least: Any, levels: Any, cooldown: Any, lowest: Any, raised: Any, measures: Any,
    evidence: Any, missed: Any, used: Any,
) -> Any:  # fmt: skip
    """Take events from `begin` on; the number of the first there is no room for."""
    for number in range(begin, len(events)):
        if (number - begin) % AHEAD == 0:
            fetch(events, number, index, runs, pool)
        event = events[number]
        s, i, old, new = event.slot, event.step, event.old, event.new
        slot, clock, part = settings[s], clocks[i], event.part
        sharers = slots[s + 1] - slots[s]
        instants = first[slots[s + 1]] - first[slots[s]]
        floor = floor_now(slot[WINDOW], clock, windows, starts, now)
        row = row_of(index, runs, numbered(s, new))
        target = np.int64(index[row])
        used[POOL_N] = SMALLEST if target < 0 else wanted(runs[target])
        used[WANTED_N] = sharers * (1 if target < 0 else runs[target].length + 1)
        if (
            used[RUNS_N] + 1 > len(runs)
            or 2 * (used[RUNS_N] + 1) > len(index)
            or free[31] + used[POOL_N] > len(pool)
            or used[SINCE_N] + instants > len(since)
            or used[RAISED_N] + sharers > len(raised)
            or used[EVIDENCE_N] + used[WANTED_N] > len(evidence)
            or used[MISSED_N] + sharers > len(missed)
            or 2 * (used[SEEN_N] + 1) > len(seen)
        ):
            return number
        adds = False
        if new >= 0:
            why = in_time(new_time[i], new_gap[i], floor, slot[REACH])
            adds = why < 0
            if not adds and not (old == new and old_time[i] == new_time[i]):
                for model in range(slots[s], slots[s + 1]):
                    missed[used[MISSED_N], 0] = i
                    missed[used[MISSED_N], 1] = models[model]
                    missed[used[MISSED_N], 2] = why
                    used[MISSED_N] += 1
        for going in range(2):
            removes, puts = old >= 0, adds and going == 1
            if going == 0:
                if not removes or (adds and old == new):
                    continue
                key = old
            else:
                if not adds:
                    continue
                key, removes = new, old == new
            e = target if key == new else np.int64(index[row_of(index, runs, numbered(s, key))])
            if e < 0:
                if not puts:
                    continue
                e = used[RUNS_N]
                used[RUNS_N] += 1
                begin_run(runs[e], numbered(s, key))
                index[row] = e
            run = runs[e]
            gone = over(run, pool, time, floor)
            if gone:
                drop(gone, slot, run, e, pool, time, codes, numbers, seen, used)
            if slot[GAP]:
                gone = _ended(slot, run, pool, time, clock)
                drop(gone, slot, run, e, pool, time, codes, numbers, seen, used)
                run.torn = 0
            has = run.since >= 0
            before = 0.0
            if has or removes:
                before = measure(slot, run, pool, time, numbers)
            if has:
                _rearm_all(s, run, since, before, slots, first, at_least, cooldown)
            corrected = False
            if removes:
                at = place(run, pool, time, order, old_time[i], old_order[i])
                if at < run.length and order[ref_at(run, pool, at)] == old_order[i]:
                    uncounted(slot, run, at, e, pool, time, codes, numbers, seen, used)
                    take_out(run, pool, at, time)
                    corrected = True
                    run.torn = slot[GAP] > 0
            held = puts
            if puts:
                at = place(run, pool, time, order, new_time[i], new_order[i])
                insert(run, pool, free, at, _row(first_ref + i, part), new_time[i])
                counted(slot, run, at, e, pool, time, codes, numbers, seen, used)
                if slot[GAP]:
                    if run.torn:
                        gone = _ended(slot, run, pool, time, clock)
                    else:
                        gone = _parted(slot, run, at, pool, time, clock)
                    drop(gone, slot, run, e, pool, time, codes, numbers, seen, used)
                    held, run.torn = at >= gone, 0
            after = measure(slot, run, pool, time, numbers)
            if has:
                _rearm_all(s, run, since, after, slots, first, at_least, cooldown)
            if not held or after < lowest[s] or (corrected and after == before):
                continue
            if not has:
                run.since = used[SINCE_N]
                used[SINCE_N] += instants
                since[run.since : run.since + instants] = QUIET
            for model in range(slots[s], slots[s + 1]):
                begins = run.since + first[model] - first[slots[s]]
                ends = begins + first[model + 1] - first[model]
                level = reach(
                    at_least, first[model], first[model + 1], cooldown[model], since[begins:ends],
                    after, clock,
                )  # fmt: skip
                if level < 0:
                    continue
                out = raised[used[RAISED_N]]
                out[R_STEP], out[R_MODEL], out[R_KEY] = i, models[model], key
                out[R_LEVEL], out[R_AT], out[R_FLOOR] = levels[level], clock, floor
                out[R_TRIGGER], out[R_FIRST] = new_order[i], used[EVIDENCE_N]
                measures[used[RAISED_N]] = after
                used[RAISED_N] += 1
                for n in range(run.length):
                    evidence[used[EVIDENCE_N] + n] = order[ref_at(run, pool, n)]
                used[EVIDENCE_N] += run.length
    return len(events)
