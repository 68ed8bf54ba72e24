"""May this be read? One pure function; the answer always carries its reason.

A read is denied when the grant has ended, when the kind is not held for that purpose, or
when a wished field is above the grant's ceiling. Personal fields need a matter id besides
(statement DS06).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.govern.grants import Grant
from anlan.standards.kinds import SYSTEM_COLUMNS, DataClass, RecordKind
from anlan.standards.time import Instant


@dataclass(frozen=True, slots=True)
class Allowed:
    """The read may happen, with these fields."""

    reason: str
    fields: tuple[str, ...]
    personal: bool


@dataclass(frozen=True, slots=True)
class Denied:
    """The read may not happen; what is missing and the legitimate next step."""

    reason: str
    missing: str
    next_step: str


def decide_read(
    kind: RecordKind, fields: Sequence[str], grant: Grant, now: Instant
) -> Allowed | Denied:
    """Decide one read of `fields` of a kind; no fields means every field that is not personal."""
    if grant.until is not None and now >= grant.until:
        return Denied("the grant has ended", "a grant in force", "sign in or ask for a new grant")
    if not fields:
        fields = tuple(
            name
            for name in kind.fields
            if kind.data_class_of(name).rank < DataClass.PERSONAL.rank
            and grant.purpose in kind.purposes_of(name)
        )
        if not fields:
            return _wrong_purpose(kind, grant, kind.purpose)
    personal = False
    for name in fields:
        if name in SYSTEM_COLUMNS:
            if grant.purpose not in kind.purpose:
                return _wrong_purpose(kind, grant, kind.purpose)
            continue
        if grant.purpose not in (allowed := kind.purposes_of(name)):
            return _wrong_purpose(kind, grant, sorted(allowed))
        data_class = kind.data_class_of(name)
        if data_class.rank > grant.ceiling.rank:
            return Denied(
                f"{kind.id}.{name} is {data_class}, above what role {grant.role} may read",
                f"a role whose ceiling is {data_class}",
                "leave the field out, or ask an officer who handles the matter",
            )
        personal = personal or data_class.rank >= DataClass.PERSONAL.rank
    if personal and not grant.matter:
        return Denied(
            f"personal fields of {kind.id} are read for a matter only",
            "a matter id (call, case or task number)",
            "name the matter you are working on, or leave the personal fields out",
        )
    basis = f"{kind.id} is held for {grant.purpose}"
    if grant.matter:
        basis += f", matter {grant.matter}"
    if grant.because:
        basis += f": {grant.because}"
    return Allowed(basis, tuple(fields), personal)


def _wrong_purpose(kind: RecordKind, grant: Grant, allowed: Sequence[str]) -> Denied:
    return Denied(
        f"{kind.id} is not held for {grant.purpose}",
        f"one of the purposes {', '.join(allowed)}",
        "read it for a purpose it is held for, or ask its owner: " + kind.owner,
    )
