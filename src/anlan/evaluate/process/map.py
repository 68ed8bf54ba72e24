"""The process map: what directly follows what, how often, and after how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anlan.evaluate.process.log import EventLog
from anlan.evaluate.process.spread import Waiting, spread


@dataclass(frozen=True, slots=True)
class Node:
    """An activity: its events, the cases that have it, and those that begin or end with it."""

    activity: str
    events: int
    cases: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A move from one activity to the next of the same case."""

    source: str
    target: str
    count: int
    cases: int
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """A directly-follows graph with times; edges and nodes the most frequent first."""

    cases: int
    events: int
    first: int
    """µs since 1970 of the earliest event."""
    last: int
    duration: Waiting
    """From the first to the last event of a case."""
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def bottlenecks(self, top: int, *, by: str = "total") -> list[Edge]:
        """The moves that wait longest: by `total`, `median`, `mean` or `p95` of their waiting."""
        ranked = sorted(self.edges, key=lambda e: (-getattr(e.waiting, by), e.source, e.target))
        return ranked[:top]

    def without_rare(self, share: float) -> Sequence[Edge]:
        """The edges that at least this share of the cases take."""
        return [edge for edge in self.edges if edge.cases >= share * self.cases]


def map_of(log: EventLog) -> ProcessMap:
    """The map of a log, and nothing left out of it."""
    firsts, lasts = log.starts[:-1], log.starts[1:] - 1
    length = log.time[lasts] - log.time[firsts]
    _, (duration,) = spread(np.zeros(log.cases, np.int64), length, 1)
    return ProcessMap(
        log.cases,
        log.events,
        int(log.time.min()),
        int(log.time.max()),
        duration,
        _nodes(log),
        _edges(log),
    )


def _nodes(log: EventLog) -> tuple[Node, ...]:
    width = len(log.activities)
    begins = np.bincount(log.activity[log.starts[:-1]], minlength=width)
    ends = np.bincount(log.activity[log.starts[1:] - 1], minlength=width)
    events = np.bincount(log.activity, minlength=width)
    cases = _cases_of(log.case_of * width + log.activity, width)
    rows = zip(
        log.activities, events.tolist(), cases.tolist(), begins.tolist(), ends.tolist(), strict=True
    )
    nodes = [Node(*row) for row in rows if row[1]]
    return tuple(sorted(nodes, key=lambda node: (-node.events, node.activity)))


def _edges(log: EventLog) -> tuple[Edge, ...]:
    width = len(log.activities)
    case = log.case_of
    inside = case[1:] == case[:-1]
    move = (log.activity[:-1].astype(np.int64) * width + log.activity[1:])[inside]
    wait = np.diff(log.time)[inside]
    there, number = _dense(move, width * width)
    counts, waits = spread(number, wait, len(there))
    cases = _cases_of(case[1:][inside] * len(there) + number, len(there))
    edges = [
        Edge(
            log.activities[code // width], log.activities[code % width], int(count), int(having), w
        )
        for code, count, having, w in zip(there.tolist(), counts, cases, waits, strict=True)
    ]
    return tuple(sorted(edges, key=lambda edge: (-edge.count, edge.source, edge.target)))


def _cases_of(case_and_code: np.ndarray, width: int) -> np.ndarray:
    """In how many cases each code occurs, from case · width + code of every event."""
    if not len(case_and_code):
        return np.zeros(width, np.int64)
    ordered = np.sort(case_and_code)
    once = ordered[np.concatenate(([True], np.diff(ordered) != 0))]
    return np.bincount(once % width, minlength=width)


def _dense(codes: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The codes in use, and the number of each among them."""
    if most > 1 << 22:
        there, number = np.unique(codes, return_inverse=True)
        return there, number
    used = np.bincount(codes, minlength=most) > 0
    return np.flatnonzero(used), (np.cumsum(used) - 1)[codes]
