"""The model register as it is shown: to those who work with models, and to the public."""

from __future__ import annotations

from contextlib import suppress

from anlan.bootstrap import Deployment
from anlan.detect.compiler.plan import Plan
from anlan.detect.judging.proposals import KIND
from anlan.detect.judging.register import RegisterEntry, register
from anlan.detect.language.model import Model
from anlan.govern.grants import service_grant
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration
from anlan.store.query import Equals, Query
from anlan.web.shapes import Answer, Words


class ModelCard(Answer):
    """What a model is for, who answers for it, and what it cannot do."""

    id: str
    version: str
    title: Words
    about: Words
    purpose: str
    owner: str
    legal_basis: str
    limits: Words
    blind_spots: Words
    known_error: Words
    review_date: str
    yaml: str


def plan_of(deployment: Deployment, model: str) -> Plan | None:
    """The plan of a model that runs here."""
    return next((plan for plan in deployment.detection.plans if plan.name == model), None)


def card(deployment: Deployment, model: str, version: str) -> ModelCard | None:
    """The card of a model in the version that raised something, if it is known; otherwise in the
    version that runs; None when none does."""
    plan = plan_of(deployment, model)
    if plan is not None and plan.model.version == version:
        return ModelCard(**described(plan.model))
    query = Query(KIND, ("declaration",), Equals("id", f"{model}@{version}"))
    for row in deployment.store.read(service_grant("register", "stewardship"), query):
        with suppress(BadDeclaration):  # of a time when declarations looked different
            declared = parse_declaration(row["declaration"], Model, place=f"{model}@{version}")
            return ModelCard(**described(declared))
    return ModelCard(**described(plan.model)) if plan else None


def described(model: Model) -> dict[str, object]:
    """The members of a card."""
    titles = {
        name: Words(**getattr(model, name).model_dump())
        for name in ("title", "about", "limits", "blind_spots", "known_error")
    }
    return {
        "id": model.id,
        "version": model.version,
        "purpose": model.purpose,
        "owner": model.owner,
        "legal_basis": model.legal_basis,
        "review_date": model.review_date.isoformat(),
        "yaml": model.to_yaml(),
        **titles,
    }


def entries(deployment: Deployment) -> list[RegisterEntry]:
    """What came of every model's findings: counts only, so the register itself reads them."""
    grant = service_grant("register", "stewardship")
    return register(deployment.store, deployment.detection.plans, grant)
