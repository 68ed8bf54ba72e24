"""The job that keeps every kind's retention rule.

Stages: which records are due → what their facts must lose → carry it out. A plan goes
through the first two, a run through all three, in short units of work; then the lake and
the database's files are rid of the old values. Killed at any moment, the next run finishes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from anlan.govern.retention import (
    LAST_FACT,
    TAKEN_IN,
    Action,
    Due,
    action_of,
    closing_fact,
    due,
    horizon,
    keeps,
    rule_of,
)
from anlan.standards.kinds import RecordKind
from anlan.standards.time import DAY, Instant
from anlan.store.erasure import ERASURE, digest, erase, remains_of
from anlan.store.facts import Fact
from anlan.store.schema import journal, view_table
from anlan.store.store import Store

_BATCH = 1_000
"""Records ended in one unit of work."""
_ACTOR, _PURPOSE = "retention", "stewardship"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind's rule, and how many records and facts it takes, or took, something from."""

    kind: str
    rule: str
    basis: str
    action: Action
    records: int
    facts: int
    oldest: Instant | None
    """When the first of the records was due."""


class Retention:
    """Plans and carries out what is due; as a follower, once a day of the clock."""

    name = "retention"

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kinds = [kind for kind in store.kinds if keeps(kind)]
        metadata = sa.MetaData()
        self._views = {kind.id: view_table(kind, metadata) for kind in self._kinds}
        self._again: Instant | None = None

    def plan(self) -> list[Kept]:
        """What a run would do now; nothing is changed."""
        now = self._store.clock()
        return [self._summed(kind, self._planned(kind, now)) for kind in self._kinds]

    def run(self) -> list[Kept]:
        """Carry out what is due; what was done."""
        now, run = self._store.clock(), uuid.uuid4().hex
        done = [self._summed(kind, self._carried_out(kind, now, run)) for kind in self._kinds]
        self.clean()
        return done

    def catch_up(self, limit: int = 5_000) -> int:  # noqa: ARG002  # a run is whole or not at all
        """Run when the last run of this process is a day ago; how many records it ended."""
        now = self._store.clock()
        if self._again is not None and now < self._again:
            return 0
        self._again = Instant(now + DAY)
        return sum(kept.records for kept in self.run())

    def clean(self) -> bool:
        """Rid lake and files of the values of erasures since the last cleaning.

        False when another process held on to old pages; the next run tries again.
        """
        store, head = self._store, self._store.journal.head()
        after = store.followers.position(self.name)
        kinds = {
            entry.fact.data["target"]
            for entry in store.journal.stream(after, [ERASURE])
            if entry.fact.data.get("facts")
        }
        if kinds:
            while store.fill_lake():
                pass
            for kind in kinds:
                store.lake.merge(store.kinds[kind])
            if not store.engine.forget():
                return False
        if head > after:
            with store.writing(actor=_ACTOR, purpose=_PURPOSE) as unit:
                unit.follow(self.name, head)
        return True

    def _planned(self, kind: RecordKind, now: Instant) -> Iterator[tuple[list[Due], int]]:
        for found in self._found(kind, now):
            with self._store.engine.reading() as connection:
                records = [one.record for one in found]
                yield found, sum(1 for _ in remains_of(connection, kind, records))

    def _carried_out(
        self, kind: RecordKind, now: Instant, run: str
    ) -> Iterator[tuple[list[Due], int]]:
        for found in self._found(kind, now):
            records = [one.record for one in found]
            with self._store.writing(actor=_ACTOR, purpose=_PURPOSE) as unit:
                # Read again under the lock: a record may have changed since it was found.
                ended = self._due(unit.connection, kind, now, among=records)
                if not ended:
                    continue
                remains = list(remains_of(unit.connection, kind, [one.record for one in ended]))
                unit.append(*(_closing(kind, one, now) for one in ended))
                said = {
                    "at": now,
                    "run": run,
                    "target": kind.id,
                    "action": str(action_of(kind)),
                    "rule": rule_of(kind),
                    "basis": kind.retention.basis,
                    "records": len(ended),
                    "facts": len(remains),
                    "remains": digest(remains),
                }
                fact = Fact("erasure.done", ERASURE, uuid.uuid4().hex, 1, now, said)
                [position] = unit.append(fact)
                erase(unit.connection, self._store.engine, position, remains)
            yield ended, len(remains)

    def _found(self, kind: RecordKind, now: Instant) -> Iterator[list[Due]]:
        """What is due of a kind, batch by batch, by record id."""
        after = ""
        while True:
            with self._store.engine.reading() as connection:
                found = self._due(connection, kind, now, after=after)
            if not found:
                return
            yield found
            after = found[-1].record

    def _due(
        self,
        connection: sa.Connection,
        kind: RecordKind,
        now: Instant,
        *,
        after: str = "",
        among: Sequence[str] | None = None,
    ) -> list[Due]:
        view, first, last = self._views[kind.id], journal.alias("first"), journal.alias("last")
        counted: sa.ColumnElement[Any] = sa.func.coalesce(
            view.c[kind.retention.counted_from], first.c.recorded
        )
        if not kind.personal:
            counted = sa.case((counted < first.c.recorded, first.c.recorded), else_=counted)
        select = (
            sa.select(
                view.c.id,
                view.c.version,
                view.c.tz,
                view.c[kind.retention.counted_from],
                first.c.recorded.label(TAKEN_IN),
                last.c.type.label(LAST_FACT),
            )
            .join(first, first.c.position == view.c.opened)
            .join(last, last.c.position == view.c.position)
            .where(view.c.id > after, counted <= horizon(kind, now))
            .where(last.c.type != closing_fact(kind))
            .order_by(view.c.id)
            .limit(_BATCH)
        )
        if among is not None:
            select = select.where(view.c.id.in_(among))
        rows = connection.execute(select).mappings().all()
        return list(due(kind, rows, now))

    def _summed(self, kind: RecordKind, parts: Iterator[tuple[list[Due], int]]) -> Kept:
        records = facts = 0
        since: list[Instant] = []
        for found, touched in parts:
            records += len(found)
            facts += touched
            since = [min([*since, *(one.since for one in found)])]
        return Kept(
            kind.id,
            rule_of(kind),
            kind.retention.basis,
            action_of(kind),
            records,
            facts,
            since[0] if since else None,
        )


def _closing(kind: RecordKind, one: Due, now: Instant) -> Fact:
    return Fact(one.fact, kind.id, one.record, one.version + 1, now, one.data, _ACTOR, one.zone)
