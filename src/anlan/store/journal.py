"""Reading the journal, and proving that nobody has touched it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from anlan.standards.time import Instant
from anlan.store.engines.sql import Engine
from anlan.store.erasure import ERASURE
from anlan.store.facts import Fact, FactColumns, Recorded
from anlan.store.schema import erased, journal, seal
from anlan.store.seals import (
    ALGORITHM,
    ENVELOPE,
    GENESIS,
    ErasureDigest,
    fact_hash,
    seal_hash,
)

_CHUNK = 10_000
_READ = tuple(journal.c[name] for name in (*ENVELOPE, "data"))

# Statements that are run many times a second are put together once.
HEAD = sa.select(sa.func.max(journal.c.position))
"""Position of the last fact; None when there is none."""
LAST_SEAL = sa.select(seal.c.number, seal.c.hash).order_by(seal.c.number.desc()).limit(1)
_CHANGED = ("position", "kind", "record", "version", "time", "tz", "recorded")


def _next(columns: Sequence[sa.Column[Any]]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .where(journal.c.position > sa.bindparam("after"))
        .order_by(journal.c.position)
        .limit(sa.bindparam("most"))
    )


# An expression, so that the database walks along the positions: the index on kind would fetch and
# sort all facts of the kinds, for every page anew.
_OF_KINDS = journal.c.kind.concat("").in_(sa.bindparam("kinds", expanding=True))
_NEXT = _next(_READ)
_NEXT_OF_KINDS = _NEXT.where(_OF_KINDS)
_NEXT_TOUCHED = _next([journal.c[n] for n in ("position", "kind", "record", "type", "time")]).where(
    _OF_KINDS
)


def _gathered(json_array: str) -> sa.Select[Any]:
    """The next changes of some kinds as one row, which has a column as one text: the database
    puts it together without a thread of Python having to look on."""
    page = _next([journal.c[name] for name in (*_CHANGED, "data")]).where(_OF_KINDS).subquery()
    gather = getattr(sa.func, json_array)
    columns: list[sa.ColumnElement[Any]] = [sa.cast(gather(page.c[n]), sa.Text) for n in _CHANGED]
    return sa.select(*columns, sa.func.aggregate_strings(page.c.data, ","))


class Touched(NamedTuple):
    """That a fact was written, without what it says."""

    position: int
    kind: str
    record: str
    type: str
    time: Instant


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the journal found. `broken` is the first position that is off."""

    facts: int
    seals: int
    ok: bool
    broken: int | None = None
    reason: str | None = None
    views: tuple[str, ...] = ()
    """Kinds whose view differs from what the journal says."""


class Journal:
    """The append-only facts of one deployment, in the order they were written."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._next_changes = _gathered(engine.json_array)

    def head(self) -> int:
        """Position of the last fact; 0 when there is none."""
        with self._engine.reading() as connection:
            return connection.execute(HEAD).scalar() or 0

    def read(
        self, after: int = 0, kinds: Sequence[str] | None = None, limit: int = _CHUNK
    ) -> list[Recorded]:
        """The next facts after a position, of some kinds or of all."""
        with self._engine.reading() as connection:
            return _page(connection, after, kinds, limit)

    def changes(self, after: int, kinds: Sequence[str], limit: int) -> FactColumns:
        """The next facts of some kinds, with what changed and when, but not who wrote it and why.
        Takes much less time than reading them whole."""
        given = {"after": after, "most": limit, "kinds": list(kinds)}
        with self._engine.reading() as connection:
            *columns, data = connection.execute(self._next_changes, given).one()
        if data is None:
            return FactColumns()
        return FactColumns(*map(orjson.loads, [*columns, f"[{data}]"]))

    def touched(self, after: int, kinds: Sequence[str], limit: int) -> list[Touched]:
        """Which records the next facts of some kinds change."""
        given = {"after": after, "most": limit, "kinds": list(kinds)}
        with self._engine.reading() as connection:
            return list(map(Touched._make, connection.execute(_NEXT_TOUCHED, given)))

    def stream(self, after: int = 0, kinds: Sequence[str] | None = None) -> Iterator[Recorded]:
        """Every fact after a position, read in chunks."""
        while chunk := self.read(after, kinds):
            yield from chunk
            after = chunk[-1].position

    def of_record(self, kind: str, record: str) -> list[Recorded]:
        """The facts of one record, oldest first."""
        select = (
            sa.select(*_READ)
            .where(journal.c.kind == kind, journal.c.record == record)
            .order_by(journal.c.version)
        )
        with self._engine.reading() as connection:
            return [recorded(row) for row in connection.execute(select).all()]

    def last_seal(self) -> tuple[int, str]:
        """Number and hash (hex) of the last seal."""
        with self._engine.reading() as connection:
            row = connection.execute(LAST_SEAL).first()
        return (row.number, row.hash.hex()) if row else (0, GENESIS.hex())

    def verify(self) -> Verification:
        """Recompute every hash and every link of the chain."""
        try:
            with self._engine.reading() as connection:
                if unsound := self._engine.sound(connection):
                    return Verification(0, 0, False, 1, f"the database is damaged: {unsound}")
                return _Check(connection).run()
        except sa.exc.DatabaseError as error:
            return Verification(0, 0, False, 1, f"the database cannot be read: {error.orig}")


class _Check:
    """One pass over seals, facts and erasures together."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._facts = 0
        self._erasures: dict[int, ErasureDigest] = {}
        """Erasures whose facts have come by, but not yet the fact that says so."""

    def run(self) -> Verification:
        previous, end, number = GENESIS, 0, 0
        facts = self._hashes()
        seals = self._connection.execution_options(yield_per=_CHUNK).execute(
            sa.select(seal).order_by(seal.c.number)
        )
        for row in seals:
            number += 1
            if row.number != number or row.first != end + 1 or row.last < row.first:
                return self._off(number, end + 1, "a seal is missing or out of place")
            if row.algorithm != ALGORITHM or row.previous != previous:
                return self._off(number, row.first, "the chain of seals is broken here")
            hashes = []
            for expected in range(row.first, row.last + 1):
                position, stored, wrong = next(facts, (None, b"", None))
                if position != expected:
                    return self._off(number, expected, "a fact is missing here")
                if wrong:
                    return self._off(number, expected, wrong)
                hashes.append(stored)
            if row.hash != seal_hash(previous, row.first, row.last, hashes):
                return self._off(number, row.first, "the seal over these facts was changed")
            previous, end = row.hash, row.last
        if (extra := next(facts, None)) is not None:
            return self._off(number, extra[0], "a fact is under no seal")
        if self._erasures:
            return self._off(number, min(self._erasures), "no fact here says what was erased")
        return Verification(self._facts, number, True)

    def _hashes(self) -> Iterator[tuple[int, bytes, str | None]]:
        """Position, stored hash, and what is wrong with the fact, if anything."""
        after = 0
        while True:
            rows = self._connection.execute(
                sa.select(journal)
                .where(journal.c.position > after)
                .order_by(journal.c.position)
                .limit(_CHUNK)
            ).all()
            if not rows:
                return
            remains = self._remains(after, rows[-1].position)
            for row in rows:
                self._facts += 1
                yield row.position, bytes(row.hash), self._wrong(row, remains.get(row.position))
            after = rows[-1].position

    def _remains(self, after: int, last: int) -> dict[int, bytes]:
        """The hash of what should remain of each erased fact in a span of the journal."""
        rows = self._connection.execute(
            sa.select(erased)
            .where(erased.c.position.between(after + 1, last))
            .order_by(erased.c.position, erased.c.erasure)
        )
        found: dict[int, bytes] = {}
        for row in rows:  # of a fact erased twice, the later erasure counts
            found[row.position] = bytes(row.remains)
            self._erasures.setdefault(row.erasure, ErasureDigest()).add(
                row.position, found[row.position]
            )
        return found

    def _wrong(self, row: Any, remains: bytes | None) -> str | None:
        actual = fact_hash(tuple(row[: len(ENVELOPE)]), row.data)
        if remains is None and actual != bytes(row.hash):
            return "this fact was changed after it was sealed"
        if remains is not None and actual != remains:
            return "this fact was changed after its personal values were erased"
        if row.kind == ERASURE and row.version == 1:
            said = orjson.loads(row.data)["remains"]
            if said != str(self._erasures.pop(row.position, ErasureDigest())):
                return "the list of facts this erasure names was changed"
        return None

    def _off(self, seals: int, position: int, reason: str) -> Verification:
        return Verification(self._facts, seals, False, position, reason)


def facts_in(connection: sa.Connection) -> Iterator[Recorded]:
    """Every fact, as one snapshot of the database has them."""
    after = 0
    while page := _page(connection, after, None, _CHUNK):
        yield from page
        after = page[-1].position


def _page(
    connection: sa.Connection, after: int, kinds: Sequence[str] | None, limit: int
) -> list[Recorded]:
    given = {"after": after, "most": limit}
    if kinds is None:
        rows = connection.execute(_NEXT, given).all()
    else:
        rows = connection.execute(_NEXT_OF_KINDS, {**given, "kinds": list(kinds)}).all()
    return [recorded(row) for row in rows]


def recorded(row: Sequence[Any]) -> Recorded:
    """A journal row, in the order of `_READ`, as a recorded fact."""
    (
        position, kind, record, version, type, source, time, zone,
        at, actor, purpose, matter, digest, data,
    ) = row  # fmt: skip
    fact = Fact(type, kind, record, version, time, orjson.loads(data), source, zone, digest)
    return Recorded(position, fact, at, actor, purpose, matter)
