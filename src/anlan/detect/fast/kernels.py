"""Compiled loops of the matcher."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numba.cpython.unsafe.numbers import trailing_zeros

_EVEN = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, inline="always")
def _spread(hashed: Any) -> Any:
    hashed ^= hashed >> np.uint64(29)
    hashed *= np.uint64(0xBF58476D1CE4E5B9)
    return hashed ^ (hashed >> np.uint64(32))


@njit(cache=True)
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


@njit(cache=True)
def combine(
    there: Any, codes: Any, at: Any, classes: Any, rows: Any, filled: Any, keys: Any, bits: Any,
    narrowest: Any, table: Any, count: Any, out: Any,
) -> Any:  # fmt: skip
    """The combination of every row that is there; new ones are appended. Returns how many.

    Only those words are looked at in which the class with the fewest, the narrowest, has a bit.
    """
    width = len(at)
    key = np.zeros(max(1, width), np.int32)
    for i in range(len(there)):
        if not there[i]:
            continue
        for n in range(width):
            key[n] = classes[n, codes[at[n], i]]
        place = _place(keys, table, key)
        if table[place] < 0:
            table[place] = count
            keys[count] = key
            fewest = key[0]
            for n in range(1, width):
                if filled[key[n], 0] < filled[fewest, 0]:
                    fewest = key[n]
            narrowest[count] = fewest
            row = bits[count]
            row[:] = np.uint64(0)
            for w in range(1, filled[fewest, 0] + 1):
                word = filled[fewest, w]
                left = rows[fewest, word]
                for n in range(width):
                    left &= rows[key[n], word]
                row[word] = left
            count += 1
        out[i] = table[place]
    return count


@njit(cache=True)
def list_slots(
    bits: Any, narrowest: Any, filled: Any, known: Any, count: Any, mask: Any, first: Any,
    by_filter: Any, start: Any, items: Any,
) -> Any:  # fmt: skip
    """The slots of combinations from `known` on, ascending by filter.

    Returns the first combination there is no room for among the items.
    """
    total = start[known]
    for number in range(known, count):
        words = filled[narrowest[number]]
        for w in range(1, words[0] + 1):
            word = words[w]
            left = bits[number, word] & mask[word]
            while left:
                bit = np.int64(trailing_zeros(left))  # type: ignore[call-arg]
                left &= left - np.uint64(1)
                asked = word * 64 + bit
                if total + first[asked + 1] - first[asked] > len(items):
                    return number
                for n in range(first[asked], first[asked + 1]):
                    items[total] = by_filter[n]
                    total += 1
        start[number + 1] = total
    return count
