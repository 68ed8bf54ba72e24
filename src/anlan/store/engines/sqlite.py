"""SQLite in WAL mode: the embedded default."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from anlan.store.engines.sql import Engine

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a committed fact survives loss of power
    "busy_timeout = 60000",
    "cache_size = -65536",
    "wal_autocheckpoint = 16384",  # pages, 64 MB: bulk loads do not stop for it at every commit
    "temp_store = MEMORY",
    "foreign_keys = ON",
)


class SQLite(Engine):
    """One file, many readers, one writer."""

    mark = "?"

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

    def take_turn(self, connection: sa.Connection) -> None:
        """BEGIN IMMEDIATE has waited already."""

    def sound(self, connection: sa.Connection) -> str | None:
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        return None if answer == "ok" else str(answer)
