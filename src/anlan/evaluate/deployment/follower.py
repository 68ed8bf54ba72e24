"""The follower that keeps the scores of a store as new as its lake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.deployment.index import ACTOR, Index
from anlan.evaluate.measuring.measures import Measurement
from anlan.evaluate.measuring.periods import months_between
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, MINUTE, Clock, Instant, instant
from anlan.store.facts import Recorded

EVERY = 10 * MINUTE
"""Shortest time between two computations."""


class IndexFollower:
    """Computes again the months that changed records count for, at most once in `every`."""

    def __init__(self, index: Index, *, clock: Clock, every: int = EVERY) -> None:
        self.name = f"index:{index.framework.id}:{index.framework.version}"
        self._index = index
        self._clock = clock
        self._every = every
        self._reach = reach_of(index.framework)
        self._times = times_of(index.framework)
        self._last: Instant | None = None
        self._seen = 0

    def catch_up(self, limit: int = 5_000) -> int:
        """Score what the lake has newly taken in; how many facts that was, 0 when none.

        After more than `limit` facts every month is computed, in one go.
        """
        now = self._clock()
        if self._last is not None and now - self._last < self._every:
            return 0
        store = self._index.store
        lake = store.lake.position(store.journal.head())
        after = max(self._seen, store.followers.position(self.name))
        kinds = sorted({*self._times, "area"})
        facts = store.journal.read(after, kinds, limit + 1)
        facts = [entry for entry in facts if entry.position <= lake]
        self._seen = max(after, lake)
        if not facts:
            return 0
        self._last = now
        months = None if len(facts) > limit else self._touched(facts)
        self._index.compute(months, follow=(self.name, lake))
        return len(facts)

    def _touched(self, facts: Sequence[Recorded]) -> list[str] | None:
        """The months these facts may have changed; None for all of them."""
        if any(e.fact.kind == "area" or "withdrawn" in e.fact.data for e in facts):
            return None
        measurement = self._index.measurement(service_grant(ACTOR, "evaluation"))
        known = {month.period for month in measurement.months}
        touched: set[str] = set()
        for kind, reach in self._reach.items():
            records = {entry.fact.record for entry in facts if entry.fact.kind == kind}
            times = [*self._now(measurement, kind, records), *self._before(facts, kind)]
            for at in times:
                ends = Instant(at - reach * DAY), Instant(at + reach * DAY)
                touched |= {m.period for m in months_between(*ends, self._index.zone)}
        return sorted(touched & known)

    def _now(self, measurement: Measurement, kind: str, records: set[str]) -> Iterable[Instant]:
        """The times of changed records as they are."""
        if not records:
            return
        fields = sorted(self._times[kind])
        table = measurement.table(kind)
        rows = table.filter(table.id.isin(sorted(records))).select(*fields)
        for row in rows.to_pyarrow().to_pylist():
            yield from (instant(at.replace(tzinfo=UTC)) for at in row.values() if at is not None)

    def _before(self, facts: Sequence[Recorded], kind: str) -> Iterable[Instant]:
        """The times that changed records had before, where a time itself was changed."""
        fields = self._times[kind]
        for record in {
            e.fact.record
            for e in facts
            if e.fact.kind == kind and e.fact.version > 1 and fields & e.fact.data.keys()
        }:
            for entry in self._index.store.journal.of_record(kind, record):
                had = (entry.fact.data.get(field) for field in fields)
                yield from (Instant(at) for at in had if at is not None)


def times_of(framework: Framework) -> dict[str, set[str]]:
    """By record kind, the time fields that decide which month a record counts for."""
    times: dict[str, set[str]] = {}
    for source in framework.measured.values():
        times.setdefault(source.kind, set()).add(source.time)
    for kind, derived in framework.derived.items():
        for how in derived.values():
            if how.earlier is not None:
                times.setdefault(kind, set()).add(how.earlier.time)
            if how.later is not None:
                times.setdefault(how.later.kind, set()).add(how.later.time)
    return times


def reach_of(framework: Framework) -> dict[str, int]:
    """By record kind, over how many days a record changes the measured columns of another."""
    reach = dict.fromkeys(times_of(framework), 0)
    for kind, derived in framework.derived.items():
        for how in derived.values():
            moved = how.later.kind if how.later else kind
            reach[moved] = max(reach.get(moved, 0), how.reach)
    return reach
