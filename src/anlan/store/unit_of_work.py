"""Unit of work: facts, views, seal and follower position, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, repeat
from operator import add
from typing import Any

import orjson
import sqlalchemy as sa

from anlan.standards.codes import Codes
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.before import Before, Known
from anlan.store.columns import check, records
from anlan.store.conditions import statement
from anlan.store.engines.sql import Engine
from anlan.store.facts import Fact, Intake, IntakeColumns, Outcome
from anlan.store.journal import HEAD, LAST_SEAL
from anlan.store.query import Query
from anlan.store.schema import follower, journal, seal
from anlan.store.seals import ALGORITHM, ENVELOPE, GENESIS, fact_hashes, seal_hash
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
        head = connection.execute(HEAD).scalar() or 0
        self._first = head + 1
        self._next = head + 1
        self._envelopes: list[tuple[Any, ...]] = []
        self._texts: list[str] = []
        self._hashes: list[bytes] = []
        self._created: list[tuple[str, int, IntakeColumns]] = []
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
            known = self._known(kind, list(of_kind))
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
        for name in {name for row in rows for name in row.data}:
            self._views.kinds[kind].field(name)
        known = self._known(kind, [row.record for row in rows])
        before = self._before(kind, rows, known)
        return [self._take(kind, row, before, source, type) for row in rows]

    def take_in_columns(
        self, kind: str, rows: IntakeColumns, *, source: str, type: str = "record"
    ) -> list[Outcome]:
        """The same, fast for records that are new or known and come once."""
        self._flush()
        for name in rows.names:
            self._views.kinds[kind].field(name)
        known = self._known(kind, rows.records)
        often = Counter(rows.records) if len(set(rows.records)) < len(rows) else {}
        if not known and not often:
            self._create(kind, rows, source, type)
            return [Outcome.STORED] * len(rows)
        ways: list[Outcome | None] = [
            None if often.get(record, 1) > 1
            else Outcome.STORED if (now := known.get(record)) is None
            else Outcome.DUPLICATE if now[1] == digest
            else None
            for record, digest in zip(rows.records, rows.digests, strict=True)
        ]  # fmt: skip
        others = {index: rows.row(index) for index, way in enumerate(ways) if way is None}
        before = self._before(kind, list(others.values()), known)
        outcomes: list[Outcome] = []
        for way, span in groupby(range(len(rows)), key=ways.__getitem__):
            indexes = list(span)
            if way is None:
                outcomes += [self._take(kind, others[i], before, source, type) for i in indexes]
                continue
            if way is Outcome.STORED:
                part = rows if len(indexes) == len(rows) else rows.some(indexes)
                self._create(kind, part, source, type)
            outcomes += [way] * len(indexes)
        return outcomes

    def get(self, kind: str, record: str) -> dict[str, Any] | None:
        """The current row, for handling a command; never for showing."""
        self._flush()
        declared = self._views.kinds[kind]
        table = self._views.tables[declared.id]
        found = self.connection.execute(sa.select(table).where(table.c.id == record))
        return next(iter(records(found, declared)), None)

    def select(self, query: Query) -> list[dict[str, Any]]:
        """Rows, for handling a command; never for showing."""
        self._flush()
        kind = self._views.kinds[query.kind]
        fields = query.fields or tuple(kind.fields)
        table = self._views.tables[kind.id]
        return records(
            self.connection.execute(statement(query, fields, table, kind, self._codes)), kind
        )

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
            last = self.connection.execute(LAST_SEAL).first()
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
        self._fold.add(kind, record, version, position, zone, digest, data)
        self._envelopes.append(
            (position, kind, record, version, type, source, time, zone, *self._stamp, digest)
        )
        self._texts.append(orjson.dumps(data).decode())
        self._next = position + 1
        return position

    def _create(self, kind: str, rows: IntakeColumns, source: str, type: str) -> None:
        """Write the creating facts of records that are new."""
        first, self._next = self._next, self._next + len(rows)
        self._envelopes += zip(
            range(first, self._next), repeat(kind), rows.records, repeat(1),
            repeat(f"{type}.{Outcome.STORED}"), repeat(source), rows.times, repeat(rows.zone),
            *map(repeat, self._stamp), rows.digests,
        )  # fmt: skip
        self._texts += rows.texts
        self._created.append((kind, first, rows))

    def _take(self, kind: str, row: Intake, before: Before, source: str, type: str) -> Outcome:
        """Write what a record brings, if it is new or differs."""
        if (change := before.change(row)) is None:
            return Outcome.DUPLICATE
        version, data = change
        outcome = Outcome.STORED if version == 1 else Outcome.AMENDED
        self._write(
            f"{type}.{outcome}", kind, row.record, version, row.time, data, source, row.zone,
            row.digest,
        )  # fmt: skip
        return outcome

    def _flush(self) -> None:
        if not self._envelopes:
            return
        envelopes, self._envelopes = self._envelopes, []
        texts, self._texts = self._texts, []
        created, self._created = self._created, []
        hashes = fact_hashes(envelopes, texts)
        self._hashes += hashes
        rows = list(map(add, envelopes, zip(texts, hashes, strict=True)))
        try:
            self._engine.insert(self.connection, journal.name, _JOURNAL_COLUMNS, rows)
            for kind, first, columns in created:
                self._views.add(self.connection, kind, first, columns)
            for kind, changes in self._fold.take().items():
                self._views.apply(self.connection, kind, changes.values())
        except sa.exc.IntegrityError:
            raise Conflict(
                Title(
                    zh="另一操作先改了同一条记录",
                    en="another command changed the same record first",
                ),
                value=f"{rows[0][1]}/{rows[0][2]}",
                way_out=Title(zh="重新读取后再操作一次", en="read it again and repeat the command"),
            ) from None

    def _known(self, kind: str, records: Sequence[str]) -> Known:
        return self._engine.known(self.connection, self._views.tables[kind], records)

    def _before(self, kind: str, rows: Sequence[Intake], known: Known) -> Before:
        table = self._views.tables[kind]
        return Before(self.connection, self._views.kinds[kind], table, rows, known)
