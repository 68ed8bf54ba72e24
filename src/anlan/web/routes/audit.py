"""/api/audit: who read what, for what; and what happened to accounts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query as Parameters

from anlan.store.query import Both, Equals, Query
from anlan.web.access import Caller, needs
from anlan.web.shapes import (
    AccountEvent,
    AuditRecord,
    Filters,
    Json,
    Limit,
    Name,
    Offset,
    page_model,
)

router = APIRouter(prefix="/api/audit", tags=["audit"])

AuditPage = page_model(AuditRecord, "AuditPage")
AccountEventPage = page_model(AccountEvent, "AccountEventPage")


class AuditFilters(Filters):
    """Which audit records."""

    actor: Name | None = None
    target: Name | None = None
    purpose: Name | None = None
    matter: Name | None = None
    result: Literal["allowed", "refused"] | None = None
    sampled: bool | None = None
    limit: Limit = 100
    offset: Offset = 0


class EventFilters(Filters):
    """Which account events."""

    account: Name | None = None
    event: Name | None = None
    limit: Limit = 100
    offset: Offset = 0


@router.get("", response_model=AuditPage)
def read(
    filters: Annotated[AuditFilters, Parameters()], caller: Annotated[Caller, needs("audit.see")]
) -> Json:
    """Reads, newest first, this one not yet among them."""
    return caller.page(_query("audit", filters))


@router.get("/accounts", response_model=AccountEventPage)
def accounts(
    filters: Annotated[EventFilters, Parameters()], caller: Annotated[Caller, needs("audit.see")]
) -> Json:
    """What happened to accounts, newest first."""
    return caller.page(_query("account_event", filters))


def _query(kind: str, filters: AuditFilters | EventFilters) -> Query:
    given = filters.model_dump(exclude={"limit", "offset"}, exclude_none=True)
    wanted = [Equals(name, value) for name, value in given.items()]
    where = Both(*wanted) if wanted else None
    return Query(
        kind, where=where, order=("-at", "-position"), limit=filters.limit, offset=filters.offset
    )
