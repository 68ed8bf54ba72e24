"""Conditions of a framework: the words of a model's conditions, as one ibis predicate.

    all:
      - {field: valid, equals: true}
      - {field: class, under: criminal}
      - {field: arrived, before: {than: dispatched, minutes: {urban: 5, suburban: 10}}}

As in a model, an empty field answers every question with no, except `is_null`; `not` turns
an answer round. Two questions only a measure asks compare two fields of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import and_, or_
from typing import Annotated

import ibis
import ibis.expr.types as ir
from pydantic import (
    ConfigDict,
    Field as Bounded,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from anlan.standards.codes import CodeTable
from anlan.standards.kinds import Declaration, Name

Value = StrictBool | StrictInt | StrictFloat | StrictStr
CodesOf = Callable[[str], CodeTable]
"""The code table of a field."""

ZONE = "zone"
"""Column every measured row has: the zone of its area."""

QUESTIONS = ("equals", "one_of", "under", "between", "is_null", "same_as", "before")
COMBINATIONS = ("not", "all", "any")


class Range(Declaration):
    """From `low` (included) to `high` (not included); leave one out to leave that side open."""

    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _some(self) -> Range:
        if self.low is None and self.high is None:
            raise ValueError("give `low`, `high` or both")
        return self


class Before(Declaration):
    """At most so many minutes after another time; a zone that is not named has no limit set."""

    than: Name
    minutes: float | dict[str, float] = 0.0


class Condition(Declaration):
    """One condition: exactly one question (with its field) or combination."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    field: Name | None = None
    """The field asked; goes with a question."""
    equals: Value | None = None
    """The value is this one."""
    one_of: Annotated[tuple[Value, ...], Bounded(min_length=1)] | None = None
    """The value is one of these."""
    under: str | None = None
    """The code is this one or one of its sub-codes."""
    between: Range | None = None
    """The number lies in this range."""
    is_null: StrictBool | None = None
    """The field is empty (true) or filled (false)."""
    same_as: Name | None = None
    """The value is that of this other field."""
    before: Before | None = None
    """The time is at most so many minutes after another time."""
    not_: Condition | None = Bounded(default=None, alias="not")
    """The condition does not hold."""
    all: Annotated[tuple[Condition, ...], Bounded(min_length=1)] | None = None
    """Every condition holds."""
    any: Annotated[tuple[Condition, ...], Bounded(min_length=1)] | None = None
    """At least one condition holds."""

    @model_validator(mode="after")
    def _one(self) -> Condition:
        known = {"not_" if word == "not" else word: word for word in (*QUESTIONS, *COMBINATIONS)}
        asked = [word for name, word in known.items() if getattr(self, name) is not None]
        if len(asked) != 1:
            raise ValueError(
                f"a condition is exactly one of {', '.join(known.values())}; this one has "
                f"{', '.join(asked) or 'none of them'}"
            )
        if (self.field is not None) != (asked[0] in QUESTIONS):
            raise ValueError(f"`field` goes with a question: {', '.join(QUESTIONS)}")
        return self

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions a combination is made of."""
        return self.all or self.any or ((self.not_,) if self.not_ is not None else ())


def fields_of(condition: Condition | None) -> Iterator[str]:
    """Every field a condition looks at."""
    if condition is None:
        return
    if condition.field is not None:
        yield condition.field
    if condition.same_as is not None:
        yield condition.same_as
    if condition.before is not None:
        yield condition.before.than
    for part in condition.parts:
        yield from fields_of(part)


def codes_in(condition: Condition | None) -> Iterator[tuple[str, str]]:
    """Every (field, code) a condition compares by the code tree."""
    if condition is None:
        return
    if condition.field is not None and condition.under is not None:
        yield condition.field, condition.under
    for part in condition.parts:
        yield from codes_in(part)


def holds(condition: Condition | None, rows: ir.Table, codes: CodesOf) -> ir.BooleanValue:
    """True where the condition holds, else False; no condition always holds."""
    if condition is None:
        return ibis.literal(True)
    if condition.field is not None:
        return _answer(condition, rows[condition.field], rows, codes).fill_null(False)
    if condition.not_ is not None:
        return ~holds(condition.not_, rows, codes)
    parts = [holds(part, rows, codes) for part in condition.parts]
    return reduce(and_ if condition.all else or_, parts)


def _answer(asked: Condition, value: ir.Value, rows: ir.Table, codes: CodesOf) -> ir.BooleanValue:
    if asked.equals is not None:
        return value == asked.equals
    if asked.one_of is not None:
        return value.isin(asked.one_of)
    if asked.under is not None:
        return value.isin(sorted(codes(str(asked.field)).under(asked.under)))
    if asked.between is not None:
        low, high = asked.between.low, asked.between.high
        ends = [value >= low] if low is not None else []
        return reduce(and_, ends + ([value < high] if high is not None else []))
    if asked.same_as is not None:
        return value == rows[asked.same_as]
    if asked.before is not None:
        return _before(value, asked.before, rows)
    return value.isnull() if asked.is_null else value.notnull()


def _before(value: ir.Value, asked: Before, rows: ir.Table) -> ir.BooleanValue:
    late = value.delta(rows[asked.than], unit="microsecond") / 60e6
    if not isinstance(asked.minutes, dict):
        return late <= asked.minutes
    limits = [(rows[ZONE] == zone, minutes) for zone, minutes in asked.minutes.items()]
    return late <= ibis.cases(*limits, else_=None)
