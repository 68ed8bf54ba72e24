"""What the questions of a condition mean: each becomes a conjunct about one attribute."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from anlan.detect.compiler.answer import Among, Answer, Minutes, Test, written
from anlan.detect.compiler.derive import (
    LOCAL_DAY,
    MINUTE_OF_WEEK,
    MINUTES_OF_DAY,
    derive_day,
    derive_minute,
    distance_squared,
    point,
    point_at,
)
from anlan.detect.compiler.filter import YES, Conjunct
from anlan.detect.compiler.law import Law
from anlan.detect.compiler.origin import Origin
from anlan.detect.language.condition import DAYS, Circle, Condition, Elapsed, Hours
from anlan.detect.language.duration import microseconds
from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError
from anlan.standards.kinds import FieldType
from anlan.standards.time import Instant
from anlan.store.where import wanted

FEW_VALUES = frozenset(
    {
        FieldType.TEXT,
        FieldType.CODE,
        FieldType.REF,
        FieldType.BOOLEAN,
        FieldType.INTEGER,
        FieldType.DATE,
    }
)
"""Fields that are asked as they are; the others differ from row to row, so their answers are
derived once a row and shared."""

ALL_DAY = (1 << MINUTES_OF_DAY) - 1


def ask(law: Law, codes: Codes, condition: Condition, place: str) -> Conjunct:
    """The conjunct of one question. BadDeclaration when it does not fit the field, Refused when
    the field may not be asked."""
    match condition.question:
        case "time_of_day":
            assert condition.time_of_day is not None
            of_day = _hours(condition.time_of_day)
            return _minutes(of_day, range(7))
        case "weekday":
            return _minutes(ALL_DAY, map(DAYS.index, condition.weekday or ()))
        case "dates":
            days = frozenset(day.toordinal() for day in condition.dates or ())
            return Conjunct(LOCAL_DAY, Among(days), derive_day)
        case "elapsed":
            assert condition.elapsed is not None
            return _elapsed(law, condition.elapsed, place)
        case "within":
            assert condition.within is not None
            return _within(law, condition.within, place)
    origin = law.readable(place, str(condition.field))
    try:
        asked = wanted(condition, origin.field, codes, place)
    except AnlanError as error:
        error.place = law.place
        raise
    return _asked(origin, condition, asked)


def _asked(origin: Origin, condition: Condition, asked: Any) -> Conjunct:
    answer, name = _answer(condition.question, asked), origin.attribute
    if origin.field.type in FEW_VALUES and condition.question != "contains":
        return Conjunct(name, answer, fields=frozenset({name}))

    def derive(fields: Mapping[str, Any], _at: Instant, _zone: str) -> bool:
        return answer.accepts(fields.get(name))

    return Conjunct(f"@{name} {answer.form}", YES, derive, frozenset({name}))


def _answer(question: str, asked: Any) -> Answer:
    match question:
        case "equals":
            return Among(frozenset({asked}))
        case "one_of" | "under":
            return Among(asked)
        case "between":
            low, high = asked
            return Test(f"from {written(low)} until {written(high)}", partial(_lies, low, high))
        case "contains":
            return Test(f"contains {written(asked)}", partial(_contains, asked))
    return Among(frozenset({None}), inside=asked)


def _lies(low: Any, high: Any, value: Any) -> bool:
    if value is None:
        return False
    return (low is None or low <= value) and (high is None or value < high)


def _contains(text: str, value: str | None) -> bool:
    return value is not None and text in value.casefold()


def _hours(hours: Hours) -> int:
    """The minutes of a day, as bits."""
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (hours.from_, hours.until))
    if first < last:
        return (1 << last) - (1 << first)
    return ALL_DAY ^ ((1 << first) - (1 << last))


def _minutes(of_day: int, days: Any) -> Conjunct:
    bits = sum(of_day << day * MINUTES_OF_DAY for day in set(days))
    return Conjunct(MINUTE_OF_WEEK, Minutes(bits), derive_minute)


def _elapsed(law: Law, elapsed: Elapsed, place: str) -> Conjunct:
    names = []
    for end, name in (("from", elapsed.from_), ("to", elapsed.to)):
        origin = law.readable(f"{place}.{end}", name)
        law.of_type(f"{place}.{end}", origin, FieldType.TIME)
        names.append(origin.attribute)
    since, until = names
    limit = microseconds(elapsed.longer_than)

    def derive(fields: Mapping[str, Any], _at: Instant, _zone: str) -> bool:
        begun, ended = fields.get(since), fields.get(until)
        return begun is not None and ended is not None and ended - begun > limit

    return Conjunct(f"@{until} - {since} > {limit}", YES, derive, frozenset(names))


def _within(law: Law, circle: Circle, place: str) -> Conjunct:
    fields_ = law.coordinates(place)
    middle = point_at(circle.longitude, circle.latitude)
    reach = (circle.metres * 1000) ** 2

    def derive(fields: Mapping[str, Any], at: Instant, zone: str) -> bool:
        there = point(fields, at, zone)
        return there is not None and distance_squared(middle, there) <= reach

    return Conjunct(f"@within {circle.metres} m of {middle}", YES, derive, fields_)
