"""A condition tree, type-checked against a record kind and turned into one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anlan.detect.condition import DAYS, Condition, Hours
from anlan.standards.codes import Codes
from anlan.standards.time import Instant, iso, moment
from anlan.store.where import Readable, wanted

MINUTES_OF_DAY = 24 * 60

Row = Mapping[str, Any]
Test = Callable[[Row, int], bool]
"""From a record's values and its minute of the week (Monday 00:00 = 0, local) to yes or no."""


class Filter:
    """The conditions of one model."""

    def __init__(self, where: Condition | None, codes: Codes, readable: Readable) -> None:
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
        if condition.not_ is not None:
            inner = self._test(condition.not_, place)
            return lambda row, minute: not inner(row, minute)
        if question in ("all", "any"):
            tests = [self._test(part, f"{place}[{n}]") for n, part in enumerate(condition.parts)]
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
        name = str(condition.field)
        asked = wanted(condition, self._readable(place, name), self._codes, place)
        self._fields.add(name)
        match question:
            case "equals":
                return lambda row, _: row[name] == asked
            case "one_of" | "under":
                return lambda row, _: row[name] in asked
            case "between":
                return lambda row, _: _lies(row[name], *asked)
            case "contains":
                return lambda row, _: row[name] is not None and asked in row[name].casefold()
        return lambda row, _: (row[name] is None) is asked


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


def _lies(value: Any, low: Any, high: Any) -> bool:
    if value is None:
        return False
    return (low is None or low <= value) and (high is None or value < high)


def local_date(at: Instant, zone: str) -> str:
    """The ISO day of an instant by the wall clock of a zone."""
    return iso(at, zone)[:10]
