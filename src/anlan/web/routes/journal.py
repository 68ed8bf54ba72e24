"""/api/journal: how long the journal is, and whether anybody has touched it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request

from anlan.standards.time import iso
from anlan.web.access import Caller, needs
from anlan.web.shapes import Answer

router = APIRouter(prefix="/api/journal", tags=["journal"])


class JournalState(Answer):
    """Facts, seals, and the hash that stands for all of them."""

    facts: int
    seals: int
    head_hash: str
    last_verified: str | None


class Verification(Answer):
    """What a check of every hash, link and view found."""

    facts: int
    ok: bool
    broken: int | None
    reason: str | None


@router.get("")
def read(request: Request, caller: Annotated[Caller, needs("journal.see")]) -> JournalState:
    """The state of the journal."""
    journal = caller.deployment.store.journal
    seals, head_hash = journal.last_seal()
    return JournalState(
        facts=journal.head(),
        seals=seals,
        head_hash=head_hash,
        last_verified=request.app.state.last_verified,
    )


@router.post("/verify")
def verify(request: Request, caller: Annotated[Caller, needs("journal.verify")]) -> Verification:
    """Recompute every hash and link, and compare every view with the journal."""
    deployment = caller.deployment
    with request.app.state.verifying:  # one at a time: it reads everything
        found = deployment.store.verify()
        if found.ok:
            request.app.state.last_verified = iso(deployment.clock(), deployment.zone)
    return Verification(facts=found.facts, ok=found.ok, broken=found.broken, reason=found.reason)
