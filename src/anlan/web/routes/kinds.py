"""/api/kinds: the record kinds of the deployment."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from anlan.standards.kinds import FieldDef, RecordKind
from anlan.web.access import Caller, needs
from anlan.web.shapes import Answer, Words

router = APIRouter(prefix="/api/kinds", tags=["vocabulary"])


class FieldRow(Answer):
    """One declared field."""

    title: Words
    type: str
    data_class: str
    purpose: list[str]
    codes: str | None
    refers: str | None
    key_of: str | None
    unit: str | None


class KindRow(Answer):
    """One declared record kind."""

    id: str
    title: Words
    subject: str
    owner: str
    purpose: list[str]
    legal_basis: str
    retention_days: int
    retention_then: str
    retention_basis: str
    time: str
    fields: dict[str, FieldRow]


class KindList(Answer):
    """Every kind."""

    kinds: list[KindRow]


@router.get("")
def read(caller: Annotated[Caller, needs("vocabulary.see")]) -> KindList:
    """The record kinds."""
    return KindList(kinds=[_kind(kind) for kind in caller.deployment.kinds])


def _kind(kind: RecordKind) -> KindRow:
    return KindRow(
        id=kind.id,
        title=Words(**kind.title.model_dump()),
        subject=kind.subject,
        owner=kind.owner,
        purpose=list(kind.purpose),
        legal_basis=kind.legal_basis,
        retention_days=kind.retention.days,
        retention_then=kind.retention.then,
        retention_basis=kind.retention.basis,
        time=kind.time,
        fields={name: _field(kind, name, field) for name, field in kind.fields.items()},
    )


def _field(kind: RecordKind, name: str, field: FieldDef) -> FieldRow:
    return FieldRow(
        title=Words(**field.title.model_dump()),
        type=field.type,
        data_class=field.data_class,
        purpose=sorted(kind.purposes_of(name)),
        codes=field.codes,
        refers=field.refers,
        key_of=field.key_of,
        unit=field.unit,
    )
