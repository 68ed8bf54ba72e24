"""Unit of work: facts, views, seal and follower position, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from anlan.standards.codes import Codes
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant
from anlan.store.columns import check, from_row, json_fields
from anlan.store.conditions import statement
from anlan.store.engines.sql import Engine
from anlan.store.facts import Fact, Intake, Outcome
from anlan.store.query import Query
from anlan.store.schema import follower, journal, seal
from anlan.store.seals import ALGORITHM, ENVELOPE, GENESIS, fact_hash, seal_hash
from anlan.store.views import Fold, Views

_JOURNAL_COLUMNS = (*ENVELOPE, "data", "hash")


class UnitOfWork:
    """One write transaction. It reads its own writes; nothing shows before it commits."""

    def __init__(
        self,
        connection: sa.Connection,
        engine: Engine,
        views: Views,
        codes: Codes,
        *,
        recorded: Instant,
        actor: str,
        purpose: str,
        matter: str | None,
    ) -> None:
        self.connection = connection
        self._engine = engine
        self._views = views
        self._codes = codes
        self._stamp = (recorded, actor, purpose, matter)
        head = connection.execute(sa.select(sa.func.max(journal.c.position))).scalar() or 0
        self._first = head + 1
        self._next = head + 1
        self._rows: list[tuple[Any, ...]] = []
        self._hashes: list[bytes] = []
        self._fold = Fold()
        self._actions: list[Callable[[], None]] = []

    def append(self, *facts: Fact) -> list[int]:
        """Write facts; their positions. Conflict when a version is taken or does not follow."""
        positions = []
        for fact in facts:
            kind = self._views.kinds[fact.kind]
            check(kind, fact.data, self._codes)
            positions.append(
                self._write(
                    fact.type, fact.kind, fact.record, fact.version, fact.time, fact.data,
                    fact.source, fact.zone, fact.digest,
                )
            )  # fmt: skip
        return positions

    def append_new(self, facts: Iterable[Fact]) -> int:
        """Write the creating facts of records that do not exist yet; how many were new."""
        wanted: dict[str, dict[str, Fact]] = {}
        for fact in facts:
            wanted.setdefault(fact.kind, {}).setdefault(fact.record, fact)
        self._flush()
        new = 0
        for kind, of_kind in wanted.items():
            known = self._engine.known(self.connection, self._views.tables[kind], list(of_kind))
            fresh = [fact for record, fact in of_kind.items() if record not in known]
            self.append(*fresh)
            new += len(fresh)
        return new

    def take_in(
        self, kind: str, rows: Sequence[Intake], *, source: str, type: str = "record"
    ) -> list[Outcome]:
        """Take records in from a source, in order: new, changed, or known already.

        A content seen before for the record, in any of its versions, is a duplicate. The
        fact is `<type>.stored` or `<type>.amended`; an amendment carries what differs.
        """
        self._flush()
        declared = self._views.kinds[kind]
        for name in {name for row in rows for name in row.data}:
            declared.field(name)
        known = self._engine.known(
            self.connection, self._views.tables[kind], [row.record for row in rows]
        )
        state = {
            record: (version, frozenset((digest,))) for record, (version, digest) in known.items()
        }
        seen = self._digests(kind, rows, known)
        outcomes = []
        nothing: tuple[int, frozenset[str | None]] = (0, frozenset())
        current = self._current(kind, rows, known)
        for row in rows:
            version, digests = state.get(row.record, nothing)
            if row.digest in digests or (row.record, row.digest) in seen:
                outcomes.append(Outcome.DUPLICATE)
                continue
            before = current.setdefault(row.record, {})
            data = {k: v for k, v in row.data.items() if before.get(k) != v}
            before.update(data)
            outcome = Outcome.AMENDED if version else Outcome.STORED
            self._write(
                f"{type}.{outcome}",
                kind,
                row.record,
                version + 1,
                row.time,
                data,
                source,
                row.zone,
                row.digest,
            )
            state[row.record] = (version + 1, digests | {row.digest})
            outcomes.append(outcome)
        return outcomes

    def get(self, kind: str, record: str) -> dict[str, Any] | None:
        """The current row, for handling a command; never for showing."""
        self._flush()
        table = self._views.tables[self._views.kinds[kind].id]
        row = self.connection.execute(sa.select(table).where(table.c.id == record)).first()
        names = json_fields(self._views.kinds[kind])
        return None if row is None else from_row(dict(row._mapping), names)

    def select(self, query: Query) -> list[dict[str, Any]]:
        """Rows, for handling a command; never for showing."""
        self._flush()
        kind = self._views.kinds[query.kind]
        fields = query.fields or tuple(kind.fields)
        table = self._views.tables[kind.id]
        rows = self.connection.execute(statement(query, fields, table, kind, self._codes))
        return [from_row(dict(row._mapping), json_fields(kind)) for row in rows]

    def follow(self, name: str, position: int) -> None:
        """Move a follower to a position, together with whatever it did."""
        moved = self.connection.execute(
            sa.update(follower).where(follower.c.name == name).values(position=position)
        )
        if moved.rowcount == 0:
            self.connection.execute(sa.insert(follower).values(name=name, position=position))

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run an action once the facts are safe."""
        self._actions.append(action)

    def close(self) -> list[Callable[[], None]]:
        """Flush and seal; the actions to run after the commit."""
        self._flush()
        if self._hashes:
            last = self.connection.execute(
                sa.select(seal.c.number, seal.c.hash).order_by(seal.c.number.desc()).limit(1)
            ).first()
            number, previous = (last.number, last.hash) if last else (0, GENESIS)
            end = self._next - 1
            self.connection.execute(
                sa.insert(seal).values(
                    number=number + 1,
                    first=self._first,
                    last=end,
                    algorithm=ALGORITHM,
                    previous=previous,
                    hash=seal_hash(previous, self._first, end, self._hashes),
                )
            )
        return self._actions

    @property
    def wrote(self) -> bool:
        """Whether any fact was written."""
        return bool(self._hashes)

    def _write(
        self,
        type: str,
        kind: str,
        record: str,
        version: int,
        time: Instant,
        data: Mapping[str, Any],
        source: str,
        zone: str,
        digest: str | None,
    ) -> int:
        position = self._next
        text = orjson.dumps(data).decode()
        envelope = (
            position, kind, record, version, type, source, time, zone, *self._stamp, digest
        )  # fmt: skip
        hashed = fact_hash(envelope, text)
        self._fold.add(kind, record, version, position, zone, digest, data)
        self._rows.append((*envelope, text, hashed))
        self._hashes.append(hashed)
        self._next = position + 1
        return position

    def _flush(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        try:
            self._engine.insert(self.connection, journal.name, _JOURNAL_COLUMNS, rows)
            for kind, changes in self._fold.take().items():
                self._views.apply(self.connection, kind, changes.values())
        except sa.exc.IntegrityError:
            raise Conflict(
                "another command changed the same record first",
                value=f"{rows[0][1]}/{rows[0][2]}",
                way_out="read it again and repeat the command",
            ) from None

    def _current(
        self, kind: str, rows: Sequence[Intake], known: Mapping[str, tuple[int, str | None]]
    ) -> dict[str, dict[str, Any]]:
        """The rows of known records that come with another content than their last."""
        changed = [
            row.record
            for row in rows
            if (now := known.get(row.record)) is not None and now[1] != row.digest
        ]
        table, names = self._views.tables[kind], json_fields(self._views.kinds[kind])
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(changed), 1_000):
            select = sa.select(table).where(table.c.id.in_(changed[start : start + 1_000]))
            for row in self.connection.execute(select):
                found[row.id] = from_row(dict(row._mapping), names)
        return found

    def _digests(
        self, kind: str, rows: Sequence[Intake], known: Mapping[str, tuple[int, str | None]]
    ) -> set[tuple[str, str | None]]:
        """Contents that known records had in earlier versions."""
        changed = [
            row.record
            for row in rows
            if (now := known.get(row.record)) is not None and now[0] > 1 and now[1] != row.digest
        ]
        seen: set[tuple[str, str | None]] = set()
        for start in range(0, len(changed), 1_000):
            found = self.connection.execute(
                sa.select(journal.c.record, journal.c.digest).where(
                    journal.c.kind == kind, journal.c.record.in_(changed[start : start + 1_000])
                )
            )
            seen.update((row.record, row.digest) for row in found)
        return seen
