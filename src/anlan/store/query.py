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


def in_words(condition: Condition | None) -> str:
    """A condition as an auditor reads it.

    >>> in_words(Both(Equals("status", "open"), Not(IsNull("area"))))
    'status = open and not (area is unknown)'
    """
    match condition:
        case None:
            return "all"
        case Equals(field, value):
            return f"{field} = {value}"
        case OneOf(field, values):
            return f"{field} in ({', '.join(map(str, values))})"
        case Under(field, code):
            return f"{field} under {code}"
        case Between(field, low, high):
            ends = [f"{low} ≤ " if low is not None else "", field]
            return "".join(ends) + (f" < {high}" if high is not None else "")
        case IsNull(field):
            return f"{field} is unknown"
        case Contains(field, text):
            return f"{field} contains “{text}”"
        case Both(parts):
            return " and ".join(map(_grouped, parts)) or "all"
        case Either(parts):
            return " or ".join(map(_grouped, parts)) or "none"
        case Not(part):
            return f"not ({in_words(part)})"


def _grouped(condition: Condition) -> str:
    words = in_words(condition)
    return f"({words})" if isinstance(condition, Both | Either) else words
