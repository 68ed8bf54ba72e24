"""Events: a step as one slot sees it."""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.columns import CODE, NUMBER, PLACE
from anlan.detect.fast.compiled import compiled

EVENT = np.dtype([("slot", "i4"), ("step", "i4"), ("old", "i4"), ("new", "i4"), ("part", "i4")])
"""`old` and `new` are the numbers of the keys of the removed and the added row, −1 where there
is none, it does not match, or it has no key. `part` says which conditions of the measure the
rows meet."""

WAS_FIRST, WAS_THEN, IS_FIRST, IS_THEN = 1, 2, 4, 8
"""Bits of `part`: the removed row met `first`, `then`; the added row meets them."""

IN_TIME, LATE, FORGOTTEN = -1, 0, 1
"""Whether a row can count; the others are numbers among `found.REASONS`."""


@compiled
def in_time(time: Any, gap: Any, floor: Any, reach: Any) -> Any:
    """Whether a row can still count."""
    if time <= floor:
        return LATE
    return FORGOTTEN if gap >= reach else IN_TIME


@compiled
def most_events(old: Any, new: Any, group: Any, start: Any) -> Any:
    """At least as many as there are events."""
    most = 0
    for step in range(len(old)):
        if old[step] >= 0:
            most += start[old[step] + 1, group] - start[old[step], group]
        if new[step] >= 0:
            most += start[new[step] + 1, group] - start[new[step], group]
    return most


@compiled
def _meets(bits: Any, combination: Any, asked: Any) -> Any:
    if asked < 0:
        return False
    word = bits[combination, asked >> 6]
    return (word >> np.uint64(asked & 63)) & np.uint64(1) != np.uint64(0)


@compiled
def _alike(
    part: Any, looked: Any, step: Any, old_codes: Any, new_codes: Any, old_numbers: Any,
    new_numbers: Any,
) -> Any:  # fmt: skip
    """Whether a removed row and the added one meet the same and say the same where it counts."""
    if looked[0] == PLACE:
        return False
    if (part & WAS_FIRST > 0) != (part & IS_FIRST > 0):
        return False
    if (part & WAS_THEN > 0) != (part & IS_THEN > 0):
        return False
    if looked[0] == CODE:
        return old_codes[looked[1], step] == new_codes[looked[1], step]
    if looked[0] == NUMBER:
        one, other = old_numbers[looked[1], step], new_numbers[looked[1], step]
        return one == other or (one != one and other != other)
    return True


@compiled
def list_events(
    old: Any, new: Any, group: Any, start: Any, slots: Any, old_time: Any, new_time: Any, old_codes: Any,
    new_codes: Any, old_numbers: Any, new_numbers: Any, keys: Any, looked: Any, bits: Any,
    first: Any, then: Any, events: Any,
) -> Any:  # fmt: skip
    """Merge the slots of the removed and the added row of each step; gives how many events.

    What a slot sees no difference in is no event.
    """
    count, items = 0, slots[group]
    for step in range(len(old)):
        a, a_end, b, b_end = 0, 0, 0, 0
        if old[step] >= 0:
            a, a_end = start[old[step], group], start[old[step] + 1, group]
        if new[step] >= 0:
            b, b_end = start[new[step], group], start[new[step] + 1, group]
        while a < a_end or b < b_end:
            was = a < a_end and (b == b_end or items[a] <= items[b])
            now = b < b_end and (a == a_end or items[b] <= items[a])
            slot = items[a] if was else items[b]
            event = events[count]
            event.slot, event.step = slot, step
            event.old, event.new, event.part = -1, -1, 0
            if was:
                a += 1
                code = old_codes[keys[slot], step]
                if code > 0:
                    event.old = code
                    event.part |= WAS_FIRST * _meets(bits, old[step], first[slot])
                    event.part |= WAS_THEN * _meets(bits, old[step], then[slot])
            if now:
                b += 1
                code = new_codes[keys[slot], step]
                if code > 0:
                    event.new = code
                    event.part |= IS_FIRST * _meets(bits, new[step], first[slot])
                    event.part |= IS_THEN * _meets(bits, new[step], then[slot])
            if event.old < 0 and event.new < 0:
                continue
            if (
                event.old == event.new
                and old_time[step] == new_time[step]
                and _alike(
                    event.part, looked[slot], step, old_codes, new_codes, old_numbers, new_numbers
                )
            ):
                continue
            count += 1
    return count
