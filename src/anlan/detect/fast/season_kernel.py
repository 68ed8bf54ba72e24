"""The kernel of the season family: the count of this hour or day against the usual one.

What is usual is kept sparsely: `seen` counts the observations of an hour (or day) of the week,
and only one that was ever more than nothing has a mean and a variance.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.events import IN_TIME, in_time
from anlan.detect.fast.levels import QUIET, reach, rearm
from anlan.detect.fast.output import (
    BLOCKS_N,
    ENTRIES_N,
    EVIDENCE_N,
    FREE_N,
    MISSED_N,
    NODES_N,
    OTHERS_N,
    RAISED_N,
    WANTED_N,
    miss,
    tell,
)  # fmt: skip
from anlan.detect.fast.table import find, find_or_put

SLOT = np.dtype([("decay", "f8"), ("minimum", "i8"), ("reach", "i8")])
ENTRY = np.dtype(
    [
        ("number", "i8"), ("bucket", "i8"), ("low", "i8"), ("count", "i8"), ("block", "i8"),
        ("newest", "i4"), ("oldest", "i4"),
    ]
)  # fmt: skip
"""What is known of a key of a slot: its hour or day, the lowest count that reaches a level, the
number of its rows and the list of them, where its block of raised levels begins (−1: nowhere)."""
NODE = np.dtype([("time", "i8"), ("order", "i8"), ("next", "i4")])
USUAL = np.dtype([("number", "i8"), ("mean", "f8"), ("variance", "f8")])

NEVER = np.int64(1 << 62)
MANY = 120
"""More observations than any `minimum` asks for are not counted."""
SPARSE = 128
"""Bit of `seen`: there is a mean."""


@compiled
def measured(count: Any, mean: Any, variance: Any) -> Any:
    """Deviations above what is usual."""
    return (count - mean) / math.sqrt(max(variance, mean, 1.0))


@compiled
def smallest(at_least: Any, mean: Any, variance: Any) -> Any:
    """The smallest count whose measure is at least something."""
    guess = at_least * math.sqrt(max(variance, mean, 1.0)) + mean
    if guess > 1e15:
        return NEVER
    count = np.int64(max(math.ceil(guess), 0))
    while count > 0 and measured(count - 1, mean, variance) >= at_least:
        count -= 1
    while measured(count, mean, variance) < at_least:
        count += 1
    return count


@compiled
def learn(
    entry: Any, week: Any, observed: Any, decay: Any, seen: Any, usual: Any, hours: Any, used: Any
) -> None:
    """Learn from an hour or day that is over."""
    times = seen[entry, week] & ~SPARSE
    known = seen[entry, week] & SPARSE
    number = np.int64(entry) * 256 + week
    if observed > 0.0 and not known:
        place = used[OTHERS_N]
        find_or_put(hours, number, place)
        usual[place].number, usual[place].mean, usual[place].variance = number, 0.0, 0.0
        used[OTHERS_N] += 1
        known = SPARSE
    if known:
        about = usual[find(hours, number)]
        if times == 0:
            about.mean = observed
        else:
            off = observed - about.mean
            about.mean = about.mean + decay * off
            about.variance = (1.0 - decay) * (about.variance + decay * off * off)
    seen[entry, week] = known | min(times + 1, MANY)


@compiled
def what_is_usual(entry: Any, week: Any, minimum: Any, seen: Any, usual: Any, hours: Any) -> Any:
    """Whether enough is known of an hour or day of the week; its mean and variance."""
    if (seen[entry, week] & ~SPARSE) < minimum:
        return False, 0.0, 0.0
    if not seen[entry, week] & SPARSE:
        return True, 0.0, 0.0
    about = usual[find(hours, np.int64(entry) * 256 + week)]
    return True, about.mean, about.variance


@compiled
def open_bucket(
    entry: Any, now: Any, lowest: Any, slot: Any, entries: Any, nodes: Any, seen: Any,
    usual: Any, hours: Any, weeks: Any, days: Any, data: Any, step: Any, used: Any,
) -> None:  # fmt: skip
    """Close what is over, open the hour or day the clock is in."""
    known = entries[entry]
    observed = float(known.count)
    for bucket in range(known.bucket, now):
        if data[days[bucket]] > step:
            observed = 0.0
            continue
        week = weeks[bucket]
        times = seen[entry, week]
        if observed > 0.0 or times & SPARSE:
            learn(entry, week, observed, slot.decay, seen, usual, hours, used)
            observed = 0.0
        elif times < MANY:
            seen[entry, week] = times + 1
    if known.newest >= 0:
        nodes[known.oldest].next = used[FREE_N]
        used[FREE_N] = known.newest
    known.bucket, known.count, known.newest, known.oldest = now, 0, -1, -1
    enough, mean, variance = what_is_usual(entry, weeks[now], slot.minimum, seen, usual, hours)
    known.low = smallest(lowest, mean, variance) if enough else NEVER


@compiled
def keep(known: Any, time: Any, order: Any, nodes: Any, used: Any) -> None:
    """Put a row on the list of a key."""
    node = used[FREE_N]
    if node >= 0:
        used[FREE_N] = nodes[node].next
    else:
        node = used[NODES_N]
        used[NODES_N] += 1
    nodes[node].time, nodes[node].order, nodes[node].next = time, order, known.newest
    if known.newest < 0:
        known.oldest = node
    known.newest = node
    known.count += 1


@compiled
def let_go(known: Any, order: Any, nodes: Any, used: Any) -> None:
    """Take a row off the list of a key."""
    later, node = -1, known.newest
    while nodes[node].order != order:
        later, node = node, nodes[node].next
    if later < 0:
        known.newest = nodes[node].next
    else:
        nodes[later].next = nodes[node].next
    if nodes[node].next < 0:
        known.oldest = later
    nodes[node].next = used[FREE_N]
    used[FREE_N] = node
    known.count -= 1


@compiled
def write_down(newest: Any, nodes: Any, evidence: Any, used: Any) -> None:
    """The list of a key as evidence."""
    node = newest
    while node >= 0:
        row = evidence[used[EVIDENCE_N]]
        row.time, row.order = nodes[node].time, nodes[node].order
        used[EVIDENCE_N] += 1
        node = nodes[node].next


@compiled
def judge(
    entry: Any, known: Any, event: Any, week: Any, minimum: Any, before: Any, may_raise: Any,
    clock: Any, order: Any, models: Any, first: Any, at_least: Any, cooldown: Any, seen: Any,
    usual: Any, hours: Any, nodes: Any, blocks: Any, raised: Any, evidence: Any, used: Any,
) -> None:  # fmt: skip
    """Arm levels that were left, raise one that is reached."""
    enough, mean, variance = what_is_usual(entry, week, minimum, seen, usual, hours)
    after = measured(known.count, mean, variance) if enough else -math.inf
    least = min(after, measured(before, mean, variance)) if enough else -math.inf
    start, base = used[EVIDENCE_N], first[models[event.slot]]
    for model in range(models[event.slot], models[event.slot + 1]):
        since = blocks[known.block + first[model] - base : known.block + first[model + 1] - base]
        rearm(at_least, first[model], first[model + 1], cooldown[model], since, least)
        if not may_raise:
            continue
        level = reach(
            at_least, first[model], first[model + 1], cooldown[model], since, after, clock
        )
        if level < 0:
            continue
        if used[EVIDENCE_N] == start:
            write_down(known.newest, nodes, evidence, used)
        tell(raised, used, event.step, model, level, event.new, clock, after, order, start)


@compiled
def new_entry(known: Any, number: Any, bucket: Any, used: Any) -> None:
    """Nothing is known yet of a key."""
    used[ENTRIES_N] += 1
    known.number, known.bucket, known.low, known.count = number, bucket, NEVER, 0
    known.block, known.newest, known.oldest = -1, -1, -1


@compiled
def new_block(known: Any, width: Any, blocks: Any, used: Any) -> None:
    """Room for what a key raises."""
    known.block = used[BLOCKS_N]
    blocks[known.block : known.block + width] = QUIET
    used[BLOCKS_N] += width


@compiled
def run(
    events: Any, number: Any, clocks: Any, old_time: Any, old_gap: Any, time: Any, order: Any,
    gap: Any, starts: Any, weeks: Any, days: Any, data: Any, slots: Any, models: Any,
    first: Any, at_least: Any, cooldown: Any, lowest: Any, widest: Any, table: Any, entries: Any,
    nodes: Any, seen: Any, usual: Any, hours: Any, blocks: Any, raised: Any, evidence: Any,
    missed: Any, used: Any,
) -> Any:  # fmt: skip
    """Take events from `number` on; gives the number of the first that there is no room for."""
    now, until = np.int64(-1), QUIET
    while number < len(events):
        event = events[number]
        at, clock, old, new = event.step, clocks[event.step], event.old, event.new
        if now < 0 or clock < starts[now] or clock >= until:
            now = np.int64(np.searchsorted(starts, clock, side="right") - 1)
            until = starts[now + 1] if now + 1 < len(starts) else NEVER
        if (
            used[ENTRIES_N] + 2 > len(entries) or used[NODES_N] + 1 > len(nodes)
            or used[OTHERS_N] + 2 > len(usual) or used[BLOCKS_N] + 2 * widest > len(blocks)
            or used[RAISED_N] + widest > len(raised) or used[MISSED_N] + 1 > len(missed)
        ):  # fmt: skip
            return number
        slot, floor, part = slots[event.slot], starts[now] - 1, np.int64(event.slot) << 32
        if new >= 0:
            known = find(table, part | new)
            used[WANTED_N] = 1 + (entries[known].count if known >= 0 else 0)
            if used[EVIDENCE_N] + used[WANTED_N] > len(evidence):
                return number
            reason = in_time(time[at], gap[at], floor, slot.reach)
            if reason != IN_TIME:
                if old < 0 or old_time[at] != time[at] or old != new:
                    miss(missed, used, event.slot, at, reason)
                new = np.int32(-1)
        held = old >= 0 and in_time(old_time[at], old_gap[at], floor, slot.reach) == IN_TIME
        for turn in range(2):
            key = old if turn == 0 else new
            if key < 0 or (turn == 0 and old == new):
                continue
            entry = find_or_put(table, part | key, used[ENTRIES_N])
            about = entries[entry]
            if entry == used[ENTRIES_N]:
                new_entry(about, part | key, now, used)
                seen[entry, :] = 0
            if about.bucket != now:
                open_bucket(
                    entry, now, lowest[event.slot], slot, entries, nodes, seen, usual, hours,
                    weeks, days, data, at, used,
                )  # fmt: skip
            before, taken = about.count, held and key == old
            if taken:
                let_go(about, order[at], nodes, used)
            if turn == 1:
                keep(about, time[at], order[at], nodes, used)
            may_raise = turn == 1 and not taken and about.count >= about.low
            if may_raise and about.block < 0:
                new_block(
                    about, first[models[event.slot + 1]] - first[models[event.slot]], blocks, used
                )
            if about.block >= 0:
                judge(
                    entry, about, event, weeks[now], slot.minimum, before, may_raise, clock,
                    order[at], models, first, at_least, cooldown, seen, usual, hours, nodes,
                    blocks, raised, evidence, used,
                )  # fmt: skip
        number += 1
    return number + 1
