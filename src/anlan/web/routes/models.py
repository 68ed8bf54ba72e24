"""/api/models: the model register."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from anlan.web.access import Caller, needs
from anlan.web.register import ModelCard, described, entries
from anlan.web.shapes import Answer

router = APIRouter(prefix="/api/models", tags=["models"])


class ModelEntry(ModelCard):
    """A model that runs here, and what came of its findings."""

    kind: str
    live: bool
    findings: int
    open: int
    tasked: int
    dismissed: int
    verified: int
    expired: int


class ModelRegister(Answer):
    """Every model; one that is not here does not run (AI01)."""

    items: list[ModelEntry]


@router.get("")
def read(caller: Annotated[Caller, needs("model.see")]) -> ModelRegister:
    """The register of models."""
    plans = {plan.name: plan for plan in caller.deployment.detection.plans}
    return ModelRegister(
        items=[
            ModelEntry(
                **described(plans[entry.model.id]),
                kind=entry.model.kind_of_model,
                live=True,
                findings=entry.findings,
                open=entry.open,
                tasked=entry.tasked,
                dismissed=entry.dismissed,
                verified=entry.verified,
                expired=entry.expired,
            )
            for entry in entries(caller.deployment)
        ]
    )
