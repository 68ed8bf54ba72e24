"""One row of changes: a record as it was before a fact or as it is since, and how it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from anlan.detect.compiler.origin import about_a_person
from anlan.detect.history.local import local_minutes
from anlan.detect.steps.records import Known
from anlan.detect.steps.row import Row
from anlan.standards.kinds import FieldType, RecordKind
from anlan.standards.time import Instant
from anlan.store.facts import Recorded

_ARROW: dict[FieldType, pa.DataType] = {
    FieldType.INTEGER: pa.int64(),
    FieldType.TIME: pa.int64(),
    FieldType.NUMBER: pa.float64(),
    FieldType.LONGITUDE: pa.float64(),
    FieldType.LATITUDE: pa.float64(),
    FieldType.BOOLEAN: pa.bool_(),
    FieldType.LIST: pa.list_(pa.string()),
}
_SYSTEM: tuple[tuple[str, pa.DataType], ...] = (
    ("_position", pa.int64()),
    ("_clock", pa.int64()),
    ("_sign", pa.int8()),
    ("_counts", pa.bool_()),
    ("_record", pa.string()),
    ("_version", pa.int32()),
    ("_order", pa.int64()),
    ("_time", pa.int64()),
    ("_wrote", pa.int64()),
    ("_at", pa.int64()),
    ("_before", pa.int64()),
    ("_zone", pa.string()),
    ("_gap", pa.int64()),
    ("_said", pa.int64()),
    ("_recorded", pa.int64()),
    ("_withdrawn", pa.bool_()),
    ("_minute", pa.int16()),
    ("_day", pa.int32()),
)
"""Position and clock of the fact; whether the row counts; the record, its version, its order;
its event time in use and the one the fact wrote; what `Intake` takes as its time (`_at`) and
took before the fact (`_before`); zone; gap after the fact; time of the fact, and when it was
recorded; local minute of the week and local day of `_time`."""


def kept_fields(kind: RecordKind) -> tuple[str, ...]:
    """The fields that models may look at, sorted: none that is about a person."""
    return tuple(
        sorted(
            name
            for name, field in kind.fields.items()
            if not about_a_person(field) and field.type is not FieldType.JSON
        )
    )


def schema_of(kind: RecordKind) -> pa.Schema:
    """The columns of a kind's changes."""
    fields = [(name, _ARROW.get(kind.fields[name].type, pa.string())) for name in kept_fields(kind)]
    return pa.schema([*_SYSTEM, *fields])


def change_row(
    recorded: Recorded,
    clock: Instant,
    wrote: Instant | None,
    sign: int,
    shown: Known,
    now: Known,
    before: Known | None,
) -> tuple[Any, ...]:
    """One row, in the order of the schema; minute and day are filled in by column."""
    fact = recorded.fact
    return (
        recorded.position, clock, sign, shown.row is not None, fact.record, fact.version,
        now.order, shown.time, wrote, now.at, None if before is None else before.at, now.zone,
        now.gap, fact.time, recorded.recorded, shown.withdrawn, None, None, *shown.fields,
    )  # fmt: skip


def table_of(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Rows as columns, with the local minute and day of each."""
    columns = dict(zip(schema.names, map(list, zip(*rows, strict=True)), strict=True))
    arrays = {
        name: pa.array(columns[name], type=schema.field(name).type)
        for name in schema.names
        if name not in ("_minute", "_day")
    }
    minutes, days = local_minutes(columns["_time"], columns["_zone"])
    arrays["_minute"] = pa.array(minutes, pa.int16(), mask=minutes < 0)
    arrays["_day"] = pa.array(days, pa.int32(), mask=minutes < 0)
    return pa.table([arrays[name] for name in schema.names], schema=schema)


def as_known(row: dict[str, Any], names: Sequence[str]) -> Known:
    """What the intake knew of a record after the fact of a row."""
    fields = tuple(row[name] for name in names)
    zone, gap, order = row["_zone"], row["_gap"], row["_order"]
    stands = None
    if row["_counts"]:
        stands = Row(row["_record"], order, row["_time"], zone, gap, fields)
    return Known(fields, row["_time"], row["_withdrawn"], row["_at"], zone, gap, order, stands)
