"""Rebuilding every view from the journal, and saying where the old one differed."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from anlan.store.journal import facts_in
from anlan.store.views import Fold, Views

_NAMED = 20
"""How many differing records are named per kind."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Rows per kind, and the records whose view did not say what the journal says."""

    rows: dict[str, int] = field(default_factory=dict)
    differs: dict[str, list[str]] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether every view was right."""
        return not self.differs


def replay(connection: sa.Connection, views: Views) -> None:
    """Fill the shadow of every view from the journal, both as this connection sees them."""
    for shadow in views.shadows.values():
        shadow.drop(connection, checkfirst=True)
        shadow.create(connection)
    fold = Fold()
    for count, entry in enumerate(facts_in(connection), 1):
        fact = entry.fact
        fold.add(
            fact.kind, fact.record, fact.version, entry.position, fact.zone, fact.digest, fact.data
        )
        if count % 20_000 == 0:
            _flush(connection, views, fold)
    _flush(connection, views, fold)


def compare(connection: sa.Connection, views: Views) -> Rebuild:
    """Compare every view with its shadow, row by row, both ways."""
    result = Rebuild()
    for kind, table in views.tables.items():
        shadow = views.shadows[kind]
        names = [column.name for column in table.columns]
        ours, theirs = (sa.select(*(t.c[n] for n in names)) for t in (table, shadow))
        differing: set[str] = set()
        for off in (sa.except_(ours, theirs), sa.except_(theirs, ours)):
            ids = sa.select(off.subquery().c.id).limit(_NAMED)
            differing.update(connection.execute(ids).scalars())
        if differing:
            result.differs[kind] = sorted(differing)[:_NAMED]
        count = sa.select(sa.func.count()).select_from(shadow)
        result.rows[kind] = connection.execute(count).scalar_one()
    return result


def adopt(connection: sa.Connection, views: Views, kinds: list[str]) -> None:
    """Put the shadow's rows in place of the view's."""
    for kind in kinds:
        table, shadow = views.tables[kind], views.shadows[kind]
        connection.execute(sa.delete(table))
        names = [column.name for column in table.columns]
        connection.execute(
            sa.insert(table).from_select(names, sa.select(*(shadow.c[n] for n in names)))
        )


def discard(connection: sa.Connection, views: Views) -> None:
    """Drop the shadows."""
    for shadow in views.shadows.values():
        shadow.drop(connection, checkfirst=True)


def _flush(connection: sa.Connection, views: Views, fold: Fold) -> None:
    for kind, changes in fold.take().items():
        if kind in views.shadows:
            views.apply(connection, kind, changes.values(), shadow=True)
