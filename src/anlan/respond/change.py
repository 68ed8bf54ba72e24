"""From a row to the next fact about it, and back: the row after a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.facts import Fact

Row = Mapping[str, Any]
"""A current row: declared fields by name, plus id, version and tz."""


def created(
    kind: str, record: str, type: str, now: Instant, data: Row, *, zone: str = "UTC"
) -> Fact:
    """The first fact of a record; what is not known is left out."""
    known = {name: value for name, value in data.items() if value is not None}
    return Fact(type, kind, record, 1, now, known, zone=zone)


def changed(row: Row, kind: str, type: str, now: Instant, data: Row) -> Fact:
    """The next fact of a record."""
    zone = row.get("tz") or "UTC"
    return Fact(type, kind, row["id"], row["version"] + 1, now, dict(data), zone=zone)


def folded(row: Row | None, fact: Fact) -> Row:
    """The row after a fact."""
    system = {"id": fact.record, "version": fact.version, "tz": fact.zone}
    return {**(row or {}), **fact.data, **system}


def side_by_side(title: Title) -> str:
    """Both languages in one text field."""
    return f"{title.zh} | {title.en}"
