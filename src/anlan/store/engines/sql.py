"""What SQLite and PostgreSQL have in common, and what each does its own way."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa


class Engine(ABC):
    """A database with one writer at a time."""

    mark: str
    """The driver's placeholder."""
    json_array: str
    """The function that gathers the values of a column in an array of JSON."""
    by_stretch: bool
    """Whether an index of scattered values is kept by stretches of the journal."""

    def __init__(self, engine: sa.Engine) -> None:
        self.sql = engine
        self._writer = threading.RLock()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A consistent snapshot to read from."""
        with self.sql.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """The one write transaction: commits on normal exit, else leaves nothing."""
        with (
            self._writer,
            self.sql.connect().execution_options(anlan_write=True) as connection,
            self.turn(connection),
        ):
            yield connection

    @abstractmethod
    def turn(self, connection: sa.Connection) -> AbstractContextManager[None]:
        """A transaction in which no other process writes; waits until it is this one's turn."""

    @abstractmethod
    def forget(self) -> bool:
        """Leave nothing of deleted values in the database's files, as far as the engine can.

        False when somebody still reads or writes the old pages: ask again later.
        """

    def sound(self, connection: sa.Connection) -> str | None:  # noqa: ARG002
        """The database's own check of its files; None when it finds, or offers, nothing."""
        return None

    def insert(
        self,
        connection: sa.Connection,
        table: str,
        names: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """Insert many rows by the driver's own bulk path."""
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join([self.mark] * len(names))
        connection.exec_driver_sql(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(rows)
        )

    def update(
        self,
        connection: sa.Connection,
        table: str,
        names: Sequence[str],
        by: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
    ) -> int:
        """Update many rows, values then keys in each tuple; how many there were."""
        sets, keys = assigned(table, names, by, [self.mark] * (len(names) + len(by)))
        result = connection.exec_driver_sql(f'UPDATE "{table}" SET {sets} WHERE {keys}', list(rows))
        return result.rowcount

    def known(
        self, connection: sa.Connection, table: sa.Table, records: Sequence[str]
    ) -> dict[str, tuple[int, str | None]]:
        """Version and content digest of those of the records that exist."""
        found: dict[str, tuple[int, str | None]] = {}
        for start in range(0, len(records), 5_000):
            part = records[start : start + 5_000]
            marks = ", ".join([self.mark] * len(part))
            rows = connection.exec_driver_sql(
                f'SELECT id, version, digest FROM "{table.name}" WHERE id IN ({marks})',
                tuple(part),
            )
            found.update((record, (version, digest)) for record, version, digest in rows)
        return found


def assigned(
    table: str, names: Sequence[str], by: Sequence[str], values: Sequence[str]
) -> tuple[str, str]:
    """What an update sets, and the rows it is for; `values`: of the names, then of the keys."""
    # A digest of None means "as it was"; every other None clears its column.
    sets = ", ".join(
        f'"{name}" = ' + (f'COALESCE({value}, "{table}"."{name}")' if name == "digest" else value)
        for name, value in zip(names, values, strict=False)
    )
    keys = " AND ".join(
        f'"{table}"."{name}" = {value}'
        for name, value in zip(by, values[len(names) :], strict=True)
    )
    return sets, keys
