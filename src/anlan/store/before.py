"""What is known of records before a source brings them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from anlan.standards.kinds import RecordKind
from anlan.store.columns import from_row, json_fields
from anlan.store.facts import Intake
from anlan.store.schema import journal

Known = Mapping[str, tuple[int, str | None]]
"""Version and digest of the records that exist."""

_ASKED = 1_000
"""Records asked for in one statement."""


class Before:
    """Versions, contents and current rows of some records, kept up while they are taken in."""

    def __init__(
        self,
        connection: sa.Connection,
        kind: RecordKind,
        table: sa.Table,
        rows: Sequence[Intake],
        known: Known,
    ) -> None:
        self._state = {
            record: (version, frozenset((digest,))) for record, (version, digest) in known.items()
        }
        changed = [
            row.record
            for row in rows
            if (now := known.get(row.record)) is not None and now[1] != row.digest
        ]
        fields = {name for row in rows for name in row.data}
        self._current = _current(connection, kind, table, changed, fields)
        older = [record for record in changed if known[record][0] > 1]
        self._seen = _contents(connection, kind, older)

    def change(self, row: Intake) -> tuple[int, dict[str, Any]] | None:
        """The next version of a record and what differs in it; None when a content was seen
        before for the record, in any of its versions."""
        version, digests = self._state.get(row.record, (0, frozenset[str | None]()))
        if row.digest in digests or (row.record, row.digest) in self._seen:
            return None
        current = self._current.setdefault(row.record, {})
        data = {name: value for name, value in row.data.items() if current.get(name) != value}
        current.update(data)
        self._state[row.record] = (version + 1, digests | {row.digest})
        return version + 1, data


def _current(
    connection: sa.Connection,
    kind: RecordKind,
    table: sa.Table,
    records: Sequence[str],
    fields: set[str],
) -> dict[str, dict[str, Any]]:
    """The values that records have now."""
    names = ["id", *sorted(fields)]
    json_names = tuple(name for name in json_fields(kind) if name in fields)
    select = sa.select(*(table.c[name] for name in names))
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(records), _ASKED):
        part = select.where(table.c.id.in_(records[start : start + _ASKED]))
        for row in connection.execute(part):
            found[row[0]] = from_row(dict(zip(names[1:], row[1:], strict=True)), json_names)
    return found


def _contents(
    connection: sa.Connection, kind: RecordKind, records: Sequence[str]
) -> set[tuple[str, str | None]]:
    """The contents that records had in earlier versions."""
    select = sa.select(journal.c.record, journal.c.digest).where(journal.c.kind == kind.id)
    seen: set[tuple[str, str | None]] = set()
    for start in range(0, len(records), _ASKED):
        part = select.where(journal.c.record.in_(records[start : start + _ASKED]))
        seen.update((row.record, row.digest) for row in connection.execute(part))
    return seen
