"""The kernel of the unanswered family: limits that passed without an answer.

A slot has a heap of the limits that have not passed, and for each key the list of answers and
the list of limits that were missed, both beginning with the latest. A limit stays in the heap
when its row changes: `amended` says which limit of a row that was changed is the valid one.

When a limit is judged, every answer in the list lies before it, as older limits were judged
before the answer came in. So the latest answer tells whether there was one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.events import FORGOTTEN, IS_FIRST, IS_THEN, LATE, WAS_FIRST, WAS_THEN
from anlan.detect.fast.floors import floor_at
from anlan.detect.fast.levels import QUIET, reach, rearm
from anlan.detect.fast.nodes import cut, give, insert, meld, remove, take, without_root
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
from anlan.detect.fast.table import find, find_or_put

SLOT = np.dtype([("within", "i8"), ("reach", "i8"), ("window", "i8")])
ENTRY = np.dtype(
    [
        ("number", "i8"), ("block", "i8"), ("open", "i8"), ("misses", "i8"), ("answers", "i4"),
        ("missed", "i4"),
    ]
)  # fmt: skip
"""What is known of a key of a slot: where its block of raised levels begins (−1: nowhere), how
many nodes of the heap are about it, how many limits were missed, and both lists."""
AMENDED = np.dtype([("number", "i8"), ("limit", "i8"), ("until", "i8"), ("entry", "i8")])
"""A row of a slot that was changed: its valid limit, the last one in the heap, the key."""

NOWHERE = np.int64(-(1 << 62))
ANY_STEP = -1
"""In place of a step: the first whose clock has passed the moment."""


@compiled
def valid(slot: Any, about: Any, rows: Any, amended: Any, slots: Any) -> Any:
    """Whether a limit that is due still stands; it does so only once."""
    change = find(rows, about.tie * slots + slot)
    if change < 0:
        return True
    if amended[change].limit != about.at or amended[change].entry != about.what:
        return False
    amended[change].limit = NOWHERE
    return True


@compiled
def note(
    number: Any, limit: Any, until: Any, entry: Any, rows: Any, amended: Any, used: Any
) -> None:
    """Note which limit of a changed row is valid."""
    place = find_or_put(rows, number, used[OTHERS_N])
    if place == used[OTHERS_N]:
        used[OTHERS_N] += 1
        amended[place].number, amended[place].until = number, until
    amended[place].limit, amended[place].entry = limit, entry
    amended[place].until = max(until, amended[place].until)


@compiled
def write_down(top: Any, within: Any, nodes: Any, evidence: Any, used: Any) -> None:
    """The rows whose limits were missed as evidence."""
    while top >= 0:
        row = evidence[used[EVIDENCE_N]]
        row.time, row.order = nodes[top].at - within - 1, nodes[top].tie
        used[EVIDENCE_N] += 1
        top = nodes[top].next


@compiled
def missed_one(
    slot: Any, known: Any, at: Any, order: Any, within: Any, models: Any, first: Any,
    at_least: Any, cooldown: Any, lowest: Any, nodes: Any, blocks: Any, raised: Any,
    evidence: Any, used: Any,
) -> None:  # fmt: skip
    """One more limit was missed: raise what is reached."""
    base = first[models[slot]]
    if known.block < 0 and known.misses >= lowest[slot]:
        known.block, width = used[BLOCKS_N], first[models[slot + 1]] - base
        blocks[known.block : known.block + width] = QUIET
        used[BLOCKS_N] += width
    if known.block < 0:
        return
    start = used[EVIDENCE_N]
    for model in range(models[slot], models[slot + 1]):
        begin, end = first[model], first[model + 1]
        since = blocks[known.block + begin - base : known.block + end - base]
        rearm(at_least, begin, end, cooldown[model], since, float(known.misses - 1))
        level = reach(at_least, begin, end, cooldown[model], since, float(known.misses), at)
        if level < 0:
            continue
        if used[EVIDENCE_N] == start:
            write_down(known.missed, within, nodes, evidence, used)
        key = known.number & 0xFFFFFFFF
        tell(raised, used, ANY_STEP, model, level, key, at, float(known.misses), order, start)


@compiled
def let_go(known: Any, floor: Any, nodes: Any, used: Any) -> None:
    """Missed limits that the window no longer holds do not count."""
    known.missed = cut(nodes, used, known.missed, floor)
    known.misses, node = 0, known.missed
    while node >= 0:
        known.misses += 1
        node = nodes[node].next


@compiled
def pass_time(
    slot: Any, clock: Any, settings: Any, roots: Any, windows: Any, starts: Any, models: Any,
    first: Any, at_least: Any, cooldown: Any, lowest: Any, widest: Any, entries: Any, nodes: Any,
    rows: Any, amended: Any, blocks: Any, raised: Any, evidence: Any, used: Any,
) -> Any:  # fmt: skip
    """Judge the limits of a slot up to the clock; False when there is no room to go on."""
    while roots[slot] >= 0 and nodes[roots[slot]].at <= clock:
        root = roots[slot]
        due = nodes[root]
        known = entries[due.what]
        used[WANTED_N] = known.misses + 1
        if (
            used[RAISED_N] + widest > len(raised) or used[BLOCKS_N] + widest > len(blocks)
            or used[EVIDENCE_N] + used[WANTED_N] > len(evidence)
        ):  # fmt: skip
            return False
        roots[slot] = without_root(nodes, root)
        known.open -= 1
        at, order, answer = due.at, due.tie, known.answers
        time = at - settings.within - 1
        stands = valid(slot, due, rows, amended, len(roots))
        if not stands or (
            answer >= 0
            and (
                nodes[answer].at > time or (nodes[answer].at == time and nodes[answer].tie > order)
            )
        ):
            give(nodes, used, root)
            continue
        let_go(known, floor_at(settings.window, at, windows, starts), nodes, used)
        due.child, due.next = -1, known.missed
        known.missed = root
        known.misses += 1
        missed_one(
            slot, known, at, order, settings.within, models, first, at_least, cooldown, lowest,
            nodes, blocks, raised, evidence, used,
        )  # fmt: skip
    return True


@compiled
def among(known: Any, limit: Any, order: Any, nodes: Any) -> Any:
    """Whether the limit of a row was missed."""
    node = known.missed
    while node >= 0 and (
        nodes[node].at > limit or (nodes[node].at == limit and nodes[node].tie > order)
    ):
        node = nodes[node].next
    return node >= 0 and nodes[node].at == limit and nodes[node].tie == order


@compiled
def entry_of(number: Any, table: Any, entries: Any, used: Any) -> Any:
    """The place of what is known of a key of a slot."""
    entry = find_or_put(table, number, used[ENTRIES_N])
    if entry == used[ENTRIES_N]:
        used[ENTRIES_N] += 1
        known = entries[entry]
        known.number, known.block, known.open, known.misses = number, -1, 0, 0
        known.answers, known.missed = -1, -1
    return entry


@compiled
def run(
    events: Any, number: Any, clocks: Any, old_time: Any, old_gap: Any, time: Any, order: Any,
    gap: Any, slots: Any, roots: Any, windows: Any, starts: Any, models: Any, first: Any,
    at_least: Any, cooldown: Any, lowest: Any, widest: Any, table: Any, entries: Any, nodes: Any,
    rows: Any, amended: Any, blocks: Any, raised: Any, evidence: Any, missed: Any, used: Any,
) -> Any:  # fmt: skip
    """Take events from `number` on, then judge what is due at the last clock; gives the number
    of the first event that there is no room for."""
    while number < len(events):
        event = events[number]
        at, slot, part, old, new = event.step, event.slot, event.part, event.old, event.new
        settings, clock = slots[slot], clocks[at]
        if (
            used[ENTRIES_N] + 2 > len(entries) or used[NODES_N] + 2 > len(nodes)
            or used[OTHERS_N] + 2 > len(amended) or used[MISSED_N] + 1 > len(missed)
        ):  # fmt: skip
            return number
        if not pass_time(
            slot, clock, settings, roots, windows, starts, models, first, at_least, cooldown,
            lowest, widest, entries, nodes, rows, amended, blocks, raised, evidence, used,
        ):  # fmt: skip
            return number
        same = old >= 0 and old == new and old_time[at] == time[at]
        row = order[at] * len(roots) + slot
        before = find(table, (np.int64(slot) << 32) | old) if old >= 0 else -1
        after = entry_of((np.int64(slot) << 32) | new, table, entries, used) if new >= 0 else -1
        was_limit, limit = old_time[at] + settings.within + 1, time[at] + settings.within + 1
        waits = (part & IS_FIRST) != 0 and limit > clock and gap[at] < settings.reach
        waited = (part & WAS_FIRST) != 0 and was_limit > clock and old_gap[at] < settings.reach
        was_missed = (
            before >= 0 and (part & WAS_FIRST) != 0 and was_limit <= clock
            and among(entries[before], was_limit, order[at], nodes)
        )  # fmt: skip
        if before >= 0 and (part & WAS_THEN) and not (same and (part & IS_THEN)):
            known = entries[before]
            known.answers = remove(nodes, used, known.answers, old_time[at], order[at])
        if (part & IS_THEN) and not (same and (part & WAS_THEN)):
            known = entries[after]
            node = take(nodes, used, time[at], order[at], 0)
            known.answers = insert(nodes, known.answers, node)
        if waited and not (same and waits):
            note(row, NOWHERE, was_limit, before, rows, amended, used)
        if waits and not (same and waited):
            if find(rows, row) >= 0:
                note(row, limit, limit, after, rows, amended, used)
            roots[slot] = meld(nodes, roots[slot], take(nodes, used, limit, order[at], after))
            entries[after].open += 1
        elif (part & IS_FIRST) and not waits and not (was_missed and same):
            miss(missed, used, slot, at, LATE if limit <= clock else FORGOTTEN)
        if was_missed and not (same and (part & IS_FIRST)):
            known = entries[before]
            known.missed = remove(nodes, used, known.missed, was_limit, order[at])
            known.misses -= 1
        number += 1
    for slot in range(len(roots)):
        if not pass_time(
            slot, clocks[-1], slots[slot], roots, windows, starts, models, first, at_least,
            cooldown, lowest, widest, entries, nodes, rows, amended, blocks, raised, evidence, used,
        ):  # fmt: skip
            return number
    return number + 1


@njit(cache=True, nogil=True)
def sweep(clock: Any, slots: Any, entries: Any, nodes: Any, used: Any) -> Any:
    """Let go of answers to nothing; says of which keys nothing is known any more.

    Misses that left the window stay until the next one, as the row may still be amended.
    """
    idle = np.empty(used[ENTRIES_N], np.bool_)
    for entry in range(used[ENTRIES_N]):
        known = entries[entry]
        within = slots[known.number >> 32].within
        known.answers = cut(nodes, used, known.answers, clock - within - 1)
        idle[entry] = known.answers < 0 and known.missed < 0 and known.open == 0
    return idle
