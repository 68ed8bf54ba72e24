"""/api/models: the model register."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request

from anlan.detect.judging import broken
from anlan.web.access import Caller, needs
from anlan.web.judging import Judged, Judgements
from anlan.web.register import ModelCard, described, entries
from anlan.web.shapes import Answer, Words

router = APIRouter(prefix="/api/models", tags=["models"])


class ModelEntry(ModelCard):
    """A model that runs here, and what came of its findings.

    `judgement` is null until it was first made: use, effect, cost, overlap, drift, advice.
    """

    kind: str
    live: bool
    findings: int
    open: int
    tasked: int
    dismissed: int
    verified: int
    expired: int
    judgement: Judged | None


class BrokenModel(Answer):
    """A model that should run and cannot: its next version is proposed, or its retirement."""

    id: str
    version: str
    title: Words
    problem: Words
    way_out: Words
    yaml: str


class ModelRegister(Answer):
    """Every model; one that is not here does not run (AI01)."""

    items: list[ModelEntry]
    broken: list[BrokenModel]
    """They raise nothing until two people mend or retire them."""
    judging: bool
    """Whether a newer judgement is being made: worth asking again soon."""


@router.get("")
def read(request: Request, caller: Annotated[Caller, needs("model.see")]) -> ModelRegister:
    """The register of models."""
    judgements: Judgements = request.app.state.judgements
    told = judgements.now(caller.deployment)
    return ModelRegister(
        judging=judgements.under_way,
        broken=[_broken(each) for each in caller.deployment.roster.broken.values()],
        items=[
            ModelEntry(
                **described(entry.model),
                kind=entry.model.kind_of_model,
                live=True,
                findings=entry.findings,
                open=entry.open,
                tasked=entry.tasked,
                dismissed=entry.dismissed,
                verified=entry.verified,
                expired=entry.expired,
                judgement=told.get(entry.model.id),
            )
            for entry in entries(caller.deployment)
        ],
    )


def _broken(model: broken.BrokenModel) -> BrokenModel:
    return BrokenModel(
        id=model.id,
        version=model.version,
        title=Words(**model.title.model_dump()),
        problem=Words(**model.error.what.model_dump()),
        way_out=Words(**model.error.way.model_dump()),
        yaml=model.declaration,
    )
