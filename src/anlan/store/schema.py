"""The tables: journal, seals, erased facts, followers, and one view per record kind."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from anlan.standards.kinds import FieldType, RecordKind

metadata = sa.MetaData()

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("time", sa.BigInteger, nullable=False),
    sa.Column("tz", sa.Text, nullable=False),
    sa.Column("recorded", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("matter", sa.Text),
    sa.Column("digest", sa.Text),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Index("journal_record", "kind", "record", "version", unique=True),
)

seal = sa.Table(
    "seal",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("algorithm", sa.Text, nullable=False),
    sa.Column("previous", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)

follower = sa.Table(
    "follower",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)

erased = sa.Table(
    "erased",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("erasure", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("remains", sa.LargeBinary, nullable=False),
)
"""Old facts that lost values: the position of the fact of kind `erasure` that says so, and
the hash of the fact with what remains of its data."""

view_shape = sa.Table(
    "view_shape",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("shape", sa.Text, nullable=False),
)

_TYPES: dict[FieldType, Any] = {
    FieldType.INTEGER: sa.BigInteger,
    FieldType.NUMBER: sa.Double,
    FieldType.LONGITUDE: sa.Double,
    FieldType.LATITUDE: sa.Double,
    FieldType.BOOLEAN: sa.Boolean,
    FieldType.TIME: sa.BigInteger,
}


def view_table(kind: RecordKind, into: sa.MetaData, *, shadow: bool = False) -> sa.Table:
    """The view of a kind, without its indexes; its shadow is the temporary table a rebuild fills."""
    name = f"{'shadow' if shadow else 'view'}_{kind.id}"
    columns: list[sa.Column[Any]] = [
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("opened", sa.BigInteger, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("tz", sa.Text, nullable=False),
        sa.Column("digest", sa.Text),
    ]
    columns += [sa.Column(n, _TYPES.get(f.type, sa.Text)) for n, f in kind.fields.items()]
    return sa.Table(
        name, into, *columns, prefixes=["TEMPORARY"] if shadow else [], keep_existing=True
    )
