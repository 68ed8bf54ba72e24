"""Parquet: typed columns, given on as text so that one mapping serves every format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.ingest.chunk import ROWS, Chunk, Fault, clip
from anlan.ingest.opening import Limits, opened, seekable
from anlan.ingest.readers.delimited import LONGEST_CELL
from anlan.standards.errors import BadInput


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet file."""

    path: Path
    columns: tuple[str, ...]
    member: str | None = None
    limits: Limits | None = None

    @property
    def description(self) -> str:
        return "Parquet"

    def chunks(self, size: int = ROWS) -> Iterator[Chunk]:
        """The rows, numbered from 1."""
        number = 1
        with _file(self.path, self.member, self.limits) as file:
            for batch in _batches(file, size, self.path):
                rows = _texts(batch).rows()
                chunk = Chunk(self.columns)
                for row in rows:
                    _add(chunk, row, number)
                    number += 1
                if len(chunk):
                    yield chunk


def find_columns(path: Path, *, member: str | None, limits: Limits | None) -> Parquet:
    """The file's columns, its declared size checked. BadInput when it is damaged."""
    bounds = limits or Limits()
    with _file(path, member, limits) as file:
        footer = file.metadata
        groups = [footer.row_group(index) for index in range(footer.num_row_groups)]
        unpacked = sum(group.total_byte_size for group in groups)
        most = min(bounds.largest, max(bounds.free, path.stat().st_size * bounds.ratio))
        if unpacked > most:
            raise BadInput(
                f"unpacks to more than {most} bytes: this looks like a bomb",
                place=str(path),
                value=unpacked,
                way_out="write it anew with smaller row groups if you trust it",
            )
        return Parquet(path, tuple(file.schema_arrow.names), member, limits)


@contextmanager
def _file(path: Path, member: str | None, limits: Limits | None) -> Iterator[pq.ParquetFile]:
    with opened(path, member=member, limits=limits) as stream, seekable(stream) as spool:
        try:
            file = pq.ParquetFile(spool)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from None
        yield file


def _batches(file: pq.ParquetFile, size: int, path: Path) -> Iterator[pa.RecordBatch]:
    batches = file.iter_batches(batch_size=size)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from None
        if batch is None:
            return
        yield batch


def _texts(batch: pa.RecordBatch) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(batch))
    return frame.select(_text(name, kind) for name, kind in frame.schema.items())


def _text(name: str, kind: Any) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("%Y-%m-%dT%H:%M:%S%.6f" + ("%z" if kind.time_zone else ""))
    if isinstance(kind, (pl.Struct, pl.List, pl.Array)):
        as_struct = column if isinstance(kind, pl.Struct) else pl.struct(column)
        return pl.when(column.is_not_null()).then(as_struct.struct.json_encode()).alias(name)
    if kind == pl.Binary:
        return column.bin.encode("hex")
    return column.cast(pl.String)


def _add(chunk: Chunk, row: tuple[str | None, ...], number: int) -> None:
    if any(cell is not None and (len(cell) > LONGEST_CELL or "\0" in cell) for cell in row):
        text = clip("¦".join(clip(cell or "", 500) for cell in row), 2_000)
        message = "a cell too long or with a NUL character"
        chunk.faults.append(Fault(number, "too-long", message, text))
        return
    chunk.rows.append(row)
    chunk.numbers.append(number)


def _damaged(path: Path, error: Exception) -> BadInput:
    return BadInput(
        f"the Parquet file is damaged ({str(error).splitlines()[0]})",
        place=str(path),
        way_out="get the file again",
    )
