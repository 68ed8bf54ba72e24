"""A mapping: how the columns of one source become records of a kind.

id: winston-salem-pd
title: {zh: …, en: …}
source: {name: …, licence: …}
zone: America/New_York
kind: call
record: "winston-{case}"
fields:
  received: {columns: [incident_date, incident_time], join: " ", formats: ["%Y-%m-%d %H:%M:%S"]}
  channel: {const: "911"}
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field as Bounded, model_validator

from anlan.ingest.crosswalk import Crosswalk
from anlan.ingest.sources import (
    Coordinates,
    Else,
    Format,
    From,
    Source,
    Zone,
    check_pattern,
    template_columns,
)
from anlan.standards.declaration import read_declaration
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Declaration, Name
from anlan.standards.title import Title


class RejectIf(Declaration):
    """Rows that are no records of the kind; they go to quarantine under a reason of their own."""

    column: str
    like: str
    """Regular expression found in the text."""
    reason: Annotated[str, Bounded(pattern=r"^[a-z][a-z-]{2,40}$")]

    @model_validator(mode="after")
    def _whole(self) -> RejectIf:
        check_pattern(self.like, ())
        return self


class DigestOf(Declaration):
    """A record id for a source without one: a prefix and a digest of some columns."""

    prefix: str
    digest_of: Annotated[tuple[str, ...], Bounded(min_length=1)]


class RecordMapping(Declaration):
    """One record that a row becomes."""

    kind: Name
    record: str | DigestOf
    """The record's id: text with {column} in it, or a digest."""
    fields: Annotated[dict[Name, From], Bounded(min_length=1)]
    coordinates: Coordinates | None = None
    order: tuple[Name, ...] = ()
    """Time fields that cannot run backwards."""
    order_otherwise: Else = "quarantine"
    """When one is earlier than the one before it: quarantine the row, or leave the later empty."""
    keep_raw: Literal["all"] | tuple[str, ...] = ()
    """Columns kept as they are in the field `raw`."""

    @model_validator(mode="after")
    def _timed(self) -> RecordMapping:
        if isinstance(self.record, str):
            template_columns(self.record)
        return self

    def uses(self) -> set[str]:
        """The columns it reads."""
        record = self.record
        found = set(template_columns(record) if isinstance(record, str) else record.digest_of)
        for field in self.fields.values():
            found |= field.uses()
        if self.coordinates:
            found |= self.coordinates.uses()
        return found | (set(self.keep_raw) if self.keep_raw != "all" else set())


class Unpack(Declaration):
    """Packed lists such as "E1=09:28:43, E2=09:30:00", opened into one row per key.

    In the fields of such a record the columns `key` and the names of `columns` can be read
    beside those of the file.
    """

    item: str
    """Regular expression with groups named `key` and `value`, found again and again."""
    columns: Annotated[dict[str, str], Bounded(min_length=1)]
    """Name of the unpacked column → packed column of the file."""
    last: tuple[str, ...] = ()
    """Names that take the last value of a key that comes twice; the others take the first."""

    @model_validator(mode="after")
    def _whole(self) -> Unpack:
        check_pattern(self.item, ("key", "value"))
        return self


class Each(RecordMapping):
    """Several records that a row becomes, one for each item of its packed lists."""

    unpack: Unpack

    def uses(self) -> set[str]:
        """The columns of the file it reads."""
        made = {"key", *self.unpack.columns}
        return (super().uses() - made) | set(self.unpack.columns.values())


class Mapping(RecordMapping):
    """A whole mapping."""

    id: Annotated[str, Bounded(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")]
    title: Title
    source: Source
    format: Format = Format()
    zone: Zone
    """IANA zone of the source's clock times."""
    sequence: Literal["file", "time"] = "file"
    """Store the rows as the file has them, or sorted by event time (rows of one time as the
    file has them). Early warning slides its windows over records in the order stored, so say
    `time` where the file is in another order, such as by case number or newest first."""
    reject_if: tuple[RejectIf, ...] = ()
    also: tuple[RecordMapping, ...] = ()
    """Further records that each row becomes."""
    each: tuple[Each, ...] = ()
    crosswalks: dict[str, Crosswalk] = {}
    """Crosswalks written here; others are files in the folder `crosswalks` of the pack."""

    @property
    def records(self) -> tuple[RecordMapping, ...]:
        """The row's own record first, then those beside it, then those unpacked from it."""
        return (self, *self.also, *self.each)

    def columns(self) -> set[str]:
        """Every column of the file that it reads."""
        found = {rule.column for rule in self.reject_if}
        return found.union(*(RecordMapping.uses(self), *(r.uses() for r in self.records[1:])))


def read_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file, with the crosswalks it names read from beside it.

    BadDeclaration with file, line and column.
    """
    mapping = read_declaration(path, Mapping)
    named = {f.crosswalk for record in mapping.records for f in record.fields.values()}
    missing = sorted({name for name in named if name} - set(mapping.crosswalks))
    if not missing:
        return mapping
    found = {name: read_declaration(_crosswalk_file(path, name), Crosswalk) for name in missing}
    return mapping.model_copy(update={"crosswalks": {**mapping.crosswalks, **found}})


def mapping_schema() -> dict[str, Any]:
    """The JSON Schema of a mapping, for editors and for the reference."""
    return Mapping.model_json_schema()


def _crosswalk_file(mapping: Path, name: str) -> Path:
    folders = [mapping.parent / "crosswalks", mapping.parent.parent / "crosswalks", mapping.parent]
    for folder in folders:
        if (file := folder / f"{name}.yaml").is_file():
            return file
    raise BadDeclaration(
        "no such crosswalk",
        place=str(mapping),
        value=name,
        way_out="write it at " + " or ".join(str(folder / f"{name}.yaml") for folder in folders),
    )
