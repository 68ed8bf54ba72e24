"""/api/models/proposals: models go live, change and retire when two people want it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query as Parameters

from anlan.detect.judging.proposals import WAITING
from anlan.standards.time import iso
from anlan.store.query import Equals, Query
from anlan.web.access import Caller, needs
from anlan.web.routes.workshop import Text
from anlan.web.shapes import Answer, Body, Filters, Json, Limit, Line, Name, Offset, Words

router = APIRouter(prefix="/api/models", tags=["workshop"])

Proposer = Annotated[Caller, needs("model.propose")]
Approver = Annotated[Caller, needs("model.approve")]


class Proposed(Body):
    """A new or changed model, and why."""

    yaml: Text
    note: Line


class Because(Body):
    """Why."""

    reason: Line


class ProposalFilters(Filters):
    """Which proposals."""

    status: Name | None = None
    limit: Limit = 100
    offset: Offset = 0


class Proposal(Answer):
    """A proposal: a model version that is to go live (new or change) or to stop (retire)."""

    id: str
    model: str
    version: str
    title: Words
    kind: str
    status: str
    note: str | None
    proposed_by: str | None
    proposed: str | None
    decided_by: str | None
    decided: str | None
    reason: str | None
    decidable: bool
    """Whether the one who asks may decide on it now: it waits, and somebody else proposed it."""
    cost: Json | None
    backtest: Json | None
    yaml: str


class ProposalPage(Answer):
    """Proposals, those that changed last first."""

    items: list[Proposal]
    total: int


@router.get("/proposals")
def read(
    filters: Annotated[ProposalFilters, Parameters()],
    caller: Annotated[Caller, needs("model.see")],
) -> ProposalPage:
    """What was proposed, by whom, and what came of it."""
    where = Equals("status", filters.status) if filters.status is not None else None
    query = Query(
        "model", where=where, order=("-changed",), limit=filters.limit, offset=filters.offset
    )
    rows = caller.read(query)
    shown = [_shown(caller, row) for row in rows]
    return ProposalPage(items=shown, total=caller.total(query, rows))


@router.post("/proposals", status_code=201)
def propose(body: Proposed, caller: Proposer) -> Proposal:
    """Propose a model. 422 with the way out when it cannot run, costs too much, or is not lawful."""
    workshop = caller.deployment.workshop
    return _shown(caller, workshop.propose(body.yaml, body.note, actor=caller.session.account))


@router.post("/proposals/{id}/approve")
def approve(id: Name, body: Because, caller: Approver) -> Proposal:
    """Let a proposed model go live, or a running one stop. 409 for the one who proposed it."""
    row = caller.deployment.workshop.approve(id, body.reason, actor=caller.session.account)
    caller.deployment.roster.catch_up()
    return _shown(caller, row)


@router.post("/proposals/{id}/reject")
def reject(id: Name, body: Because, caller: Approver) -> Proposal:
    """Leave everything as it is. 409 for the one who proposed it."""
    workshop = caller.deployment.workshop
    return _shown(caller, workshop.reject(id, body.reason, actor=caller.session.account))


@router.post("/{id}/retire", status_code=201)
def retire(id: Name, body: Because, caller: Proposer) -> Proposal:
    """Propose that a running model stops; it runs on until a second person agrees."""
    workshop = caller.deployment.workshop
    return _shown(caller, workshop.retire(id, body.reason, actor=caller.session.account))


def _shown(caller: Caller, row: dict[str, Any]) -> Proposal:
    zone = caller.deployment.zone
    proposed, decided = (
        None if row[name] is None else iso(row[name], zone)
        for name in ("proposed_at", "decided_at")
    )
    waits = row["status"] in WAITING and row["proposed_by"] != caller.session.account
    return Proposal(
        id=row["id"],
        model=row["model"],
        version=row["model_version"],
        title=Words(zh=row["title_zh"], en=row["title_en"]),
        kind=row["change"],
        status=row["status"],
        note=row["note"],
        proposed_by=row["proposed_by"],
        proposed=proposed,
        decided_by=row["decided_by"],
        decided=decided,
        reason=row["reason"],
        decidable=waits and caller.grant().may("model.approve"),
        cost=row["cost"],
        backtest=row["backtest"],
        yaml=row["declaration"],
    )
