"""Conditions and keys of task standards, on a record kind."""

from __future__ import annotations

from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import SYSTEM_COLUMNS, FieldDef, RecordKind
from anlan.store.where import Readable


def readable(kind: RecordKind) -> Readable:
    """The fields of a kind a task standard may ask: those that are not personal."""

    def field(place: str, name: str) -> FieldDef:
        found = kind.fields.get(name)
        if found is None or name in kind.personal:
            raise BadDeclaration(
                f"{place}: {'a personal field' if found else 'no such field'} of {kind.id}",
                value=name,
                way_out="use a field of that kind that is not personal",
            )
        return found

    return field


def key_field(kind: RecordKind, subject: str) -> str | None:
    """The field of a kind that identifies a subject: the first declared key of it."""
    for name, field in kind.fields.items():
        if field.key_of is not None and field.key_of.value == subject:
            return name
    return None


def is_field(kind: RecordKind, name: str) -> bool:
    """Whether a kind has a column of that name."""
    return name in kind.fields or name in SYSTEM_COLUMNS
