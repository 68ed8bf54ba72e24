"""SQLite in WAL mode: the embedded default."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from anlan.store.engines.sql import Engine, assigned
from anlan.store.engines.turn import Turn

_PRAGMAS = (
    "page_size = 8192",  # of a new file: fewer pages to log when records are taken in by thousands
    "journal_mode = WAL",
    "synchronous = FULL",  # a committed fact survives loss of power
    "busy_timeout = 60000",
    "cache_size = -65536",
    "wal_autocheckpoint = 8192",  # pages, 64 MB: bulk loads do not stop for it at every commit
    "temp_store = MEMORY",
    "secure_delete = ON",  # an erased value is overwritten, not only forgotten
    "foreign_keys = ON",
)
_TOGETHER = 128
"""Rows written by one statement, at most; SQLite takes 32,766 values in one. A thread gives the
interpreter away at every statement and may wait long to have it back."""


class SQLite(Engine):
    """One file, many readers, one writer."""

    mark = "?"
    json_array = "json_group_array"
    by_stretch = True  # every page a transaction touches is logged whole

    def __init__(self, url: str) -> None:
        engine = sa.create_engine(url, connect_args={"timeout": 60})

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begin(connection: sa.Connection) -> None:
            writes = connection.get_execution_options().get("anlan_write")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        super().__init__(engine)
        self._turn = Turn(str(engine.url.database))

    @contextmanager
    def turn(self, connection: sa.Connection) -> Iterator[None]:
        with self._turn.taken(), connection.begin():
            yield

    def forget(self) -> bool:
        """Write the file anew, since moved rows leave copies within pages, and empty the WAL."""
        with self._writer, closing(self.sql.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                cursor.execute("PRAGMA temp_store = FILE")  # the copy may be larger than memory
                cursor.execute("VACUUM")
                busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                return False
            finally:
                cursor.execute("PRAGMA temp_store = MEMORY")
        return not busy

    def insert(
        self,
        connection: sa.Connection,
        table: str,
        names: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """Many rows a statement; OR FAIL, for else SQLite copies every page it touches, to take
        back the statement alone. The transaction is taken back whole in any case."""
        columns = ", ".join(f'"{name}"' for name in names)
        for values, together in _together(rows):
            connection.exec_driver_sql(
                f'INSERT OR FAIL INTO "{table}" ({columns}) VALUES {values}', together
            )

    def update(
        self,
        connection: sa.Connection,
        table: str,
        names: Sequence[str],
        by: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
    ) -> int:
        """Many rows a statement."""
        given = [f"given.column{n}" for n in range(1, len(names) + len(by) + 1)]
        sets, keys = assigned(table, names, by, given)
        return sum(
            connection.exec_driver_sql(
                f'UPDATE "{table}" SET {sets} FROM (VALUES {values}) AS given WHERE {keys}',
                together,
            ).rowcount
            for values, together in _together(rows)
        )

    def sound(self, connection: sa.Connection) -> str | None:
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        return None if answer == "ok" else str(answer)


def _together(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Rows for statements of 128, 64, … 1 of them, so that few are ever prepared: the VALUES of a
    statement, and what goes into them each time it is run."""
    start, size = 0, _TOGETHER
    while start < len(rows):
        end = len(rows) - (len(rows) - start) % size
        if start < end:
            marks = ", ".join("?" * len(rows[0]))
            yield (
                ", ".join([f"({marks})"] * size),
                [tuple(chain.from_iterable(rows[n : n + size])) for n in range(start, end, size)],
            )
        start, size = end, size // 2
