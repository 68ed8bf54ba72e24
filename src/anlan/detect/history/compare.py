"""Two models, or two versions of one, over the same history."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from anlan.detect.compiler.plan import Plan
from anlan.detect.history.replay import Replay, replay
from anlan.standards.time import Instant
from anlan.store.store import Store


@dataclass(frozen=True, slots=True)
class Side:
    """What one of them found."""

    model: str
    version: str
    findings: int
    common: int
    """Findings that share evidence with one of the other's."""
    matched: int
    """Changes of records that it looked at."""
    seconds: float

    @property
    def alone(self) -> int:
        """Findings the other has nothing of."""
        return self.findings - self.common


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much two models find of the same."""

    one: Side
    other: Side
    overlap: float | None
    """Of the records either rests on, the share both rest on (P. Jaccard, 1912)."""
    only_one: tuple[str, ...]
    """Keys of findings that only the first has, the most frequent first, at most twenty."""
    only_other: tuple[str, ...]


def compare(
    store: Store,
    one: Plan,
    other: Plan,
    *,
    since: Instant | None = None,
    until: Instant | None = None,
) -> Comparison:
    """Run two models over the same history and say what they have in common."""
    begun = time.perf_counter()
    first = replay(store, one, since=since, until=until)
    between = time.perf_counter()
    second = replay(store, other, since=since, until=until)
    ended = time.perf_counter()
    records, others = _evidence(first), _evidence(second)
    if one.kind.id != other.kind.id:
        others = [{-1 - row for row in rows} for rows in others]  # other records altogether
    all_first, all_second = set().union(*records), set().union(*others)
    shared = [not rows.isdisjoint(all_second) for rows in records]
    also = [not rows.isdisjoint(all_first) for rows in others]
    both, either = len(all_first & all_second), len(all_first | all_second)
    return Comparison(
        _side(first, shared, between - begun),
        _side(second, also, ended - between),
        both / either if either else None,
        _alone(first, shared),
        _alone(second, also),
    )


def _evidence(found: Replay) -> list[set[int]]:
    """The orders of the records each finding rests on; an order names one record of a kind."""
    order = found.matched.rows.order
    return [set(order[found.evidence(n)].tolist()) for n in range(len(found))]


def _side(found: Replay, shared: list[bool], seconds: float) -> Side:
    model = found.plan.model
    return Side(model.id, model.version, len(found), sum(shared), len(found.matched) - 1, seconds)


def _alone(found: Replay, shared: list[bool]) -> tuple[str, ...]:
    keys = [key for key, common in zip(found.keys, shared, strict=True) if not common]
    if not keys:
        return ()
    names, counts = np.unique(keys, return_counts=True)
    return tuple(names[np.argsort(-counts, kind="stable")][:20].tolist())
