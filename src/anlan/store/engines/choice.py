"""Which machine a database URL means."""

from __future__ import annotations

from anlan.store.engines.postgres import Postgres
from anlan.store.engines.sql import Engine
from anlan.store.engines.sqlite import SQLite


def engine_for(url: str) -> Engine:
    """The engine of a database URL: sqlite:///file or postgresql://…"""
    return SQLite(url) if url.startswith("sqlite") else Postgres(url)
