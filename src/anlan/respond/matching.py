"""`where:` in standards and flows, as conditions on a record kind."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import SYSTEM_COLUMNS, Declaration, FieldType, RecordKind
from anlan.store.query import Both, Condition, Either, Equals, IsNull, Not, OneOf, Under

Scalar = str | int | float | bool


class Below(Declaration):
    """A code or any code below it."""

    under: str


class Other(Declaration):
    """Anything but this value, not known included."""

    other_than: Scalar | tuple[Scalar, ...]


Wanted = Scalar | Annotated[tuple[Scalar, ...], Field(min_length=1)] | Below | Other
Where = dict[str, Wanted]
"""Field → value, values, {under: code} or {other_than: value}; all must hold."""


def condition(where: Where) -> Condition:
    """The condition a `where:` stands for."""
    return Both(*(_one(field, wanted) for field, wanted in where.items()))


def check_fields(where: Where, kind: RecordKind, *, place: str) -> None:
    """BadDeclaration when a field is not one of the kind, or is personal, or has no codes."""
    for name, wanted in where.items():
        field = kind.fields.get(name)
        if field is None or name in kind.personal:
            raise BadDeclaration(
                f"where.{name}: {'a personal field' if field else 'no such field'} of {kind.id}",
                place=place,
                way_out="use a field of that kind that is not personal",
            )
        if isinstance(wanted, Below) and field.type is not FieldType.CODE:
            raise BadDeclaration(
                f"where.{name}: `under` needs a field of type code",
                place=place,
                way_out="name the values instead",
            )


def key_field(kind: RecordKind, subject: str) -> str | None:
    """The field of a kind that identifies a subject: the first declared key of it."""
    for name, field in kind.fields.items():
        if field.key_of is not None and field.key_of.value == subject:
            return name
    return None


def is_field(kind: RecordKind, name: str) -> bool:
    """Whether a kind has a column of that name."""
    return name in kind.fields or name in SYSTEM_COLUMNS


def _one(field: str, wanted: Wanted) -> Condition:
    match wanted:
        case Below(under=code):
            return Under(field, code)
        case Other(other_than=tuple() as values):
            return Either(IsNull(field), Not(OneOf(field, values)))
        case Other(other_than=value):
            return Either(IsNull(field), Not(Equals(field, value)))
        case tuple():
            return OneOf(field, wanted)
        case _:
            return Equals(field, wanted)
