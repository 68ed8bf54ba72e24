"""Which findings rest on a row, by its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.room import roomy
from anlan.detect.fast.table import FREE, find, new_table, row_of

LEAST, CHUNK = 64, 1 << 14
"""Orders a table has room for at first, and those that are added together."""


class Cites:
    """For each order a list of numbers of findings. Nothing is taken out: a new one is made when
    much of it is of no use any more."""

    def __init__(self) -> None:
        self._last = new_table(LEAST)
        """Order → its last entry."""
        self._entries = np.zeros((LEAST, 2), np.int64)
        """Number of a finding, and the entry of the same order before it."""
        self._used = np.zeros(2, np.int64)
        """Entries, and orders."""

    def __len__(self) -> int:
        return int(self._used[0])

    def add(self, first: int, cited: Sequence[npt.NDArray[np.int64]]) -> None:
        """Findings with numbers from `first` on, each with the orders of the rows it rests on."""
        orders = np.concatenate(cited)
        findings = np.repeat(np.arange(first, first + len(cited)), list(map(len, cited)))
        self._entries = roomy(self._entries, len(self), len(orders))
        for begin in range(0, len(orders), CHUNK):
            some = slice(begin, begin + CHUNK)
            self._make_room(len(orders[some]))
            _cite(self._last, self._entries, self._used, findings[some], orders[some])

    def _make_room(self, more: int) -> None:
        """So that the table stays at most half full, should so many orders more be new."""
        places = int(self._used[1]) + more
        if 2 * places > len(self._last):
            last = new_table(2 * places)
            _copy(self._last, last)
            self._last = last

    def of(self, order: int) -> list[int]:
        """Numbers of the findings that rest on a row, in the order they were added."""
        numbers: list[int] = []
        entry = int(find(self._last, order))
        while entry >= 0:
            finding, entry = self._entries[entry].tolist()
            numbers.append(finding)
        return numbers[::-1]


@compiled
def _cite(last: Any, entries: Any, used: Any, findings: Any, orders: Any) -> None:
    for n in range(len(orders)):
        row = row_of(last, orders[n])
        used[1] += last[row, 1] == FREE
        entry = used[0]
        entries[entry, 0], entries[entry, 1] = findings[n], last[row, 1]
        last[row, 0], last[row, 1] = orders[n], entry
        used[0] += 1


@compiled
def _copy(old: Any, new: Any) -> None:
    for place in range(len(old)):
        if old[place, 1] != FREE:
            row = row_of(new, old[place, 0])
            new[row, 0], new[row, 1] = old[place, 0], old[place, 1]
