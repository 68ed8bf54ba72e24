"""Does a mapping fit its kind? Every field, code and reference it names must exist."""

from __future__ import annotations

from anlan.ingest.mapping import Mapping, RecordMapping
from anlan.ingest.sources import From
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType, RecordKind

MAIN = "main."
"""Prefix of a field of the row's own record, named from a record beside it."""


def check_record(record: RecordMapping, kind: RecordKind, mapping: Mapping, codes: Codes) -> None:
    """BadDeclaration unless the record fits its kind."""
    wanted = [*record.fields, *record.order]
    wanted += ["longitude", "latitude"] if record.coordinates else []
    wanted += ["raw"] if record.keep_raw else []
    for name in wanted:
        if name not in kind.fields:
            raise _wrong(
                mapping, f"record kind {kind.id} has no field {name}", name,
                f"use one of {', '.join(kind.fields)}",
            )  # fmt: skip
    if kind.time not in record.fields:
        raise _wrong(
            mapping, f"a {kind.id} needs its time", None, f"say where `{kind.time}` comes from"
        )
    for name, source in record.fields.items():
        _check_source(name, source, record, kind, mapping, codes)
    for name in record.order:
        if kind.fields[name].type is not FieldType.TIME or name not in record.fields:
            raise _wrong(mapping, "order: not a mapped time field", name, "list times only")


def _check_source(
    name: str, source: From, record: RecordMapping, kind: RecordKind, mapping: Mapping, codes: Codes
) -> None:
    field = kind.fields[name]
    if source.date_of is not None and not _dated_before(name, source.date_of, record, mapping):
        way_out = "name a time field that stands above it and comes from a column"
        raise _wrong(mapping, f"{name}: date_of names no dated field", source.date_of, way_out)
    if source.crosswalk is not None and source.crosswalk not in mapping.crosswalks:
        raise _wrong(
            mapping, f"{name}: no such crosswalk", source.crosswalk, "write it in crosswalks/"
        )
    if field.codes is None:
        return
    table = codes[field.codes]
    ends: frozenset[str] = frozenset()
    if source.crosswalk is not None:
        ends = mapping.crosswalks[source.crosswalk].codes
    elif source.const is not None:
        ends = frozenset([str(source.const)])
    elif source.words is not None:
        ends = frozenset(map(str, source.words.values()))
    for code in sorted(ends):
        if code not in table:
            raise _wrong(
                mapping, f"{name}: not a code of table {table.id}", code,
                "use one of its codes, or add this one to the table",
            )  # fmt: skip


def _dated_before(name: str, base: str, record: RecordMapping, mapping: Mapping) -> bool:
    """Whether a field that a clock time builds on is worked out before it."""
    if base.startswith(MAIN):
        return record is not mapping and base.removeprefix(MAIN) in mapping.fields
    names = list(record.fields)
    return base in names and names.index(base) < names.index(name)


def _wrong(mapping: Mapping, problem: str, value: object, way_out: str) -> BadDeclaration:
    return BadDeclaration(problem, place=f"mapping {mapping.id}", value=value, way_out=way_out)
