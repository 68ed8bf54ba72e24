"""PostgreSQL 15 or later, and what speaks its subset (openGauss, Kingbase)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from anlan.standards.errors import BadDeclaration
from anlan.store.engines.sql import Engine

_TURN = 0x414E4C414E  # "ANLAN": the advisory lock that makes the journal one line


class Postgres(Engine):
    """A server; writers of all processes queue for the journal's lock."""

    mark = "%s"
    json_array = "json_agg"
    by_stretch = False  # what is logged is the row

    def __init__(self, url: str) -> None:
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            engine = sa.create_engine(url, pool_pre_ping=True)
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError) as error:
            raise BadDeclaration(
                f"cannot use this database: {error}",
                way_out="write sqlite:///file or postgresql://user@host/name"
                " and install anlan[postgres]",
            ) from None
        super().__init__(engine)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self.sql.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def turn(self, connection: sa.Connection) -> Iterator[None]:
        with connection.begin():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
            yield

    def forget(self) -> bool:
        with self.sql.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
        return True
