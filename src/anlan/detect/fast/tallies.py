"""What a run measures, kept up to date row by row.

For each family `counted` follows a row that was put into the run, `uncounted` comes before a
row is taken out, and `measure` is the float the reference interpreter gives for the same rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.deque import FIRST, REF, THEN, ref_at
from anlan.detect.fast.table import FREE, row_of

COUNT, DISTINCT, RATIO, SEQUENCE, LAST, HIGHEST, LOWEST, SLOPE, ESCALATION = range(9)

FAMILY, KEY, FIELD, SIGN, WITHIN, MINIMUM, WINDOW, REACH, GAP, IS_FIRST, IS_THEN = range(11)
"""Columns of a slot. KEY: row of the codes of a batch; FIELD: row of the codes or numbers of the log; SIGN: −1 when
lower is worse; WINDOW: number among `Floors`; GAP: of a session; IS_FIRST, IS_THEN: filters, −1
for none."""

HOUR = 3_600_000_000.0


@inlined
def _number(slot: Any, run: Any, pool: Any, numbers: Any, n: Any) -> Any:
    """What the n-th row says, turned so that more is what is looked for."""
    return numbers[slot[FIELD], ref_at(run, pool, n)] * slot[SIGN]


@compiled
def measure(slot: Any, run: Any, pool: Any, time: Any, numbers: Any) -> Any:
    """The measure over the rows of a run."""
    family, length = slot[FAMILY], run.length
    if family == COUNT:
        return np.float64(length)
    if family in (DISTINCT, SEQUENCE):
        return np.float64(run.tally)
    if family == RATIO:
        return 0.0 if length < slot[MINIMUM] else run.tally / length
    if family == LAST:
        for n in range(length - 1, -1, -1):
            number = numbers[slot[FIELD], ref_at(run, pool, n)]
            if not np.isnan(number):
                return number
        return -np.inf
    if family == SLOPE:
        return _slope(slot, run, pool, time, numbers)
    if run.stale:
        if family == ESCALATION:
            _climb(slot, run, pool, numbers)
        else:
            _find_best(slot, run, pool, numbers)
    if family == ESCALATION:
        return np.float64(run.tally)
    return -np.inf if run.tally == 0 else run.best * slot[SIGN]


@compiled
def _slope(slot: Any, run: Any, pool: Any, time: Any, numbers: Any) -> Any:
    if run.tally < max(1, slot[MINIMUM]):
        return 0.0
    first, last = 0, run.length - 1
    while np.isnan(numbers[slot[FIELD], ref_at(run, pool, first)]):
        first += 1
    while np.isnan(numbers[slot[FIELD], ref_at(run, pool, last)]):
        last -= 1
    begin, end = ref_at(run, pool, first), ref_at(run, pool, last)
    if time[begin] == time[end]:
        return 0.0
    rise = numbers[slot[FIELD], end] - numbers[slot[FIELD], begin]
    return rise * HOUR / np.float64(time[end] - time[begin]) * slot[SIGN]


@compiled
def counted(
    slot: Any, run: Any, at: Any, entry: Any,
    pool: Any, time: Any, codes: Any, numbers: Any, seen: Any, used: Any,
) -> None:  # fmt: skip
    """The `at`-th row has just been put into a run."""
    family = slot[FAMILY]
    if family in (COUNT, LAST):
        return
    row = pool[run.start + run.head + at]
    if family == RATIO:
        run.tally += (row & FIRST) != 0
    elif family == DISTINCT:
        code = codes[slot[FIELD], row & REF]
        if code:
            run.tally += _see(seen, used, entry, code, 1) == 1
    elif family == SEQUENCE:
        run.tally += _followed(slot, run, at, pool, time)
    elif family == SLOPE:
        run.tally += not np.isnan(numbers[slot[FIELD], row & REF])
    elif family == ESCALATION:
        _climbed(slot, run, at, pool, numbers)
    else:
        number = _number(slot, run, pool, numbers, at)
        if run.tally == 0 or number > run.best:
            if not (run.stale or np.isnan(number)):
                run.best, run.tally = number, 1
        elif number == run.best:
            run.tally += 1


@compiled
def uncounted(
    slot: Any, run: Any, at: Any, entry: Any,
    pool: Any, time: Any, codes: Any, numbers: Any, seen: Any, used: Any,
) -> None:  # fmt: skip
    """The `at`-th row is about to be taken out of a run."""
    family = slot[FAMILY]
    if family in (COUNT, LAST):
        return
    row = pool[run.start + run.head + at]
    if family == RATIO:
        run.tally -= (row & FIRST) != 0
    elif family == DISTINCT:
        code = codes[slot[FIELD], row & REF]
        if code:
            run.tally -= _see(seen, used, entry, code, -1) == 0
    elif family == SEQUENCE:
        run.tally -= _followed(slot, run, at, pool, time)
    elif family == SLOPE:
        run.tally -= not np.isnan(numbers[slot[FIELD], row & REF])
    elif family == ESCALATION:
        _sank(slot, run, at, pool, numbers)
    elif _number(slot, run, pool, numbers, at) == run.best and run.tally > 0:
        run.tally -= 1
        run.stale |= run.tally == 0


@compiled
def _see(seen: Any, used: Any, entry: Any, code: Any, more: Any) -> Any:
    """How many rows of a run have a value, after one more or less."""
    number = (entry << 32) | code
    row = row_of(seen, number)
    if seen[row, 1] == FREE:
        seen[row, 0], seen[row, 1] = number, 0
        used[0] += 1
    seen[row, 1] += more
    return seen[row, 1]


@compiled
def _followed(slot: Any, run: Any, at: Any, pool: Any, time: Any) -> Any:
    """How many rows `then` count for the `at`-th row being there.

    A row `then` counts if the last row `first` before it is near enough. Being `first`, the
    row stands between the one before and those that follow until the next.
    """
    begin, within = run.start + run.head, slot[WITHIN]
    row = pool[begin + at]
    if not row & (FIRST | THEN):
        return 0
    moment = time[row & REF]
    earlier = np.int64(-1) << 62
    for n in range(at - 1, -1, -1):
        other = pool[begin + n]
        if moment - time[other & REF] > within:
            break
        if other & FIRST:
            earlier = time[other & REF]
            break
    total = 0
    if row & THEN and moment - earlier <= within:
        total = 1
    if row & FIRST:
        for n in range(at + 1, run.length):
            other = pool[begin + n]
            after = time[other & REF]
            if after - moment > within:
                break
            if other & THEN and after - earlier > within:
                total += 1
            if other & FIRST:
                break
    return total


@compiled
def _find_best(slot: Any, run: Any, pool: Any, numbers: Any) -> None:
    run.tally, run.stale = 0, 0
    for n in range(run.length):
        number = _number(slot, run, pool, numbers, n)
        if np.isnan(number):
            continue
        if run.tally == 0 or number > run.best:
            run.best, run.tally = number, 1
        elif number == run.best:
            run.tally += 1


@compiled
def _climb(slot: Any, run: Any, pool: Any, numbers: Any) -> None:
    """Escalation from scratch: the worst so far, and how often it got worse."""
    run.tally, run.stale, run.best = 0, 0, -np.inf
    for n in range(run.length):
        number = _number(slot, run, pool, numbers, n)
        if number > run.best:
            run.tally += run.best > -np.inf
            run.best = number


@compiled
def _climbed(slot: Any, run: Any, at: Any, pool: Any, numbers: Any) -> None:
    number = _number(slot, run, pool, numbers, at)
    if np.isnan(number) or run.stale:
        return
    if at == run.length - 1:
        if number > run.best:
            run.tally += run.best > -np.inf
            run.best = number
        return
    for n in range(at):
        if _number(slot, run, pool, numbers, n) >= number:
            return  # as bad before; makes no difference
    run.stale = 1


@compiled
def _sank(slot: Any, run: Any, at: Any, pool: Any, numbers: Any) -> None:
    """The first row's steps go over to those after it, up to the first that is as bad."""
    number = _number(slot, run, pool, numbers, at)
    if np.isnan(number) or run.stale:
        return
    for n in range(at):
        if _number(slot, run, pool, numbers, n) >= number:
            return
    if at > 0:
        run.stale = 1
        return
    worst, steps = -np.inf, 0
    for n in range(1, run.length):
        other = _number(slot, run, pool, numbers, n)
        if not other > worst:
            continue
        steps += worst > -np.inf
        worst = other
        if other >= number:
            run.tally += steps - (other > number)
            return
    run.tally, run.best = steps, worst
