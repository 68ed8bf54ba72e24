"""The kernel of the silence family: records that were expected and did not come.

Each key of a slot has the list of its rows, beginning with the latest, and at most one node
that counts in the heap: for the moment at which its next level is reached, or one before it, as
a row that comes in on time does not touch the heap. Levels whose moment lies after `since` are
still to be reached.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.events import IN_TIME, in_time
from anlan.detect.fast.floors import floor_at
from anlan.detect.fast.levels import ALWAYS, QUIET, reach
from anlan.detect.fast.nodes import cut, give, give_all, insert, meld, remove, take, without_root
from anlan.detect.fast.output import (
    BLOCKS_N,
    ENTRIES_N,
    EVIDENCE_N,
    MISSED_N,
    NODES_N,
    OTHERS_N,
    RAISED_N,
    WANTED_N,
    miss,
    tell,
)  # fmt: skip
from anlan.detect.fast.table import find_or_put

SLOT = np.dtype([("every", "i8"), ("reach", "i8"), ("window", "i8")])
ENTRY = np.dtype(
    [
        ("number", "i8"),
        ("block", "i8"),
        ("since", "i8"),
        ("alarm", "i8"),
        ("open", "i4"),
        ("rows", "i4"),
    ]
)
"""What is known of a key of a slot: where its block of raised levels begins (−1: nowhere), the
moment after which levels are still to be reached, that of its node in the heap, how many
nodes of the heap are about it (all but one are of no account), its rows."""

NEVER = np.int64(1 << 62)
ANY_STEP = -1
"""In place of a step: the first whose clock has passed the moment."""


@compiled
def set_alarm(
    entry: Any, slot: Any, every: Any, models: Any, first: Any, at_least: Any, entries: Any,
    nodes: Any, used: Any,
) -> None:  # fmt: skip
    """See to it that the heap tells when the next level of a key is reached."""
    known = entries[entry]
    if known.rows < 0:
        return
    last, soonest = nodes[known.rows].at, NEVER
    for level in range(first[models[slot]], first[models[slot + 1]]):
        moment = last + every * np.int64(at_least[level])
        if known.since < moment < soonest:
            soonest = moment
    if soonest < known.alarm:
        known.alarm = soonest
        node = take(nodes, used, soonest, 0, entry)
        used[OTHERS_N] = meld(nodes, used[OTHERS_N], node)
        known.open += 1


@compiled
def raise_one(
    model: Any, level: Any, moment: Any, slot: Any, known: Any, models: Any, first: Any,
    at_least: Any, cooldown: Any, nodes: Any, blocks: Any, raised: Any, evidence: Any, used: Any,
) -> None:  # fmt: skip
    """Raise a level whose moment has come, unless it is silent."""
    base, begin, end = first[models[slot]], first[model], first[model + 1]
    if cooldown[model] != ALWAYS:
        if known.block < 0:
            known.block, width = used[BLOCKS_N], first[models[slot + 1]] - base
            blocks[known.block : known.block + width] = QUIET
            used[BLOCKS_N] += width
        since = blocks[known.block + begin - base : known.block + end - base]
        if reach(at_least, begin, end, cooldown[model], since, at_least[level], moment) < 0:
            return
    start, row = used[EVIDENCE_N], nodes[known.rows]
    evidence[start].time, evidence[start].order = row.at, row.tie
    used[EVIDENCE_N] += 1
    key = known.number & 0xFFFFFFFF
    tell(raised, used, ANY_STEP, model, level, key, moment, at_least[level], row.tie, start)


@compiled
def pass_time(
    known: Any, clock: Any, slots: Any, windows: Any, starts: Any, models: Any, first: Any,
    at_least: Any, cooldown: Any, nodes: Any, blocks: Any, raised: Any, evidence: Any, used: Any,
) -> None:  # fmt: skip
    """Raise the levels of a key whose moment has come."""
    if known.rows >= 0:
        slot, last = known.number >> 32, nodes[known.rows].at
        for model in range(models[slot], models[slot + 1]):
            for level in range(first[model + 1] - 1, first[model] - 1, -1):
                moment = last + slots[slot].every * np.int64(at_least[level])
                if known.since < moment <= clock and last > floor_at(
                    slots[slot].window, moment, windows, starts
                ):
                    raise_one(
                        model, level, moment, slot, known, models, first, at_least, cooldown,
                        nodes, blocks, raised, evidence, used,
                    )  # fmt: skip
    known.since, known.alarm = clock, NEVER


@compiled
def entry_of(number: Any, clock: Any, table: Any, entries: Any, used: Any) -> Any:
    """The place of what is known of a key of a slot."""
    entry = find_or_put(table, number, used[ENTRIES_N])
    if entry == used[ENTRIES_N]:
        used[ENTRIES_N] += 1
        known = entries[entry]
        known.number, known.block, known.since, known.alarm = number, -1, clock, NEVER
        known.open, known.rows = 0, -1
    return entry


@compiled
def change(
    known: Any, floor: Any, taken: Any, was: Any, added: Any, time: Any, order: Any, nodes: Any,
    used: Any,
) -> Any:  # fmt: skip
    """Take a row out of a key's rows, put one in, or both; whether the last one is another."""
    before = known.rows >= 0
    last_time, last_order = np.int64(0), np.int64(0)
    if before:
        last_time, last_order = nodes[known.rows].at, nodes[known.rows].tie
    if taken:
        known.rows = remove(nodes, used, known.rows, was, order)
    if known.rows >= 0 and nodes[known.rows].at <= floor:
        give_all(nodes, used, known.rows)
        known.rows = -1
    if added:
        known.rows = insert(nodes, known.rows, take(nodes, used, time, order, 0))
    if known.rows < 0 or not before:
        return before or known.rows >= 0
    return nodes[known.rows].at != last_time or nodes[known.rows].tie != last_order


@compiled
def run(
    events: Any, number: Any, clocks: Any, old_time: Any, old_gap: Any, time: Any, order: Any,
    gap: Any, slots: Any, windows: Any, starts: Any, models: Any, first: Any, at_least: Any,
    cooldown: Any, widest: Any, table: Any, entries: Any, nodes: Any, blocks: Any, raised: Any,
    evidence: Any, missed: Any, used: Any,
) -> Any:  # fmt: skip
    """Take events from `number` on, then judge what is due at the last clock; gives the number
    of the first event that there is no room for."""
    used[WANTED_N] = 2 * widest
    while number < len(events):
        event = events[number]
        if (
            used[ENTRIES_N] + 2 > len(entries) or used[NODES_N] + 3 > len(nodes)
            or used[RAISED_N] + 2 * widest > len(raised) or used[MISSED_N] + 1 > len(missed)
            or used[BLOCKS_N] + 2 * widest > len(blocks)
            or used[EVIDENCE_N] + 2 * widest > len(evidence)
        ):  # fmt: skip
            return number
        number += 1
        at, slot, old, new = event.step, event.slot, event.old, event.new
        settings, clock = slots[slot], clocks[at]
        floor = floor_at(settings.window, clock, windows, starts)
        if new >= 0:
            reason = in_time(time[at], gap[at], floor, settings.reach)
            if reason != IN_TIME:
                if old != new or old_time[at] != time[at]:
                    miss(missed, used, slot, at, reason)
                new = np.int32(-1)
        held = old >= 0 and in_time(old_time[at], old_gap[at], floor, settings.reach) == IN_TIME
        if held and old == new and old_time[at] == time[at]:
            continue
        for turn in range(2):
            key = old if turn == 0 else new
            if key < 0 or (turn == 0 and old == new):
                continue
            entry = entry_of((np.int64(slot) << 32) | key, clock, table, entries, used)
            known = entries[entry]
            due = known.alarm <= clock
            if due:
                pass_time(
                    known, clock, slots, windows, starts, models, first, at_least, cooldown,
                    nodes, blocks, raised, evidence, used,
                )  # fmt: skip
            if change(
                known, floor, held and key == old, old_time[at], turn == 1, time[at], order[at],
                nodes, used,
            ):  # fmt: skip
                known.since = clock
                due = True
            if due:
                set_alarm(
                    entry, slot, settings.every, models, first, at_least, entries, nodes, used
                )
    while used[OTHERS_N] >= 0 and nodes[used[OTHERS_N]].at <= clocks[-1]:
        if (
            used[RAISED_N] + widest > len(raised) or used[BLOCKS_N] + widest > len(blocks)
            or used[EVIDENCE_N] + widest > len(evidence)
        ):  # fmt: skip
            return number
        root = used[OTHERS_N]
        entry, moment = nodes[root].what, nodes[root].at
        used[OTHERS_N] = without_root(nodes, root)
        give(nodes, used, root)
        known = entries[entry]
        known.open -= 1
        if moment == known.alarm:
            pass_time(
                known, clocks[-1], slots, windows, starts, models, first, at_least, cooldown,
                nodes, blocks, raised, evidence, used,
            )  # fmt: skip
            slot = np.int32(known.number >> 32)
            set_alarm(entry, slot, slots[slot].every, models, first, at_least, entries, nodes, used)
    return number + 1


@njit(cache=True, nogil=True)
def sweep(
    clock: Any, slots: Any, windows: Any, starts: Any, entries: Any, nodes: Any, used: Any
) -> Any:
    """Let go of rows out of the window; says of which keys nothing is known any more."""
    idle = np.empty(used[ENTRIES_N], np.bool_)
    for entry in range(used[ENTRIES_N]):
        known = entries[entry]
        floor = floor_at(slots[known.number >> 32].window, clock, windows, starts)
        known.rows = cut(nodes, used, known.rows, floor)
        idle[entry] = known.rows < 0 and known.open == 0
    return idle
