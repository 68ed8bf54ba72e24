"""A condition tree, type-checked against a record kind and turned into one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from anlan.detect.condition import DAYS, Condition, Hours
from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError, BadDeclaration, BadInput
from anlan.standards.kinds import FieldDef, FieldType, RecordKind
from anlan.standards.time import Instant, iso, moment, parse_iso

MINUTES_OF_DAY = 24 * 60

Row = Mapping[str, Any]
Test = Callable[[Row, int], bool]
"""From a record's values and its minute of the week (Monday 00:00 = 0, local) to yes or no."""
Readable = Callable[[str, str], FieldDef]
"""The field that a place of the declaration names, if it may be used there."""

_NUMBERS = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.LONGITUDE, FieldType.LATITUDE})
_TEXTS = frozenset({FieldType.TEXT, FieldType.CODE, FieldType.REF})
_ORDERED = _NUMBERS | {FieldType.TIME, FieldType.DATE}
_ASKABLE = _ORDERED | _TEXTS | {FieldType.BOOLEAN}


class Filter:
    """The conditions of one model."""

    def __init__(
        self, where: Condition | None, kind: RecordKind, codes: Codes, readable: Readable
    ) -> None:
        self._kind = kind
        self._codes = codes
        self._readable = readable
        self._fields: set[str] = set()
        self.local_time = False
        """Whether the test looks at the minute of the week."""
        self.holds: Test = _always if where is None else self._test(where, "where")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields the test looks at."""
        return tuple(sorted(self._fields))

    def _test(self, condition: Condition, place: str) -> Test:
        question = condition.question
        place = f"{place}.{question}"
        if question == "not":
            assert condition.not_ is not None
            inner = self._test(condition.not_, place)
            return lambda row, minute: not inner(row, minute)
        if question in ("all", "any"):
            parts = condition.all or condition.any or ()
            tests = [self._test(part, f"{place}[{n}]") for n, part in enumerate(parts)]
            combine = all if question == "all" else any
            return lambda row, minute: combine(test(row, minute) for test in tests)
        if question in ("time_of_day", "weekday"):
            self.local_time = True
            minutes = _hours(condition.time_of_day) if condition.time_of_day else None
            days = frozenset(map(DAYS.index, condition.weekday or DAYS))
            return lambda _, minute: (
                minute // MINUTES_OF_DAY in days
                and (minutes is None or minute % MINUTES_OF_DAY in minutes)
            )
        return self._question(condition, question, place)

    def _question(self, condition: Condition, question: str, place: str) -> Test:
        name = condition.field
        assert name is not None
        field = self._readable(place, name)
        if field.type not in _ASKABLE and question != "is_null":
            raise BadDeclaration(
                f"{place}: `{name}` is of type {field.type}, which has no conditions but is_null",
                value=name,
                way_out="ask a field of another type",
            )
        self._fields.add(name)
        ask = getattr(self, f"_{question}")
        test: Test = ask(name, field, getattr(condition, question), place)
        return test

    def _equals(self, name: str, field: FieldDef, value: Any, place: str) -> Test:
        wanted = self._value(field, value, place)
        return lambda row, _: row[name] == wanted

    def _one_of(self, name: str, field: FieldDef, values: tuple[Any, ...], place: str) -> Test:
        wanted = frozenset(self._value(field, value, place) for value in values)
        return lambda row, _: row[name] in wanted

    def _under(self, name: str, field: FieldDef, code: str, place: str) -> Test:
        if field.codes is None:
            raise _unfit(place, f"`{name}` is {field.type}, not a code; use equals or one_of", code)
        self._value(field, code, place)
        wanted = self._codes[field.codes].under(code)
        return lambda row, _: row[name] in wanted

    def _between(self, name: str, field: FieldDef, span: Any, place: str) -> Test:
        if field.type not in _ORDERED:
            raise _unfit(place, f"`{name}` is {field.type}, which has no order", name)
        low = None if span.low is None else self._value(field, span.low, place)
        high = None if span.high is None else self._value(field, span.high, place)
        if low is not None and high is not None and low >= high:
            raise _unfit(place, "nothing lies in this range; low must be below high", span.low)

        def test(row: Row, _: int) -> bool:
            value = row[name]
            if value is None:
                return False
            return (low is None or low <= value) and (high is None or value < high)

        return test

    def _is_null(self, name: str, _field: FieldDef, wanted: bool, _place: str) -> Test:
        return lambda row, _: (row[name] is None) is wanted

    def _contains(self, name: str, field: FieldDef, text: str, place: str) -> Test:
        if field.type is not FieldType.TEXT:
            raise _unfit(place, f"`{name}` is {field.type}, not text; use equals or under", text)
        wanted = text.casefold()
        return lambda row, _: row[name] is not None and wanted in row[name].casefold()

    def _value(self, field: FieldDef, value: Any, place: str) -> Any:
        if field.type is FieldType.BOOLEAN:
            fits = isinstance(value, bool)
        elif field.type in _NUMBERS:
            fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        else:
            fits = isinstance(value, str)
        if not fits:
            raise _unfit(place, f"the field is {field.type}, the value is not", value)
        try:
            if field.type is FieldType.TIME:
                return parse_iso(value)
            if field.type is FieldType.DATE:
                return date.fromisoformat(value).isoformat()
            return self._codes[field.codes].check(value) if field.codes is not None else value
        except (BadInput, ValueError) as error:
            problem = error.problem if isinstance(error, AnlanError) else "not an ISO date"
            raise _unfit(place, problem, value) from None


def minute_of_week(at: Instant, zone: str) -> int:
    """Minutes since Monday 00:00 by the wall clock of a zone.

    >>> minute_of_week(Instant(0), "Asia/Shanghai") == 3 * MINUTES_OF_DAY + 8 * 60
    True
    """
    local = moment(at, zone)
    return local.weekday() * MINUTES_OF_DAY + local.hour * 60 + local.minute


def _always(_row: Row, _minute: int) -> bool:
    return True


def _hours(hours: Hours) -> frozenset[int]:
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (hours.from_, hours.until))
    if first < last:
        return frozenset(range(first, last))
    return frozenset(range(MINUTES_OF_DAY)) - frozenset(range(last, first))


def _unfit(place: str, problem: str, value: object) -> BadDeclaration:
    return BadDeclaration(
        f"{place}: {problem}", value=value, way_out="see the field in docs/reference/kinds.md"
    )


def local_date(at: Instant, zone: str) -> str:
    """The ISO day of an instant by the wall clock of a zone."""
    return iso(at, zone)[:10]
