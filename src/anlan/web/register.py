"""The model register as it is shown: to those who work with models, and to the public."""

from __future__ import annotations

from anlan.bootstrap import Deployment
from anlan.detect.plan import Plan
from anlan.detect.register import RegisterEntry, register
from anlan.govern.grants import service_grant
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


def card(deployment: Deployment, model: str) -> ModelCard | None:
    """The card of a model; None for one that no longer runs here."""
    plan = plan_of(deployment, model)
    return ModelCard(**described(plan)) if plan else None


def described(plan: Plan) -> dict[str, object]:
    """The members of a card."""
    model = plan.model
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
