"""/api/public: what anybody may know without signing in (RGT03): no record, only the register."""

from __future__ import annotations

from fastapi import APIRouter, Request

from anlan.govern.disclosure import suppress
from anlan.standards.kinds import RecordKind
from anlan.web.register import entries
from anlan.web.shapes import Answer, Words

router = APIRouter(prefix="/api/public", tags=["public"])


class Dataset(Answer):
    """What is held, for what, on what basis, until when."""

    id: str
    title: Words
    subject: str
    owner: str
    purpose: list[str]
    legal_basis: str
    retention: str
    retention_basis: str
    personal_fields: list[Words]


class PublicModel(Answer):
    """A model in use, its known error, and what came of its findings; counts below 5 withheld."""

    id: str
    version: str
    title: Words
    about: Words
    owner: str
    purpose: str
    legal_basis: str
    known_error: Words
    limits: Words
    blind_spots: Words
    review_date: str
    outcomes: dict[str, int | None]


class Register(Answer):
    """Everything held and every model that runs."""

    datasets: list[Dataset]
    models: list[PublicModel]


@router.get("/register")
def read(request: Request) -> Register:
    """The public register of data and models."""
    deployment = request.app.state.deployment
    models = [
        PublicModel(
            id=entry.model.id,
            version=entry.model.version,
            title=Words(**entry.model.title.model_dump()),
            about=Words(**entry.model.about.model_dump()),
            owner=entry.model.owner,
            purpose=entry.model.purpose,
            legal_basis=entry.model.legal_basis,
            known_error=Words(**entry.model.known_error.model_dump()),
            limits=Words(**entry.model.limits.model_dump()),
            blind_spots=Words(**entry.model.blind_spots.model_dump()),
            review_date=entry.model.review_date.isoformat(),
            outcomes=suppress(
                {name: getattr(entry, name) for name in ("open", "tasked", "dismissed", "expired")}
            ),
        )
        for entry in entries(deployment)
    ]
    return Register(datasets=[_dataset(kind) for kind in deployment.kinds], models=models)


def _dataset(kind: RecordKind) -> Dataset:
    return Dataset(
        id=kind.id,
        title=Words(**kind.title.model_dump()),
        subject=kind.subject,
        owner=kind.owner,
        purpose=list(kind.purpose),
        legal_basis=kind.legal_basis,
        retention=f"{kind.retention.days} d, {kind.retention.then}",
        retention_basis=kind.retention.basis,
        personal_fields=[Words(**kind.fields[n].title.model_dump()) for n in kind.personal],
    )
