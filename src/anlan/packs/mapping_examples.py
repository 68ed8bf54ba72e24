"""Examples of a mapping: rows of the source, and the records or the quarantine they become.

mapping: winston-salem-pd
examples:
  - title: {zh: 普通警情, en: an ordinary call}
    row: {case: "18-1", time: "2018-01-02 03:04:05"}
    records:
      - {id: winston-18-1, received: "2018-01-02T03:04:05-05:00"}
  - title: {zh: 时间不可读, en: a time that cannot be read}
    row: {case: "18-2", time: "yesterday"}
    quarantine: {field: received, reason: bad-time}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field as Bounded, model_validator

from anlan.ingest.mapping import Mapping
from anlan.ingest.try_row import Tried, try_row
from anlan.standards.codes import Codes
from anlan.standards.kinds import Declaration, FieldType, Kinds
from anlan.standards.time import parse_iso
from anlan.standards.title import Title


class Quarantined(Declaration):
    """Why a row must not be taken in."""

    field: str
    """The field whose value is wrong."""
    reason: str
    """The reason, in the word that `anlan ingest` counts it under."""


class MappingExample(Declaration):
    """One row and what it must become: records, or quarantine."""

    title: Title
    """What the example shows."""
    row: dict[str, str | None]
    """Cells by column name, as text; columns left out are empty."""
    records: tuple[dict[str, Any], ...] = ()
    """Every record it becomes, with `id` (and `kind`, if not the mapping's own) and the
    fields that must have these values; times as ISO 8601 text, null for a field left empty."""
    quarantine: Quarantined | None = None

    @model_validator(mode="after")
    def _one_way(self) -> MappingExample:
        if bool(self.records) == bool(self.quarantine):
            raise ValueError("say what the row becomes: either records, or quarantine")
        if any("id" not in record for record in self.records):
            raise ValueError("every expected record needs its id")
        return self


class MappingExamples(Declaration):
    """The examples of one mapping."""

    mapping: str
    """The id of the mapping."""
    examples: Annotated[tuple[MappingExample, ...], Bounded(min_length=1)]


def differences(
    mapping: Mapping, example: MappingExample, *, kinds: Kinds, codes: Codes
) -> Iterator[str]:
    """What came out otherwise than the example says; nothing when all is as it says."""
    tried = try_row(mapping, example.row, kinds=kinds, codes=codes)
    if example.quarantine is not None:
        yield from _wrongly_taken(tried, example.quarantine)
        return
    if tried.quarantine is not None:
        yield f"quarantined: {tried.quarantine}"
        return
    made = {(record["kind"], record["id"]): record for record in tried.records}
    for wanted in example.records:
        kind, id = wanted.get("kind", mapping.kind), wanted["id"]
        if (record := made.pop((kind, id), None)) is None:
            yield f"no {kind} {id} was made; made: {sorted(made)}"
            continue
        for name, value in wanted.items():
            if record.get(name) != _instant(kinds, kind, name, value):
                yield f"{kind} {id}, {name}: wanted {value!r}, made {record.get(name)!r}"
    for kind, id in made:
        yield f"{kind} {id} was made too"


def _wrongly_taken(tried: Tried, wanted: Quarantined) -> Iterator[str]:
    if tried.quarantine is None:
        yield f"not quarantined; made {[record['id'] for record in tried.records]}"
        return
    for name, value in wanted.model_dump().items():
        if tried.quarantine[name] != value:
            yield f"quarantined with {name} {tried.quarantine[name]!r}, wanted {value!r}"


def _instant(kinds: Kinds, kind: str, name: str, value: Any) -> Any:
    field = kinds[kind].fields.get(name)
    if field is not None and field.type is FieldType.TIME and isinstance(value, str):
        return parse_iso(value)
    return value
