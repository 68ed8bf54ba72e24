"""What may be asked of a kind: a small closed language, checked before it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Equals:
    """field = value."""

    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field is one of the values."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Under:
    """The field's code is this one or below it in its table."""

    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Between:
    """low ≤ field < high; None leaves an end open."""

    field: str
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class IsNull:
    """The field is not known."""

    field: str


@dataclass(frozen=True, slots=True)
class Contains:
    """The text of the field contains this text, case folded."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, init=False)
class Both:
    """Every condition holds."""

    conditions: tuple[Condition, ...]

    def __init__(self, *conditions: Condition) -> None:
        object.__setattr__(self, "conditions", conditions)


@dataclass(frozen=True, slots=True, init=False)
class Either:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]

    def __init__(self, *conditions: Condition) -> None:
        object.__setattr__(self, "conditions", conditions)


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold; it also does not hold where the field is not known."""

    condition: Condition


Condition = Equals | OneOf | Under | Between | IsNull | Contains | Both | Either | Not


@dataclass(frozen=True, slots=True)
class Query:
    """Rows of one kind. No fields: every field that is not personal. "-time" descends."""

    kind: str
    fields: tuple[str, ...] = ()
    where: Condition | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0
    include_withdrawn: bool = False


def fields_of(condition: Condition | None) -> Iterator[str]:
    """Every field a condition looks at."""
    match condition:
        case None:
            return
        case Both(conditions) | Either(conditions):
            for part in conditions:
                yield from fields_of(part)
        case Not(part):
            yield from fields_of(part)
        case _:
            yield condition.field
