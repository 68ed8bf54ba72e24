"""Listing and showing records of one kind; calls, findings and tasks are shown alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from anlan.cli import show
from anlan.cli.options import steward
from anlan.standards.errors import NotFound
from anlan.standards.time import iso
from anlan.store.query import Both, Condition, Equals, Query, Under

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment


def where(**fields: str | None) -> Condition | None:
    """The condition that every given field has its value; None when none is given."""
    given = [Equals(name, value) for name, value in fields.items() if value is not None]
    return Both(*given) if given else None


def under(condition: Condition | None, field: str, code: str | None) -> Condition | None:
    """The condition, and the field's code at or below `code` when one is given."""
    if code is None:
        return condition
    return Under(field, code) if condition is None else Both(condition, Under(field, code))


def put_list(
    deployment: Deployment, query: Query, columns: Sequence[str], *, as_json: bool
) -> None:
    """The rows of a query: `{items, total}` as JSON, else a table of some columns."""
    kind = deployment.kinds[query.kind]
    rows = deployment.store.read(steward(), query)
    total = deployment.store.count(steward(), query)
    shown = [show.readable(kind, row) for row in rows]
    if as_json:
        show.put_json({"items": shown, "total": total})
        return
    show.put_table(columns, shown, none=f"no {kind.title.en} matches")
    if total > len(shown):
        show.note(f"{len(shown)} of {total}; --limit shows more")


def record(deployment: Deployment, kind: str, id: str) -> dict[str, Any]:
    """One record, readable; NotFound when there is none."""
    return show.readable(deployment.kinds[kind], row(deployment, kind, id))


def row(deployment: Deployment, kind: str, id: str) -> dict[str, Any]:
    """One record as the store has it; NotFound when there is none."""
    rows = deployment.store.read(steward(), Query(kind=kind, where=Equals("id", id)))
    if not rows:
        raise NotFound(
            f"no such {kind}", value=id, way_out=f"`anlan {kind}s list` shows those that are here"
        )
    return rows[0]


def history(deployment: Deployment, kind: str, id: str) -> list[dict[str, Any]]:
    """What happened to one record, oldest first."""
    return [
        {
            "position": entry.position,
            "type": entry.fact.type,
            "time": iso(entry.fact.time, entry.fact.zone),
            "recorded": iso(entry.recorded, entry.fact.zone),
            "actor": entry.actor,
        }
        for entry in deployment.store.history(steward(), kind, id)
    ]


def put_record(kind: str, shown: dict[str, Any], *, as_json: bool) -> None:
    """One record under its kind's name with the lists that belong to it."""
    if as_json:
        show.put_json(shown)
        return
    show.put_fields(shown[kind])
    for name, rows in shown.items():
        if isinstance(rows, list) and rows:
            show.put_text("", name.upper())
            show.put_table([column for column in rows[0] if _worth_showing(column, rows)], rows)


def _worth_showing(column: str, rows: Sequence[show.Row]) -> bool:
    return column not in HIDDEN and any(row[column] not in (None, "", [], {}) for row in rows)


HIDDEN = frozenset({"version", "tz", "opened", "withdrawn", "digest", "recorded"})
"""Columns a person reading a terminal can do without."""
