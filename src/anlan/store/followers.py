"""Followers: readers of the journal, each with its own position."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from anlan.store.engines.sql import Engine
from anlan.store.schema import follower

_POSITION = sa.select(follower.c.position).where(follower.c.name == sa.bindparam("name"))


class Follower(Protocol):
    """Something that keeps up with the journal."""

    name: str

    def catch_up(self, limit: int = 5_000) -> int:
        """Handle the next facts; how many were handled, 0 when there is nothing new."""
        ...


class Followers:
    """Where every follower stands."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def position(self, name: str) -> int:
        """The position a follower has handled; 0 for a new one."""
        with self._engine.reading() as connection:
            return connection.execute(_POSITION, {"name": name}).scalar() or 0

    def all(self) -> dict[str, int]:
        """Every follower's position."""
        with self._engine.reading() as connection:
            select = sa.select(follower.c.name, follower.c.position).order_by(follower.c.name)
            return {row.name: row.position for row in connection.execute(select)}
