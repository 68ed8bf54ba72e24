"""Conditions on the fields of one record, as written in a declaration.

A condition is one field with one question, or a combination of conditions. An empty field
answers every question with no, except `is_null`; `not` turns an answer round. So
`not: {field: valid, equals: false}` keeps the records nobody has judged yet.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Field as Bounded,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from anlan.standards.kinds import Declaration, Name

Value = StrictBool | StrictInt | StrictFloat | StrictStr
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ClockTime = Annotated[str, Bounded(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

QUESTIONS = ("equals", "one_of", "under", "between", "is_null", "contains")
COMBINATIONS = ("not", "all", "any")
TIMES = ("time_of_day", "weekday")


class Block(Declaration):
    """Base of the blocks of a model: the sentence under a field is its reference text."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Range(Block):
    """From `low` (included) to `high` (not included); leave one out to leave that side open."""

    low: Value | None = None
    """The lowest value that counts."""
    high: Value | None = None
    """The first value that does not count."""

    @model_validator(mode="after")
    def _some(self) -> Range:
        if self.low is None and self.high is None:
            raise ValueError("give `low`, `high` or both")
        return self


class Hours(Block):
    """A part of the day by the wall clock of the record's own zone; it may pass midnight."""

    from_: ClockTime = Bounded(alias="from")
    """First minute, written like "22:00"."""
    until: ClockTime
    """First minute that no longer counts, written like "06:00"."""

    @model_validator(mode="after")
    def _some(self) -> Hours:
        if self.from_ == self.until:
            raise ValueError(
                "`from` and `until` are the same minute; leave the block out for a whole day"
            )
        return self


class Condition(Block):
    """One condition. Give exactly one question (with its field), time block or combination."""

    field: Name | None = None
    """The field asked; goes with a question."""
    equals: Value | None = None
    """The value is this one."""
    one_of: Annotated[tuple[Value, ...], Bounded(min_length=1)] | None = None
    """The value is one of these."""
    under: str | None = None
    """The code is this one or one of its sub-codes."""
    between: Range | None = None
    """The value lies in this range."""
    is_null: StrictBool | None = None
    """The field is empty (true) or filled (false)."""
    contains: Annotated[str, Bounded(min_length=1)] | None = None
    """The text contains this text, capitals or not."""
    time_of_day: Hours | None = None
    """The record's time falls in this part of the day."""
    weekday: Annotated[tuple[Day, ...], Bounded(min_length=1)] | None = None
    """The record's time falls on one of these days."""
    not_: Condition | None = Bounded(default=None, alias="not")
    """The condition does not hold."""
    all: Annotated[tuple[Condition, ...], Bounded(min_length=1)] | None = None
    """Every condition holds."""
    any: Annotated[tuple[Condition, ...], Bounded(min_length=1)] | None = None
    """At least one condition holds."""

    @model_validator(mode="after")
    def _one(self) -> Condition:
        known = (*QUESTIONS, *TIMES, *COMBINATIONS)
        given = [name.rstrip("_") for name in self.model_fields_set if name != "field"]
        if len(given) != 1:
            raise ValueError(
                f"a condition is exactly one of {', '.join(known)}; this one has "
                f"{' and '.join(sorted(given)) or 'none of them'}"
            )
        if self._of(given[0]) is None:
            raise ValueError(f"`{given[0]}` is empty; to ask for an empty field use is_null")
        if (self.field is not None) != (given[0] in QUESTIONS):
            raise ValueError(f"`field` goes with a question: {', '.join(QUESTIONS)}")
        return self

    @property
    def question(self) -> str:
        """Which of the questions, time blocks or combinations this is."""
        known = (*QUESTIONS, *TIMES, *COMBINATIONS)
        return next(name for name in known if self._of(name) is not None)

    def _of(self, name: str) -> Any:
        return getattr(self, "not_" if name == "not" else name)
