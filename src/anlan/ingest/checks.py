"""What can be wrong with a mapped row: checks over its texts and values, first failure first.

Columns are named `t:field` (what the source says) and `v:field` (what it was read as).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import polars as pl

from anlan.ingest.expressions import distinct, readable_time
from anlan.ingest.mapping import RecordMapping, RejectIf
from anlan.ingest.sources import From
from anlan.standards.kinds import FieldDef, FieldType, RecordKind
from anlan.standards.time import EARLIEST, LATEST

LONGEST_ID = 200

_UNREADABLE = {
    FieldType.TIME: ("bad-time", "not a time in any of the declared formats"),
    FieldType.DATE: ("bad-date", "not a date in any of the declared formats"),
    FieldType.INTEGER: ("bad-number", "not a whole number"),
    FieldType.NUMBER: ("bad-number", "not a finite number"),
    FieldType.BOOLEAN: ("bad-boolean", "not one of the words for true and false"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """A reason to quarantine a row: `fails` is true where it holds, `shows` is the value.

    `finer` is looked at in failing rows only: where it is true it gives reason and message.
    """

    field: str
    reason: str
    message: str
    fails: pl.Expr
    shows: pl.Expr
    finer: tuple[pl.Expr, str, str] | None = None


def checks_of_rules(rules: Iterable[RejectIf]) -> list[Check]:
    """The source's own rules for rows that are no records."""
    found = []
    for rule in rules:
        like = re.compile(rule.like)
        hit = distinct(pl.col(rule.column), partial(_hit, like))
        message = f"the mapping rejects rows whose {rule.column} is like {rule.like}"
        found.append(
            Check(rule.column, rule.reason, message, hit.is_not_null(), pl.col(rule.column))
        )
    return found


def checks_of_record(record: RecordMapping, kind: RecordKind, zone: str) -> list[Check]:
    """Everything that can be wrong with one record, in the order of its fields."""
    identity = pl.col("id")
    too_long = identity.str.len_chars() > LONGEST_ID
    found = [
        Check("id", "no-id", "a column of the record's id is empty", identity.is_null(), identity),
        Check("id", "no-id", f"an id longer than {LONGEST_ID} characters", too_long, identity),
    ]
    for name, source in record.fields.items():
        found += _of_field(name, source, kind, zone)
    if record.coordinates and record.coordinates.otherwise == "quarantine":
        shown = pl.concat_str(["t:x", "t:y"], separator=", ", ignore_nulls=True)
        found += [
            Check("coordinates", reason, message, pl.col(f"bad:{reason}"), shown)
            for reason, message in COORDINATE_REASONS.items()
        ]
    if record.order_otherwise == "quarantine":
        found += [_of_order(record.order[:n], record.order[n]) for n in range(1, len(record.order))]
    return found


COORDINATE_REASONS = {
    "bad-coordinate": "not a pair of finite numbers on the globe",
    "outside-bounds": "a point outside the bounds the mapping declares",
}


def implausible(name: str, source: From, field: FieldDef) -> Iterator[tuple[pl.Expr, str, str]]:
    """Where a value was read but cannot be true; reason and message."""
    value = pl.col(f"v:{name}")
    if field.type is FieldType.TIME:
        beyond = ~value.is_between(EARLIEST, LATEST, closed="left")
        yield beyond, "implausible-time", "a time before 1900 or after 2100"
    if (span := field.range_in_words) is not None:
        low = -math.inf if field.minimum is None else field.minimum
        high = math.inf if field.maximum is None else field.maximum
        message = f"the field holds {span.en}"
        yield ~value.is_between(low, high), "implausible-value", message
    if source.between is not None:
        message = f"not within {source.between}"
        yield ~value.is_between(*source.between), "implausible-value", message


def unread(name: str) -> pl.Expr:
    """Where the source says something that could not be read."""
    return pl.col(f"t:{name}").is_not_null() & pl.col(f"v:{name}").is_null()


def _hit(like: re.Pattern[str], text: str) -> str | None:
    return text if like.search(text) else None


def _of_field(name: str, source: From, kind: RecordKind, zone: str) -> list[Check]:
    field = kind.fields[name]
    text = pl.col(f"t:{name}")
    found = []
    if source.required or name == kind.time:
        found.append(Check(name, "missing", "nothing there", text.is_null(), text))
    if source.otherwise == "empty":
        if name == kind.time or source.required:
            empty = pl.col(f"v:{name}").is_null()
            found.append(Check(name, "missing", "no usable value", empty, text))
        return found
    if source.premises_key is None:
        reason, message = _why_unread(source, field.type)
        finer = None
        if field.type is FieldType.TIME and source.date_of is None:
            skipped = f"summer time skips this clock time in {source.zone or zone}"
            finer = (readable_time(source, text), "time-in-gap", skipped)
        found.append(Check(name, reason, message, unread(name), text, finer))
    found += [
        Check(name, reason, message, beyond, text)
        for beyond, reason, message in implausible(name, source, field)
    ]
    return found


def _why_unread(source: From, kind: FieldType) -> tuple[str, str]:
    if source.crosswalk is not None:
        return "unknown-code", f"the crosswalk {source.crosswalk} does not know this word"
    if source.words is not None:
        return "unknown-word", "none of the words the mapping accepts"
    if kind is FieldType.CODE:
        return "unknown-code", "not a code of the field's table"
    if source.date_of is not None:
        return "bad-time", f"not a clock time, or one that lies before {source.date_of}"
    return _UNREADABLE.get(kind, ("bad-value", f"not a value of type {kind}"))


def _of_order(earlier: tuple[str, ...], later: str) -> Check:
    before = pl.max_horizontal(pl.col(f"v:{name}") for name in earlier)
    return Check(
        later,
        "impossible-order",
        f"{later} lies before {' or '.join(earlier)}",
        pl.col(f"v:{later}") < before,
        pl.col(f"t:{later}"),
    )
