"""Conditions on the fields of one record, as written in every declaration.

    all:
      - {field: category, under: dispute}
      - not: {field: valid, equals: false}

A condition is one field with one question, or a combination of conditions. An empty field
answers every question with no, except `is_null`; `not` turns an answer round. So
`not: {field: valid, equals: false}` keeps the records nobody has judged yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    ConfigDict,
    Field as Bounded,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError, BadDeclaration, BadInput, Unfit
from anlan.standards.kinds import Declaration, FieldDef, FieldType, Name
from anlan.standards.time import parse_iso
from anlan.standards.title import Title
from anlan.store import query

Value = StrictBool | StrictInt | StrictFloat | StrictStr
Readable = Callable[[str, str], FieldDef]
"""The field that a place of the declaration names, if it may be used there."""

_NUMBERS = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.LONGITUDE, FieldType.LATITUDE})
_TEXTS = frozenset({FieldType.TEXT, FieldType.CODE, FieldType.REF})
_ORDERED = _NUMBERS | {FieldType.TIME, FieldType.DATE}
_ASKABLE = _ORDERED | _TEXTS | {FieldType.BOOLEAN}


class Block(Declaration):
    """Base of the blocks of a declaration: the sentence under a field is its reference text."""

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
            raise Unfit(
                Title(zh="给出 `low`、`high` 之一，或两者都给", en="give `low`, `high` or both")
            )
        return self


class Condition(Block):
    """One condition. Give exactly one question (with its field) or combination."""

    FIELDLESS: ClassVar[tuple[str, ...]] = ("not", "all", "any")
    """What is asked of no field; a stage may add to it, and questions of its own."""

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
    not_: Self | None = Bounded(default=None, alias="not")
    """The condition does not hold."""
    all: Annotated[tuple[Self, ...], Bounded(min_length=1)] | None = None
    """Every condition holds."""
    any: Annotated[tuple[Self, ...], Bounded(min_length=1)] | None = None
    """At least one condition holds."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        known = [name.rstrip("_") for name in type(self).model_fields if name != "field"]
        given = [name.rstrip("_") for name in self.model_fields_set if name != "field"]
        if len(given) != 1:
            raise Unfit(_not_one(known, sorted(given)))
        if self.asks is None:
            raise Unfit(
                Title(
                    zh=f"`{given[0]}` 是空的；要问字段是否为空，用 is_null",
                    en=f"`{given[0]}` is empty; to ask for an empty field use is_null",
                )
            )
        if (self.field is not None) != (given[0] not in self.FIELDLESS):
            questions = ", ".join(name for name in known if name not in self.FIELDLESS)
            raise Unfit(
                Title(
                    zh=f"`field` 与一个问法同用：{questions}",
                    en=f"`field` goes with a question: {questions}",
                )
            )
        return self

    @property
    def question(self) -> str:
        """Which of the questions or combinations this is."""
        return next(name.rstrip("_") for name in self.model_fields_set if name != "field")

    @property
    def asks(self) -> Any:
        """What the question or combination is given."""
        return getattr(self, "not_" if self.question == "not" else self.question)

    @property
    def parts(self) -> tuple[Self, ...]:
        """The conditions a combination is made of."""
        return self.all or self.any or ((self.not_,) if self.not_ is not None else ())

    def questions(self) -> Iterator[Self]:
        """Every question in it, combinations taken apart."""
        if self.field is not None:
            yield self
        for part in self.parts:
            yield from part.questions()


def wanted(condition: Condition, field: FieldDef, codes: Codes, place: str) -> Any:
    """What a question asks for, in the values a record holds.

    equals: a value · one_of, under: a frozenset · between: (low, high) · contains: case-folded
    text · is_null: bool. BadDeclaration when it does not fit the type of the field.
    """
    asks, name = condition.asks, condition.field
    question = condition.question
    if field.type not in _ASKABLE and question != "is_null":
        raise BadDeclaration(
            Title(
                zh=f"`{name}` 是 {field.type} 类型，只能问 is_null",
                en=f"`{name}` is of type {field.type}, which has no conditions but is_null",
            ).at(place),
            value=name,
            way_out=Title(zh="问别的类型的字段", en="ask a field of another type"),
        )
    match question:
        case "equals":
            return _value(field, asks, codes, place)
        case "one_of":
            return frozenset(_value(field, value, codes, place) for value in asks)
        case "under":
            if field.codes is None:
                problem = Title(
                    zh=f"`{name}` 是 {field.type} 类型，不是代码；用 equals 或 one_of",
                    en=f"`{name}` is {field.type}, not a code; use equals or one_of",
                )
                raise _unfit(place, problem, asks)
            return codes[field.codes].under(_value(field, asks, codes, place))
        case "between":
            return _ends(condition, field, codes, place)
        case "contains":
            if field.type is not FieldType.TEXT:
                problem = Title(
                    zh=f"`{name}` 是 {field.type} 类型，不是文本；用 equals 或 under",
                    en=f"`{name}` is {field.type}, not text; use equals or under",
                )
                raise _unfit(place, problem, asks)
            return asks.casefold()
    return asks


def as_query(
    condition: Condition, readable: Readable, codes: Codes, place: str = "where"
) -> query.Condition:
    """The condition as the store asks it, checked; BadDeclaration when it does not fit."""
    place = f"{place}.{condition.question}"
    if condition.not_ is not None:
        return _turned(as_query(condition.not_, readable, codes, place))
    if condition.field is None:
        parts = [
            as_query(part, readable, codes, f"{place}[{n}]")
            for n, part in enumerate(condition.parts)
        ]
        return query.Both(*parts) if condition.all else query.Either(*parts)
    name = condition.field
    asked = wanted(condition, readable(place, name), codes, place)
    match condition.question:
        case "equals":
            return query.Equals(name, asked)
        case "one_of":
            return query.OneOf(name, tuple(sorted(asked)))
        case "under":
            return query.Under(name, str(condition.under))
        case "between":
            return query.Between(name, *asked)
        case "contains":
            return query.Contains(name, asked)
    return query.IsNull(name) if asked else query.Not(query.IsNull(name))


def _turned(condition: query.Condition) -> query.Condition:
    """The condition turned round; the store's own Not leaves out fields that are not known."""
    match condition:
        case query.Both(parts):
            return query.Either(*map(_turned, parts))
        case query.Either(parts):
            return query.Both(*map(_turned, parts))
        case query.Not(part):
            return part
        case query.IsNull():
            return query.Not(condition)
        case _:
            return query.Either(query.IsNull(condition.field), query.Not(condition))


def _ends(condition: Condition, field: FieldDef, codes: Codes, place: str) -> tuple[Any, Any]:
    span = condition.between
    assert span is not None
    if field.type not in _ORDERED:
        unordered = Title(
            zh=f"`{condition.field}` 是 {field.type} 类型，没有大小先后",
            en=f"`{condition.field}` is {field.type}, which has no order",
        )
        raise _unfit(place, unordered, condition.field)
    low, high = (
        None if end is None else _value(field, end, codes, place) for end in (span.low, span.high)
    )
    if low is not None and high is not None and low >= high:
        empty = Title(
            zh="这个范围里没有值；low 须小于 high",
            en="nothing lies in this range; low must be below high",
        )
        raise _unfit(place, empty, span.low)
    return low, high


def _value(field: FieldDef, value: Any, codes: Codes, place: str) -> Any:
    if field.type is FieldType.BOOLEAN:
        fits = isinstance(value, bool)
    elif field.type in _NUMBERS:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    else:
        fits = isinstance(value, str)
    if not fits:
        of_type = Title(
            zh=f"字段是 {field.type} 类型，值不是",
            en=f"the field is {field.type}, the value is not",
        )
        raise _unfit(place, of_type, value)
    try:
        if field.type is FieldType.TIME:
            return parse_iso(value)
        if field.type is FieldType.DATE:
            return date.fromisoformat(value).isoformat()
        return codes[field.codes].check(value) if field.codes is not None else value
    except (BadInput, ValueError) as error:
        no_date = Title(zh="不是 ISO 日期", en="not an ISO date")
        problem = error.what if isinstance(error, AnlanError) else no_date
        raise _unfit(place, problem, value) from None


def _unfit(place: str, problem: Title, value: object) -> BadDeclaration:
    return BadDeclaration(
        problem.at(place),
        value=value,
        way_out=Title(
            zh="见 docs/reference/kinds.md 中的这个字段",
            en="see the field in docs/reference/kinds.md",
        ),
    )


def _not_one(known: list[str], given: list[str]) -> Title:
    """A condition that asks nothing, or more than one thing."""
    choice = ", ".join(known)
    return Title(
        zh=f"一个条件只能是其中一种：{choice}；这里写的是：{', '.join(given) or '无'}",
        en=f"a condition is exactly one of {choice}; this one has "
        f"{' and '.join(given) or 'none of them'}",
    )
