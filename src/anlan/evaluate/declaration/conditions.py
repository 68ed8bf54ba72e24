"""Conditions of a framework: those of every declaration, and two of its own, in ibis.

    all:
      - {field: valid, equals: true}
      - {field: class, under: criminal}
      - {field: arrived, before: {than: dispatched, minutes: {urban: 5, suburban: 10}}}

Two questions only a measure asks compare two fields of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from anlan.standards.codes import CodeTable
from anlan.standards.kinds import Name
from anlan.standards.time import moment, parse_iso
from anlan.store import where
from anlan.store.where import Block

if TYPE_CHECKING:
    import ibis.expr.types as ir

CodesOf = Callable[[str], CodeTable]
"""The code table of a field."""

ZONE = "zone"
"""Column every measured row has: the zone of its area."""

OWN = ("same_as", "before")
"""Questions only a measure asks: they compare two fields of the record."""


class Before(Block):
    """At most so many minutes after another time; a zone that is not named has no limit set."""

    than: Name
    """The other time."""
    minutes: float | dict[str, float] = 0.0
    """So many minutes, or so many for each zone."""


class Condition(where.Condition):
    """One condition. Give exactly one question (with its field) or combination."""

    same_as: Name | None = None
    """The value is that of this other field."""
    before: Before | None = None
    """The time is at most so many minutes after another time."""


def fields_of(condition: Condition | None) -> Iterator[str]:
    """Every field a condition looks at."""
    for asked in condition.questions() if condition is not None else ():
        yield str(asked.field)
        if asked.same_as is not None:
            yield asked.same_as
        if asked.before is not None:
            yield asked.before.than


def holds(condition: Condition | None, rows: ir.Table, codes: CodesOf) -> ir.BooleanValue:
    """True where the condition holds, else False; no condition always holds."""
    import ibis  # takes a third of a second, and frameworks fed by columns need none of it

    if condition is None:
        return ibis.literal(True)
    if condition.field is not None:
        return _answer(condition, rows[condition.field], rows, codes).fill_null(False)
    if condition.not_ is not None:
        return ~holds(condition.not_, rows, codes)
    parts = [holds(part, rows, codes) for part in condition.parts]
    return reduce(and_ if condition.all else or_, parts)


def _answer(asked: Condition, value: ir.Value, rows: ir.Table, codes: CodesOf) -> ir.BooleanValue:
    match asked.question, asked.asks:
        case "equals", wanted:
            return value == _as_kept(wanted, value)
        case "one_of", values:
            return value.isin([_as_kept(wanted, value) for wanted in values])
        case "under", code:
            return value.isin(sorted(codes(str(asked.field)).under(code)))
        case "between", where.Range(low=low, high=high):
            ends = [value >= _as_kept(low, value)] if low is not None else []
            ends += [value < _as_kept(high, value)] if high is not None else []
            return reduce(and_, ends)
        case "contains", text:
            return value.lower().contains(text.casefold())
        case "same_as", other:
            return value == rows[other]
        case "before", before:
            return _before(value, before, rows)
    return value.isnull() if asked.is_null else value.notnull()


def _as_kept(wanted: Any, value: ir.Value) -> Any:
    """A time as the lake keeps it: UTC, without a zone; anything else as it is."""
    return moment(parse_iso(wanted)).replace(tzinfo=None) if value.type().is_timestamp() else wanted


def _before(value: ir.Value, asked: Before, rows: ir.Table) -> ir.BooleanValue:
    import ibis

    late = value.delta(rows[asked.than], unit="microsecond") / 60e6
    if not isinstance(asked.minutes, dict):
        return late <= asked.minutes
    limits = [(rows[ZONE] == zone, minutes) for zone, minutes in asked.minutes.items()]
    return late <= ibis.cases(*limits, else_=None)
