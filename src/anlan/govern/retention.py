"""Retention: what has been kept long enough, and what happens to it then (个人信息保护法 19、47条).

A rule is declared with its kind: so many days from one of the record's times, then its
personal fields are erased or the record is withdrawn. A record that never had that time
counts from the day it was taken in, so nothing is kept for ever. A kind without personal
fields never counts from before that day either: history loaded on purpose is not gone the
same night. Personal values have no such grace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from anlan.standards.kinds import RecordKind
from anlan.standards.time import DAY, Instant

TAKEN_IN = "taken_in"
"""Beside a record's own columns: when its first fact was recorded."""
LAST_FACT = "last_fact"
"""Beside a record's own columns: the type of its last fact."""


class Action(StrEnum):
    """What the end of retention does; either way no personal value is left."""

    ERASE = "erase-personal"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose time is up: since when, and the fact that ends it."""

    record: str
    version: int
    zone: str
    since: Instant
    fact: str
    data: Mapping[str, Any]


def keeps(kind: RecordKind) -> bool:
    """Whether the kind's rule has anything to do: erasing takes a personal field."""
    return action_of(kind) is Action.WITHDRAW or bool(kind.personal)


def action_of(kind: RecordKind) -> Action:
    """What the kind's rule does."""
    return Action(kind.retention.then)


def rule_of(kind: RecordKind) -> str:
    """The kind's rule in words."""
    rule = kind.retention
    return f"{rule.days} days from {rule.counted_from}, then {rule.then}"


def horizon(kind: RecordKind, now: Instant) -> Instant:
    """Records counted from this instant or before are due."""
    return Instant(now - kind.retention.days * DAY)


def closing_fact(kind: RecordKind) -> str:
    """The type of the fact that ends a record; one that came after it makes it due again."""
    return f"{kind.id}.{'erased' if action_of(kind) is Action.ERASE else 'retired'}"


def due(kind: RecordKind, rows: Iterable[Mapping[Any, Any]], now: Instant) -> Iterator[Due]:
    """Those of some records that are due: their columns, with TAKEN_IN and LAST_FACT beside them."""
    if not keeps(kind):
        return
    closing, latest, kept = closing_fact(kind), horizon(kind, now), kind.retention.days * DAY
    data: dict[str, Any] = dict.fromkeys(kind.personal)
    if action_of(kind) is Action.WITHDRAW:
        data["withdrawn"] = True
    for row in rows:
        counted = row[kind.retention.counted_from]
        if counted is None or (not kind.personal and counted < row[TAKEN_IN]):
            counted = row[TAKEN_IN]
        if row[LAST_FACT] != closing and counted <= latest:
            since = Instant(counted + kept)
            yield Due(row["id"], row["version"], row["tz"], since, closing, data)


def without_personal(kind: RecordKind, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """What remains of a fact's data; None when it carries no personal value."""
    carried = {name for name in kind.personal if data.get(name) is not None}
    if not carried:
        return None
    return {name: value for name, value in data.items() if name not in carried}
