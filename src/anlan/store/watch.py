"""Watching: the door for streams. Decided and audited once, when the stream is opened."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from anlan.govern.audit import AuditRecord
from anlan.govern.decisions import Allowed, decide_read
from anlan.govern.grants import Grant
from anlan.standards.kinds import RecordKind
from anlan.standards.time import Instant
from anlan.store.columns import records
from anlan.store.facts import Fact
from anlan.store.schema import view_table
from anlan.store.store import Store


@dataclass(frozen=True, slots=True)
class Change:
    """A record that changed, and its row as it is now without personal fields."""

    position: int
    kind: str
    record: str
    type: str
    time: Instant
    row: dict[str, Any]


class Watch:
    """Follows the journal for people who look on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        metadata = sa.MetaData()
        self._rows_of = {
            kind.id: _rows_of(kind, view_table(kind, metadata)) for kind in store.kinds
        }
        """What asks for the rows of some records of a kind."""

    def admit(self, grants: Iterable[tuple[str, Grant]]) -> frozenset[str]:
        """The kinds that may be followed, each under its grant; one audit record for all."""
        store, now = self._store, self._store.clock()
        asked = list(grants)
        if not asked:
            return frozenset()
        admitted = frozenset(
            kind
            for kind, grant in asked
            if isinstance(decide_read(store.kinds[kind], (), grant, now), Allowed)
        )
        grant = asked[0][1]
        record = AuditRecord(
            now, grant, "stream", tuple(sorted(admitted)), "changes as they happen", 0,
            "allowed" if admitted else "refused", "a stream was opened", personal=False,
        )  # fmt: skip
        with store.writing(actor=grant.actor, purpose=grant.purpose) as uow:
            uow.append(Fact("audit.read", "audit", uuid.uuid4().hex, 1, now, record.data()))
        return admitted

    def changes(self, after: int, kinds: Sequence[str], limit: int) -> tuple[int, list[Change]]:
        """What changed after a position, the last fact of each record, in order; and up to where."""
        facts = self._store.journal.touched(after, kinds, limit)
        if not facts:
            return after, []
        last = {(fact.kind, fact.record): fact for fact in facts}
        rows = self._rows(last)
        changes = [
            Change(*fact, row=rows[fact.kind, fact.record])
            for fact in sorted(last.values(), key=lambda fact: fact.position)
        ]
        return facts[-1].position, changes

    def _rows(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
        of_kind: dict[str, list[str]] = {}
        for changed, record in wanted:
            of_kind.setdefault(changed, []).append(record)
        found: dict[tuple[str, str], dict[str, Any]] = {}
        with self._store.engine.reading() as connection:
            for kind_id, ids in of_kind.items():
                rows = connection.execute(self._rows_of[kind_id], {"ids": ids})
                for row in records(rows, self._store.kinds[kind_id]):
                    found[kind_id, row["id"]] = row
        return found


def _rows_of(kind: RecordKind, table: sa.Table) -> sa.Select[Any]:
    columns = [column for column in table.columns if column.name not in kind.personal]
    return sa.select(*columns).where(table.c.id.in_(sa.bindparam("ids", expanding=True)))
