"""The follower that keeps the scores of a store as new as its lake."""

from __future__ import annotations

from collections.abc import Iterable

import ibis

from anlan.evaluate.index import ACTOR, Index
from anlan.evaluate.periods import months_between
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, MINUTE, Clock, Instant, instant
from anlan.store.facts import Recorded

EVERY = 10 * MINUTE
"""Shortest time between two computations."""


class IndexFollower:
    """Computes again the months that changed records count for, at most once in `every`."""

    def __init__(self, index: Index, *, clock: Clock, every: int = EVERY) -> None:
        self.name = f"index:{index.framework.id}"
        self._index = index
        self._clock = clock
        self._every = every
        self._last: Instant | None = None
