"""Queries in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from anlan.standards.codes import Codes
from anlan.standards.kinds import SYSTEM_COLUMNS, RecordKind
from anlan.store import stretches
from anlan.store.query import (
    Between,
    Both,
    Condition,
    Contains,
    Either,
    Equals,
    IsNull,
    Not,
    OneOf,
    Query,
    Under,
    fields_of,
)


def statement(
    query: Query, fields: tuple[str, ...], table: sa.Table, kind: RecordKind, codes: Codes
) -> sa.Select[Any]:
    """The SELECT for a query; the record id and version always come along."""
    names = dict.fromkeys(("id", "version", "tz", *fields))
    select = sa.select(*(table.c[name] for name in names))
    select = select.where(*_wanted(query, table, kind, codes))
    for name in query.order:
        column = table.c[_known(kind, name.removeprefix("-"))]
        select = select.order_by(column.desc() if name.startswith("-") else column.asc())
    if query.limit is not None or query.offset:
        select = select.order_by(table.c.id)  # pages must not overlap
        select = select.limit(query.limit).offset(query.offset)
    return select


def count_statement(
    query: Query, table: sa.Table, kind: RecordKind, codes: Codes
) -> sa.Select[Any]:
    """The SELECT that counts what a query would find, pages aside."""
    wanted = _wanted(query, table, kind, codes)
    return sa.select(sa.func.count()).select_from(table).where(*wanted)


def _wanted(
    query: Query, table: sa.Table, kind: RecordKind, codes: Codes
) -> list[sa.ColumnElement[bool]]:
    for name in fields_of(query.where):
        _known(kind, name)
    wanted: list[sa.ColumnElement[bool]] = []
    if not query.include_withdrawn:
        wanted.append(table.c.withdrawn.is_(False))
    if query.where is not None:
        wanted.append(_sql(query.where, table, kind, codes))
    return wanted


def _known(kind: RecordKind, name: str) -> str:
    if name not in SYSTEM_COLUMNS:
        kind.field(name)
    return name


def _sql(
    condition: Condition, table: sa.Table, kind: RecordKind, codes: Codes
) -> sa.ColumnElement[bool]:
    match condition:
        case Equals(field, value):
            return sa.and_(table.c[field] == value, stretches.everywhere(table, field))
        case OneOf(field, values):
            return sa.and_(table.c[field].in_(values), stretches.everywhere(table, field))
        case Under(field, code):
            codes_table = codes[kind.field(field).codes or ""]
            return table.c[field].in_(sorted(codes_table.under(code)))
        case Between(field, low, high):
            ends = [] if low is None else [table.c[field] >= low]
            ends += [] if high is None else [table.c[field] < high]
            return sa.and_(sa.true(), *ends)
        case IsNull(field):
            return table.c[field].is_(None)
        case Contains(field, text):
            return sa.func.lower(table.c[field]).contains(text.lower(), autoescape=True)
        case Both(conditions):
            return sa.and_(sa.true(), *_all_of(conditions, table, kind, codes))
        case Either(conditions):
            return sa.or_(sa.false(), *(_sql(part, table, kind, codes) for part in conditions))
        case Not(part):
            return sa.not_(_sql(part, table, kind, codes))


def _all_of(
    conditions: Sequence[Condition], table: sa.Table, kind: RecordKind, codes: Codes
) -> Iterator[sa.ColumnElement[bool]]:
    served = [
        isinstance(part, Equals | OneOf) and stretches.serve(table, part.field)
        for part in conditions
    ]
    for part, found in zip(conditions, served, strict=True):
        sql = _sql(part, table, kind, codes)
        yield sql if found or not any(served) else stretches.afterwards(sql)
