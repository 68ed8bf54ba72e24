"""Records in the order of their event times, for files that are in another.

What is mapped goes to temporary files, sorted within each, and comes back merged. Memory
holds some rows of every file and 16 bytes for each row (estimated, 0.16 GB for ten million).
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from anlan.ingest.part import Part
from anlan.ingest.plan import Records
from anlan.ingest.unpack import OWNER
from anlan.standards.errors import BadInput

_READ = 1_024
"""Rows read from a temporary file at once."""


def by_time(parts: Iterable[Part], rows: int) -> Generator[Part, None, None]:
    """Each part without its records, then all records by the time of their row, so many rows
    at once; rows of one time stay in file order."""
    with tempfile.TemporaryDirectory(prefix="anlan-") as folder:
        tables: list[list[_Sorted]] = []
        times: list[NDArray[np.int64]] = []
        count = 0
        for part in parts:
            # Also when it is empty: whoever writes to a pipe learns here that nobody reads on.
            yield Part([], part.spoilt)
            for number, records in enumerate(_numbered(part.records, count)):
                if number == len(tables):
                    tables.append([])
                path = Path(folder) / f"{len(times)}-{number}.arrow"
                tables[number].append(_Sorted(path, replace(records, content=pl.DataFrame())))
                _write(path, records.content, part.records[0].content["time"].to_numpy(), count)
            if part.records:
                times.append(part.records[0].content["time"].to_numpy().copy())
                count += len(times[-1])
        places = _places(np.concatenate(times)) if times else np.zeros(0, np.int64)
        for bound in range(rows, count + rows, rows):
            yield Part([_merged(table, places, bound) for table in tables], [])


@dataclass(slots=True)
class _Sorted:
    """Records of one temporary file, read forwards."""

    path: Path
    records: Records
    held: pl.DataFrame | None = None
    taken: int = 0

    def before(self, places: NDArray[np.int64], bound: int) -> Iterator[pl.DataFrame]:
        """The next records, as far as their rows have a place before the bound."""
        while (held := self.held if self.held is not None else self._next()) is not None:
            cut = int(np.searchsorted(places[held[OWNER].to_numpy()], bound))
            yield held[:cut]
            self.held = held[cut:] if cut < len(held) else None
            if self.held is not None:
                return

    def _next(self) -> pl.DataFrame | None:
        with pa.OSFile(str(self.path)) as file, pa.ipc.open_file(file) as reader:
            if self.taken == reader.num_record_batches:
                return None
            self.taken += 1
            return pl.DataFrame(pl.from_arrow(reader.get_batch(self.taken - 1)))


def _numbered(tables: list[Records], first: int) -> Iterator[Records]:
    """Records with the number of their row among all rows that have records."""
    owners = tables[0].content[OWNER].to_numpy() if tables else np.zeros(0, np.int64)
    for records in tables:
        numbers = first + np.searchsorted(owners, records.content[OWNER].to_numpy())
        yield replace(records, content=records.content.with_columns(pl.Series(OWNER, numbers)))


def _write(path: Path, content: pl.DataFrame, times: NDArray[np.int64], first: int) -> None:
    key = pl.Series("@time", times[content[OWNER].to_numpy() - first])
    table = content.with_columns(key).sort("@time", OWNER, maintain_order=True).drop("@time")
    arrow = table.to_arrow()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    try:
        with (
            pa.OSFile(str(path), "wb") as file,
            pa.ipc.new_file(file, arrow.schema, options=options) as writer,
        ):
            writer.write_table(arrow, max_chunksize=_READ)
    except OSError as error:
        raise BadInput(
            f"the rows cannot be put aside to sort them by time ({error.strerror or error})",
            place=str(path.parent),
            way_out="make room there, or name another folder in the environment variable TMPDIR",
        ) from None


def _places(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each row when rows are sorted by time."""
    order = np.argsort(times, kind="stable")
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places


def _merged(files: list[_Sorted], places: NDArray[np.int64], bound: int) -> Records:
    """The records of all files whose rows have a place before the bound, sorted."""
    parts = [part for file in files for part in file.before(places, bound)]
    content = pl.concat(parts, how="diagonal_relaxed")
    key = pl.Series("@place", places[content[OWNER].to_numpy()])
    content = content.with_columns(key).sort("@place", maintain_order=True).drop("@place")
    return replace(files[0].records, content=content)
