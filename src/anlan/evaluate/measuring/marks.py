"""What a record is to a measure, as columns."""

from __future__ import annotations

from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir

from anlan.evaluate.declaration.conditions import CodesOf, holds
from anlan.evaluate.declaration.source import Source, Statistic


class Marks(NamedTuple):
    """What a record is to one measure, or the names of those three columns.

    Is it counted, is it in the numerator, and the amount that is averaged (minutes for a
    median). A rate or a count counts its numerator alone.
    """

    counted: Any
    hit: Any
    amount: Any


def names(measure: str) -> Marks:
    """The names of the mark columns of a measure."""
    return Marks(f"counted {measure}", f"hit {measure}", f"amount {measure}")


def marks_of(source: Source, records: ir.Table, codes: CodesOf) -> Marks:
    """The marks of every record of the kind a measure is taken from."""
    counted = holds(source.among, records, codes)
    hit = counted & holds(source.of, records, codes)
    amount = _amount(source, records)
    if source.statistic in (Statistic.RATE, Statistic.COUNT):
        counted = hit
    elif amount is not None:
        counted = counted & amount.notnull()
    nothing = ibis.null("float64")
    shown = nothing if amount is None else ibis.ifelse(counted, amount, nothing)
    return Marks(counted, hit, shown)


def _amount(source: Source, records: ir.Table) -> ir.Value | None:
    match source.statistic, source.field, source.since:
        case Statistic.MEAN, str(field), _:
            return records[field].cast("float64")
        case Statistic.MEDIAN_MINUTES, str(field), str(since):
            return records[field].delta(records[since], unit="microsecond") / 60e6
    return None
