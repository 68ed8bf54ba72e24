"""Facts: one fact changes exactly one record of one kind.

A record is the fold of its facts: each sets some columns, None clears one. So one journal,
one projection, one lake and one door serve calls, tasks, findings and audit records alike.
The envelope is CloudEvents 1.0.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from anlan.standards.time import Instant, iso


class Fact(NamedTuple):
    """Something that happened to a record. Version 1 creates it; each later one adds 1.

    A plain tuple, like `Recorded`: they are made by the million.
    """

    type: str
    kind: str
    record: str
    version: int
    time: Instant
    data: Mapping[str, Any]
    source: str = "anlan"
    zone: str = "UTC"
    digest: str | None = None


class Recorded(NamedTuple):
    """A fact in the journal: its place there, when, by whom and for what it was written."""

    position: int
    fact: Fact
    recorded: Instant
    actor: str
    purpose: str
    matter: str | None

    def cloudevent(self) -> dict[str, Any]:
        """The fact as a CloudEvents 1.0 object in JSON form."""
        fact = self.fact
        event = {
            "specversion": "1.0",
            "id": f"{fact.kind}/{fact.record}/{fact.version}",
            "source": f"urn:anlan:{fact.source}",
            "type": fact.type,
            "time": iso(fact.time),
            "subject": f"{fact.kind}/{fact.record}",
            "datacontenttype": "application/json",
            "data": dict(fact.data),
            "anlanposition": str(self.position),
            "anlanrecorded": iso(self.recorded),
            "anlanactor": self.actor,
            "anlanpurpose": self.purpose,
        }
        if self.matter:
            event["anlanmatter"] = self.matter
        return event


@dataclass(frozen=True, slots=True)
class FactColumns:
    """Facts of the journal in order, column by column: what changed and when, but not who wrote
    it and why. A fact is made when somebody asks for it; its type, source, actor, purpose, matter
    and digest are empty."""

    positions: Sequence[int] = ()
    kinds: Sequence[str] = ()
    records: Sequence[str] = ()
    versions: Sequence[int] = ()
    times: Sequence[Instant] = ()
    zones: Sequence[str] = ()
    recorded: Sequence[Instant] = ()
    data: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, facts: Sequence[Recorded]) -> FactColumns:
        """Facts that were made one by one."""
        if not facts:
            return cls()
        positions, made, recorded, *_ = zip(*facts, strict=True)
        _, kinds, records, versions, times, data, _, zones, _ = zip(*made, strict=True)
        return cls(positions, kinds, records, versions, times, zones, recorded, data)

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[Recorded]:
        none = repeat("")
        # Made without a call for each: they are read by the ten thousand.
        facts = map(
            tuple.__new__, repeat(Fact),
            zip(none, self.kinds, self.records, self.versions, self.times, self.data, none,
                self.zones, repeat(None)),
        )  # fmt: skip
        of_all = zip(self.positions, facts, self.recorded, none, none, repeat(None))
        return map(tuple.__new__, repeat(Recorded), of_all)

    def fact(self, index: int) -> Recorded:
        """One of them."""
        fact = Fact(
            "", self.kinds[index], self.records[index], self.versions[index], self.times[index],
            self.data[index], "", self.zones[index],
        )  # fmt: skip
        return Recorded(self.positions[index], fact, self.recorded[index], "", "", None)

    def after(self, position: int) -> FactColumns:
        """Those after a position."""
        begin = bisect_right(self.positions, position)
        return FactColumns(*(column[begin:] for column in self._columns())) if begin else self

    def some(self, indexes: Sequence[int]) -> FactColumns:
        """Some of them, in order."""
        if len(indexes) == len(self):
            return self
        if len(indexes) < 2:
            return FactColumns(*([column[i] for i in indexes] for column in self._columns()))
        return FactColumns(*map(itemgetter(*indexes), self._columns()))

    def _columns(self) -> tuple[Sequence[Any], ...]:
        return (
            self.positions, self.kinds, self.records, self.versions, self.times, self.zones,
            self.recorded, self.data,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intake:
    """One record as a source has it now. `digest` tells one content from another."""

    record: str
    time: Instant
    zone: str
    digest: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IntakeColumns:
    """Many records of one kind as a source has them now, column by column."""

    records: list[str]
    times: list[Instant]
    zone: str
    digests: list[str]
    texts: list[str]
    """JSON object of the values that are known, as the journal keeps it."""
    names: tuple[str, ...]
    """Every field the source sets."""
    columns: Mapping[str, list[Any]]
    """Values as the view holds them, lists and json as JSON text; a field that no record
    knows may be left out."""

    def __len__(self) -> int:
        return len(self.records)

    def row(self, index: int) -> Intake:
        """One of the records; fields not known are None."""
        data = dict.fromkeys(self.names) | orjson.loads(self.texts[index])
        return Intake(self.records[index], self.times[index], self.zone, self.digests[index], data)

    def some(self, indexes: Iterable[int]) -> IntakeColumns:
        """Some of the records."""
        chosen = list(indexes)

        def of(values: list[Any]) -> list[Any]:
            return [values[index] for index in chosen]

        columns = {name: of(values) for name, values in self.columns.items()}
        return IntakeColumns(
            of(self.records), of(self.times), self.zone, of(self.digests), of(self.texts),
            self.names, columns,
        )  # fmt: skip


class Outcome(StrEnum):
    """What taking a record in came to."""

    STORED = "stored"
    AMENDED = "amended"
    DUPLICATE = "duplicate"
