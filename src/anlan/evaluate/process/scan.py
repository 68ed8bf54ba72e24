"""Scanning XES as bytes: fast, and in doubt at once.

The scanner knows plain XES only: elements without prefix, `key` and `value`, comments between
elements, nesting. At anything else (a prefix, CDATA, a DOCTYPE, an entity in a key, tags that do
not match) it says so, and `parse.py` reads the file from its beginning.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.evaluate.process.instants import MISSING, UNREAD, instant_in
from anlan.evaluate.process.markup import (
    AMP,
    BANG,
    COLON,
    GT,
    LT,
    SLASH,
    attributes,
    comment_end,
    is_word,
    past_blanks,
    word_end,
)

DEEPEST = 64
CASE, ACTIVITY, TIME, DEPARTMENT = range(4)
"""Rows of the wanted keys."""
POSITION, DOUBT, DEPTH, EVENTS, TRACES, NAMES, POOL, BAD_TIME, SEEN = range(9)
"""What the scanner keeps in `state` from one block to the next."""
NOW = 9
"""From here on in `state`: case, activity, time, department, and whether the time is local."""
STATES = NOW + 5

_LOG, _TRACE, _EVENT = b"log", b"trace", b"event"


@njit(cache=True)
def _hashed(text: Any, at: int, end: int) -> Any:
    """FNV-1a."""
    value = np.uint64(14_695_981_039_346_656_037)
    for place in range(at, end):
        value = (value ^ np.uint64(text[place])) * np.uint64(1_099_511_628_211)
    return np.int64(value >> np.uint64(1))


@njit(cache=True)
def number_of(text: Any, at: int, end: int, slots: Any, ends: Any, pool: Any, state: Any) -> Any:
    """The number of a name; a new one is kept in the pool."""
    mask = len(slots) - 1
    slot = _hashed(text, at, end) & mask
    while slots[slot] >= 0:
        number = slots[slot]
        first = ends[number - 1] if number else 0
        if is_word(text, at, end, pool[first : ends[number]]):
            return number
        slot = (slot + 1) & mask
    number, used = state[NAMES], state[POOL]
    slots[slot] = number
    pool[used : used + end - at] = text[at:end]
    ends[number] = state[POOL] = used + end - at
    state[NAMES] = number + 1
    return number


@njit(cache=True)
def place_again(slots: Any, ends: Any, pool: Any, names: int) -> None:
    """Fill a larger table of slots with the names there are."""
    mask = len(slots) - 1
    first = 0
    for number in range(names):
        slot = _hashed(pool, first, ends[number]) & mask
        while slots[slot] >= 0:
            slot = (slot + 1) & mask
        slots[slot] = number
        first = ends[number]


@njit(cache=True)
def _take(text: Any, pairs: Any, row: int, slots: Any, ends: Any, pool: Any, state: Any) -> bool:
    """Keep a wanted value; False when it is not as plain as it must be."""
    begin, end = pairs[2], pairs[3]
    if begin < 0:
        return False
    for place in range(begin, end):
        if text[place] < 32 or (row == TIME and text[place] == AMP):
            return False
    if row != TIME:
        missing = begin == end
        state[NOW + row] = -1 if missing else number_of(text, begin, end, slots, ends, pool, state)
        return True
    state[NOW + TIME], state[NOW + 4] = instant_in(text, begin, end)
    if state[NOW + TIME] == UNREAD and state[BAD_TIME] < 0:
        state[BAD_TIME] = number_of(text, begin, end, slots, ends, pool, state)
    return True


@njit(cache=True)
def _closed(stack: Any, events: Any, traces: Any, state: Any) -> None:
    """The element on top of the stack ends: an event or a trace is whole."""
    depth = state[DEPTH]
    if depth == 3 and stack[2, 1] == 2 and stack[3, 1] == 3:
        at = state[EVENTS]
        events[at, 0] = state[TRACES]
        events[at, 1] = state[NOW + ACTIVITY]
        events[at, 2] = state[NOW + TIME]
        events[at, 3] = state[NOW + DEPARTMENT]
        events[at, 4] = state[NOW + 4]
        state[EVENTS] = at + 1
    elif depth == 2 and stack[2, 1] == 2:
        traces[state[TRACES] - state[SEEN]] = state[NOW + CASE]
        state[TRACES] += 1
    state[DEPTH] = depth - 1


@njit(cache=True)
def _opened(text: Any, at: int, end: int, stack: Any, state: Any) -> bool:
    """An element begins; False when it is too deep or the root is no log."""
    depth = state[DEPTH] + 1
    if depth >= DEEPEST or (depth == 1 and (stack[0, 0] != 0 or not is_word(text, at, end, _LOG))):
        return False
    stack[0, 0] = 1
    state[DEPTH] = depth
    stack[depth, 0] = _hashed(text, at, end)
    stack[depth, 1] = 0
    if depth == 2 and is_word(text, at, end, _TRACE):
        stack[depth, 1] = 2
        state[NOW + CASE] = -1
    elif depth == 3 and stack[2, 1] == 2 and is_word(text, at, end, _EVENT):
        stack[depth, 1] = 3
        state[NOW + ACTIVITY] = state[NOW + DEPARTMENT] = -1
        state[NOW + TIME], state[NOW + 4] = MISSING, 0
    return True


@njit(cache=True)
def _row(text: Any, pairs: Any, keys: Any, lengths: Any, stack: Any, depth: int) -> int:
    """Which wanted key an element is the value of; −1 none, −2 doubt."""
    in_trace = depth == 3 and stack[2, 1] == 2 and stack[3, 1] == 0
    in_event = depth == 4 and stack[2, 1] == 2 and stack[3, 1] == 3
    if pairs[0] < 0 or not (in_trace or in_event):
        return -1
    for place in range(pairs[0], pairs[1]):
        if text[place] == AMP or text[place] < 32:
            return -2
    first, last = (CASE, CASE) if in_trace else (ACTIVITY, DEPARTMENT)
    for row in range(first, last + 1):
        if is_word(text, pairs[0], pairs[1], keys[row, : lengths[row]]):
            return row
    return -1


@njit(cache=True)
def scan(
    text: Any, keys: Any, lengths: Any, stack: Any, state: Any, slots: Any, ends: Any, pool: Any,
    events: Any, traces: Any,
) -> None:  # fmt: skip
    """Scan a block. `state[POSITION]` is where the rest begins that wants more bytes."""
    pairs = np.empty(4, np.int64)
    length = len(text)
    at = 0
    state[EVENTS], state[SEEN], state[DOUBT] = 0, state[TRACES], 1
    while True:
        at = past_blanks(text, at)
        state[POSITION] = at
        if at + 1 >= length:
            break
        if text[at] != LT:
            return
        if text[at + 1] == BANG:
            after = comment_end(text, at)
        elif text[at + 1] == SLASH:
            end = word_end(text, at + 2)
            after = past_blanks(text, end)
            if after >= length:
                break
            depth = state[DEPTH]
            if text[after] != GT or depth < 1 or stack[depth, 0] != _hashed(text, at + 2, end):
                return
            _closed(stack, events, traces, state)
            after += 1
        else:
            end = word_end(text, at + 1)
            after = attributes(text, end, pairs)
            if after > 0:
                alone = text[after] == SLASH
                if after + alone >= length:
                    break
                if text[after + alone] != GT or end == at + 1:
                    return
                for place in range(at + 1, end):
                    if text[place] == COLON:
                        return
                if not _opened(text, at + 1, end, stack, state):
                    return
                row = _row(text, pairs, keys, lengths, stack, state[DEPTH])
                if row == -2 or (
                    row >= 0 and not _take(text, pairs, row, slots, ends, pool, state)
                ):
                    return
                if alone:
                    _closed(stack, events, traces, state)
                after += 1 + alone
        if after < 0:
            return
        if after == 0:
            break
        at = after
    state[DOUBT] = 0
