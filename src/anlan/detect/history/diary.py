"""When things happened, by key: sorted once without comparing, asked many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Alerts:
    """What was warned of, or what happened, and when. Keys are numbers, −1 one nobody knows."""

    keys: Ints
    at: Ints

    def only(self, which: Bools) -> Alerts:
        """Some of them."""
        return Alerts(self.keys[which], self.at[which])


class Diary:
    """Keys and times in order of key and time; those of unknown keys are left out."""

    def __init__(self, of: Alerts) -> None:
        self._first, self.keys, self.at = _grouped(of.keys, of.at, int(of.keys.max(initial=-1)) + 1)

    def between(self, since: int, until: int) -> Diary:
        """The part of a span of time; `until` is not included."""
        inside = (self.at >= since) & (self.at < until)
        if inside.all():
            return self
        part: Diary = object.__new__(Diary)
        part._first = np.concatenate(([0], np.cumsum(inside)))[self._first]
        part.keys, part.at = self.keys[inside], self.at[inside]
        return part

    def next_after(self, keys: Ints, at: Ints) -> Ints:
        """For each key the first time strictly after, `NEVER` when there is none."""
        return np.asarray(_next_after(self._first, self.at, keys, at), np.int64)


@njit(cache=True)
def _grouped(keys: Any, at: Any, count: int) -> Any:
    """Where each key begins, and keys and times by key and time; times mostly ascend already."""
    first = np.zeros(count + 1, np.int64)
    for key in keys:
        if key >= 0:
            first[key + 1] += 1
    for key in range(count):
        first[key + 1] += first[key]
    free, last = first[:-1].copy(), np.int64(first[-1])
    sorted_keys, sorted_at = np.empty(last, np.int64), np.empty(last, np.int64)
    for n in range(len(keys)):
        if keys[n] >= 0:
            place = free[keys[n]]
            sorted_keys[place], sorted_at[place] = keys[n], at[n]
            free[keys[n]] = place + 1
    for key in range(count):
        times = sorted_at[first[key] : first[key + 1]]
        for n in range(1, len(times)):
            if times[n] < times[n - 1]:
                times.sort()
                break
    return first, sorted_keys, sorted_at


@njit(cache=True)
def _next_after(first: Any, sorted_at: Any, keys: Any, at: Any) -> Any:
    found = np.full(len(at), NEVER, np.int64)
    for n in range(len(at)):
        if not 0 <= keys[n] < len(first) - 1:
            continue
        low, end = first[keys[n]], first[keys[n] + 1]
        high = end
        while low < high:
            middle = (low + high) // 2
            if sorted_at[middle] > at[n]:
                high = middle
            else:
                low = middle + 1
        if low < end:
            found[n] = sorted_at[low]
    return found
