"""Indexes by stretches of the journal, for values that come in no order.

The premises of one call after the other lie all over an index of premises, so a batch of calls
changes a page of it for nearly each of them, and each is written to the log whole: the more calls
there are, the dearer the next. Here such an index is kept stretch by stretch: by where in the
journal the record was created, then by value. New records touch the last stretch only, a few
hundred pages. Who looks for a value asks every stretch, one step down a tree each.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from anlan.store.schema import journal

_BITS = 16
"""65,536 facts a stretch. With half as many the index cost as much to keep, with four times as
many half as much as one without stretches."""
_BY_STRETCH = "by_stretch"


def of(opened: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """The stretch of a position."""
    return opened.op(">>")(sa.literal_column(str(_BITS)))


def _stretches() -> sa.Select[Any]:
    last = sa.select(of(sa.func.max(journal.c.position))).scalar_subquery()
    each = sa.select(sa.literal_column("0").label("number")).cte("stretch", recursive=True)
    each = each.union_all(sa.select(each.c.number + 1).where(each.c.number < last))
    return sa.select(each.c.number)


_ALL = _stretches()


def index(table: sa.Table, column: str) -> None:
    """Index a column of a view by stretches."""
    sa.Index(f"{table.name}_{column}", of(table.c.opened), table.c[column])
    table.info.setdefault(_BY_STRETCH, set()).add(column)


def serve(table: sa.Table, column: str) -> bool:
    """Whether the column has such an index."""
    return column in table.info.get(_BY_STRETCH, ())


def everywhere(table: sa.Table, column: str) -> sa.ColumnElement[bool]:
    """What is to be said beside a condition on the values of a column so that the index serves
    it: that any stretch will do. True where the column has no such index."""
    return of(table.c.opened).in_(_ALL) if serve(table, column) else sa.true()


def afterwards(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A condition that is looked at on what the index has found. SQLite would rather go through
    all rows of one status than through the stretches, as long as it has counted neither."""
    return UnaryExpression(condition, operator=custom_op("+"))
