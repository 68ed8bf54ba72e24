"""The lake: every kind as Parquet segments, read by DuckDB through Ibis.

A follower of the journal writes the current rows of changed records; the highest version
of a record counts, so a segment written twice does no harm.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import ibis
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.standards.kinds import FieldType, Kinds, RecordKind

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
STATE = "state.json"
"""What the lake holds: up to which position, and of which columns."""
SEGMENTS = 24
"""More segments of a kind than this are merged into one."""


def arrow_schema(kind: RecordKind) -> pa.Schema:
    """Columns of a kind in the lake: times are UTC timestamps without a zone, in µs."""
    fields = [pa.field(name, type) for name, type in _SYSTEM]
    fields += [pa.field(n, _ARROW.get(f.type, pa.string())) for n, f in kind.fields.items()]
    return pa.schema(fields)


class Lake:
    """The Parquet folder of one deployment: one sub-folder a kind."""

    def __init__(self, folder: Path, kinds: Kinds) -> None:
        self.folder = folder
        self._shapes = {kind.id: kind.shape for kind in kinds}
        self._local = threading.local()
        self._connections: list[Any] = []
        self._merged: dict[str, list[Path]] = {}
        """By kind the segments of the last merge: a question asked before it still names them."""

    def position(self, head: int) -> int:
        """The journal position it holds everything up to.

        A lake that is gone, was made of other columns, or is ahead of a journal that was
        restored, is emptied and begun again: 0.
        """
        try:
            state = orjson.loads((self.folder / STATE).read_bytes())
            if state["shapes"] == self._shapes and state["position"] <= head:
                return int(state["position"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        self.clear()
        return 0

    def reach(self, position: int) -> None:
        """Everything up to this position is in its segments."""
        self.folder.mkdir(parents=True, exist_ok=True)
        state = orjson.dumps({"position": position, "shapes": self._shapes})
        _replace(self.folder / STATE, lambda file: file.write(state))

    def close(self) -> None:
        """Let go of DuckDB."""
        while self._connections:
            self._connections.pop().disconnect()
        self._local = threading.local()

    def write(self, kind: RecordKind, columns: Mapping[str, Sequence[Any]], last: int) -> None:
        """Add a segment with these rows, column by column, as of journal position `last`."""
        (self.folder / kind.id).mkdir(parents=True, exist_ok=True)
        schema = arrow_schema(kind)
        arrays = [pa.array(columns[name], type=schema.field(name).type) for name in schema.names]
        self._put(self._path(kind, last), pa.table(arrays, schema=schema))
        if len(self._segments(kind)) > SEGMENTS:
            self._drop_merged(kind)
            self._merge(kind)

    def merge(self, kind: RecordKind) -> None:
        """One segment in place of all: nothing is left but the current row of each record."""
        self._merge(kind)
        self._drop_merged(kind)

    def _merge(self, kind: RecordKind) -> None:
        segments = self._segments(kind)
        if not segments:
            return
        rows = self._connection().read_parquet([str(path) for path in segments])
        merged = _latest(rows).to_pyarrow().select(arrow_schema(kind).names)
        self._put(segments[-1], merged.cast(arrow_schema(kind)))
        self._merged.setdefault(kind.id, []).extend(segments[:-1])

    def _drop_merged(self, kind: RecordKind) -> None:
        for path in self._merged.pop(kind.id, ()):
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
        """Remove every segment; they are written again from the views."""
        self._merged = {}
        (self.folder / STATE).unlink(missing_ok=True)
        for path in self.folder.glob("*/*.parquet"):
            path.unlink(missing_ok=True)

    def _put(self, path: Path, table: pa.Table) -> None:
        _replace(path, lambda file: pq.write_table(table, file, compression="zstd"))

    def _path(self, kind: RecordKind, last: int) -> Path:
        return self.folder / kind.id / f"{last:015d}.parquet"

    def _segments(self, kind: RecordKind) -> list[Path]:
        """Those that count; one that was merged, read again after a restart, does no harm."""
        merged = self._merged.get(kind.id, ())
        found = (self.folder / kind.id).glob("[0-9]*.parquet")
        return sorted(path for path in found if path not in merged)

    def _connection(self) -> Any:
        if not hasattr(self._local, "duckdb"):
            self._local.duckdb = ibis.duckdb.connect(threads=2)
            self._connections.append(self._local.duckdb)
        return self._local.duckdb


def _latest(rows: ibis.Table) -> ibis.Table:
    newest = ibis.row_number().over(
        group_by=rows.id, order_by=[rows.version.desc(), rows.position.desc()]
    )
    return rows.mutate(_age=newest).filter(lambda t: t._age == 0).drop("_age")


def _replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with open(partial, "wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
