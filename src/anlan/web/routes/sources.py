"""/api/sources: what was taken in, and what was set aside and why."""

from __future__ import annotations

import shlex
from typing import Annotated

from fastapi import APIRouter, Query as Parameters

from anlan.store.query import Equals, Query
from anlan.web.access import Caller, needs
from anlan.web.shapes import (
    MOST_ROWS,
    Answer,
    Batch,
    Filters,
    Json,
    Limit,
    Name,
    Offset,
    QuarantinedRow,
)

router = APIRouter(prefix="/api/sources", tags=["sources"])


class Pages(Filters):
    """Which page."""

    limit: Limit = 100
    offset: Offset = 0


class Totals(Answer):
    """Sums over every batch."""

    batches: int
    read: int
    stored: int
    amended: int
    duplicates: int
    quarantined: int


class Sources(Answer):
    """The batches, newest first, and their sums."""

    batches: list[Batch]  # type: ignore[valid-type]
    totals: Totals


class Reason(Answer):
    """Why rows were set aside, and how many."""

    reason: str
    field: str | None
    count: int


class BatchDetail(Answer):
    """One batch with a page of its quarantined rows."""

    batch: Batch  # type: ignore[valid-type]
    reasons: list[Reason]
    rows: list[QuarantinedRow]  # type: ignore[valid-type]
    total: int
    retry_command: str


@router.get("", response_model=Sources)
def read(caller: Annotated[Caller, needs("source.see")]) -> Json:
    """What was taken in."""
    rows = caller.read(Query("batch", order=("-started",)))
    sums = {
        name: sum(row[f"rows_{column}"] or 0 for row in rows)
        for name, column in (
            ("read", "read"),
            ("stored", "stored"),
            ("amended", "amended"),
            ("duplicates", "duplicate"),
            ("quarantined", "quarantined"),
        )
    }
    return {
        "batches": caller.shown("batch", rows[:MOST_ROWS]),
        "totals": {"batches": len(rows), **sums},
    }


@router.get("/{batch}", response_model=BatchDetail)
def open_one(
    batch: Name,
    pages: Annotated[Pages, Parameters()],
    caller: Annotated[Caller, needs("source.see")],
) -> Json:
    """One batch, its reasons of quarantine, and the rows set aside."""
    row = caller.one("batch", batch)
    query = Query(
        "quarantine",
        where=Equals("batch", batch),
        order=("row",),
        limit=pages.limit,
        offset=pages.offset,
    )
    page = caller.page(query)
    home = shlex.quote(str(caller.deployment.home))
    return {
        "batch": caller.shown("batch", [row])[0],
        "reasons": row["reasons"] or [],
        "rows": page["items"],
        "total": page["total"],
        "retry_command": f"{row['retry_command']} --home {home}",
    }
