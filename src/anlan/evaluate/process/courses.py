"""Variants: the courses cases take, each with how many take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from anlan.evaluate.process.instants import Int64s
from anlan.evaluate.process.log import EventLog, Int32s


@dataclass(frozen=True, slots=True)
class Courses:
    """The variants of a log, the most frequent first; equals in the order of their activities."""

    of_case: Int32s
    """The variant of every case."""
    count: Int64s
    """The cases of every variant."""
    example: Int64s
    """A case of every variant: the first of the log."""

    def __len__(self) -> int:
        return len(self.count)


@dataclass(frozen=True, slots=True)
class Variant:
    """One course and the cases that take it."""

    rank: int
    count: int
    share: float
    course: tuple[str, ...]


def courses(log: EventLog) -> Courses:
    """Which variant each case is. Exact: courses are walked along a tree, never only hashed."""
    found, first = _walk(log.starts, log.activity, max(len(log.activities), 1))
    count = np.bincount(found, minlength=len(first))
    order = sorted(range(len(first)), key=lambda v: (-count[v], _codes(log, first[v])))
    rank = np.empty(len(first), np.int32)
    rank[order] = np.arange(len(first))
    return Courses(rank[found], count[order], first[order])


def variants(log: EventLog, top: int | None = None, found: Courses | None = None) -> list[Variant]:
    """The variants of a log, the most frequent first; at most `top` of them."""
    found = found or courses(log)
    listed = range(len(found) if top is None else min(top, len(found)))
    return [
        Variant(
            v + 1,
            int(found.count[v]),
            float(found.count[v] / log.cases),
            tuple(log.activities[code] for code in _codes(log, found.example[v])),
        )
        for v in listed
    ]


def _codes(log: EventLog, case: int) -> list[int]:
    codes: list[int] = log.activity[log.starts[case] : log.starts[case + 1]].tolist()
    return codes


@njit(cache=True)
def _walk(starts: Any, activity: Any, width: int) -> Any:
    """The number of the course of every case, and the first case of every course.

    Nodes of a tree of prefixes are found in a table by (node, next activity), compared in full.
    """
    cases = len(starts) - 1
    size = 1024
    key, child = np.full(size, -1, np.int64), np.empty(size, np.int64)
    nodes = 1
    last = np.empty(cases, np.int64)
    for case in range(cases):
        node = 0
        for event in range(starts[case], starts[case + 1]):
            wanted = node * width + activity[event]
            slot = (wanted * 0x9E3779B97F4A7C1 >> 7) & (size - 1)
            while key[slot] >= 0 and key[slot] != wanted:
                slot = (slot + 1) & (size - 1)
            if key[slot] < 0:
                key[slot], child[slot] = wanted, nodes
                nodes += 1
                if nodes * 2 > size:
                    key, child = _wider(key, child)
                    size = len(key)
                    node = nodes - 1
                    continue
            node = child[slot]
        last[case] = node
    number = np.full(nodes, -1, np.int32)
    found, first, many = np.empty(cases, np.int32), np.empty(cases, np.int64), 0
    for case in range(cases):
        node = last[case]
        if number[node] < 0:
            number[node], first[many] = many, case
            many += 1
        found[case] = number[node]
    return found, first[:many].copy()


@njit(cache=True)
def _wider(key: Any, child: Any) -> Any:
    size = len(key) * 4
    keys, children = np.full(size, -1, np.int64), np.empty(size, np.int64)
    for old in range(len(key)):
        if key[old] >= 0:
            slot = (key[old] * 0x9E3779B97F4A7C1 >> 7) & (size - 1)
            while keys[slot] >= 0:
                slot = (slot + 1) & (size - 1)
            keys[slot], children[slot] = key[old], child[old]
    return keys, children
