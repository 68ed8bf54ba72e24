"""The lake: every kind as Parquet segments, read by DuckDB through Ibis.

A follower of the journal writes the current rows of changed records; the highest version
of a record counts, so a segment written twice does no harm.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.standards.kinds import FieldType, RecordKind

_ARROW: dict[FieldType, pa.DataType] = {
    FieldType.INTEGER: pa.int64(),
    FieldType.NUMBER: pa.float64(),
    FieldType.LONGITUDE: pa.float64(),
    FieldType.LATITUDE: pa.float64(),
    FieldType.BOOLEAN: pa.bool_(),
    FieldType.TIME: pa.timestamp("us"),
}
_SYSTEM = (
    ("id", pa.string()),
    ("version", pa.int32()),
    ("position", pa.int64()),
    ("opened", pa.int64()),
    ("withdrawn", pa.bool_()),
    ("tz", pa.string()),
)
SEGMENTS = 24
"""More segments of a kind than this are merged into one."""


def arrow_schema(kind: RecordKind) -> pa.Schema:
    """Columns of a kind in the lake: times are UTC timestamps without a zone, in µs."""
    fields = [pa.field(name, type) for name, type in _SYSTEM]
    fields += [pa.field(n, _ARROW.get(f.type, pa.string())) for n, f in kind.fields.items()]
    return pa.schema(fields)


class Lake:
    """The Parquet folder of one deployment: one sub-folder a kind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()

    def write(self, kind: RecordKind, columns: Mapping[str, Sequence[Any]], last: int) -> None:
        """Add a segment with these rows, column by column, as of journal position `last`."""
        (self.folder / kind.id).mkdir(parents=True, exist_ok=True)
        schema = arrow_schema(kind)
        arrays = [pa.array(columns[name], type=schema.field(name).type) for name in schema.names]
        _replace(self._path(kind, last), pa.table(arrays, schema=schema))
        if len(self._segments(kind)) > SEGMENTS:
            self.merge(kind)

    def merge(self, kind: RecordKind) -> None:
        """One segment in place of all; it holds nothing but the current row of each record."""
        segments = self._segments(kind)
        if not segments:
            return
        # Readers keep an open file after it is unlinked; the merged one is there before.
        rows = self._connection().read_parquet([str(path) for path in segments])
        merged = _latest(rows).to_pyarrow().select(arrow_schema(kind).names)
        _replace(segments[-1], merged.cast(arrow_schema(kind)))
        for path in segments[:-1]:
            path.unlink(missing_ok=True)

    def table(self, kind: RecordKind, fields: Sequence[str]) -> ibis.Table:
        """The current, not withdrawn records of a kind as an Ibis table on DuckDB."""
        names = list(dict.fromkeys(("id", "version", "tz", *fields)))
        segments = self._segments(kind)
        if not segments:
            return ibis.memtable(arrow_schema(kind).empty_table()).select(names)
        rows = self._connection().read_parquet([str(path) for path in segments])
        return _latest(rows).filter(lambda t: ~t.withdrawn).select(names)

    def clear(self) -> None:
        """Remove every segment; the follower writes them again from the views."""
        for path in self.folder.glob("*/*.parquet"):
            path.unlink()

    def _path(self, kind: RecordKind, last: int) -> Path:
        return self.folder / kind.id / f"{last:015d}.parquet"

    def _segments(self, kind: RecordKind) -> list[Path]:
        return sorted((self.folder / kind.id).glob("[0-9]*.parquet"))

    def _connection(self) -> Any:
        if not hasattr(self._local, "duckdb"):
            self._local.duckdb = ibis.duckdb.connect(threads=2)
        return self._local.duckdb


def _latest(rows: ibis.Table) -> ibis.Table:
    newest = ibis.row_number().over(
        group_by=rows.id, order_by=[rows.version.desc(), rows.position.desc()]
    )
    return rows.mutate(_age=newest).filter(lambda t: t._age == 0).drop("_age")


def _replace(path: Path, table: pa.Table) -> None:
    partial = path.with_suffix(".partial")
    with open(partial, "wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
