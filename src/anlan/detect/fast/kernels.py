"""Compiled loops of the matcher."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from anlan.detect.fast.compiled import compiled, inlined

_EVEN = np.uint64(0x9E3779B97F4A7C15)


@inlined
def _spread(hashed: Any) -> Any:
    hashed ^= hashed >> np.uint64(29)
    hashed *= np.uint64(0xBF58476D1CE4E5B9)
    return hashed ^ (hashed >> np.uint64(32))


@compiled
def _place(keys: Any, table: Any, key: Any) -> Any:
    """Where a combination stands in the table, or would."""
    hashed = np.uint64(0)
    for part in key:
        hashed = (hashed ^ np.uint64(part)) * _EVEN
        hashed ^= hashed >> np.uint64(31)
    last = np.uint64(len(table) - 1)
    place = _spread(hashed) & last
    while table[place] >= 0:
        same = True
        for n in range(len(key)):
            if keys[table[place], n] != key[n]:
                same = False
                break
        if same:
            break
        place = (place + np.uint64(1)) & last
    return place


@inlined
def _meet(key: Any, width: Any, rows: Any, words: Any, left: Any) -> None:
    """The filters that all classes meet, as far as one of them has a bit in a word."""
    for w in range(1, words[0] + 1):
        meets = rows[key[0], words[w]]
        for n in range(1, width):
            meets &= rows[key[n], words[w]]
        left[w] = meets


@compiled
def combine(
    begin: Any, there: Any, codes: Any, at: Any, classes: Any, rows: Any, filled: Any, listed: Any,
    first: Any, groups: Any, slots: Any, tested: Any, keys: Any, bits: Any, table: Any, start: Any,
    items: Any, count: Any, key: Any, left: Any, out: Any,
) -> Any:  # fmt: skip
    """The combination of every row from `begin` on that is there; new ones are appended.

    Returns the first row that there is no room for among the items, and how many combinations
    there are. Only those words are looked at in which the class with the fewest has a bit.
    `key` and `left` are room to work in.
    """
    width, room = max(1, len(at)), items.shape[1] - len(slots)
    for i in range(begin, len(there)):
        if not there[i]:
            continue
        for n in range(len(at)):
            key[n] = classes[n, codes[at[n], i]]
        place = _place(keys, table, key)
        if table[place] >= 0:
            out[i] = table[place]
            continue
        fewest = key[0]
        for n in range(1, width):
            if filled[key[n], 0] < filled[fewest, 0]:
                fewest = key[n]
        words, end = filled[fewest], start[count + 1]
        _meet(key, width, rows, words, left)
        for group in range(len(end)):
            end[group] = start[count, group]
            if end[group] > room:
                return i, count
        for word in range(bits.shape[1]):
            bits[count, word] = np.uint64(0)
        for w in range(1, words[0] + 1):
            if words[w] >= tested:
                bits[count, words[w] - tested] = left[w]
            rest = left[w] & listed[words[w]]
            while rest:
                asked = words[w] * 64 + np.int64(trailing_zeros(rest))  # type: ignore[call-arg]
                rest &= rest - np.uint64(1)
                for n in range(first[asked], first[asked + 1]):
                    items[groups[n], end[groups[n]]] = slots[n]
                    end[groups[n]] += 1
        for n in range(width):
            keys[count, n] = key[n]
        table[place], out[i] = count, count
        count += 1
    return len(there), count
