"""Files of rows and a small state that names them, in a folder that several processes use.

Who adds holds a lock, so that nothing is done twice; who reads needs none. The state is replaced
as a whole, a file is never changed, and one that is named no more stays for an hour: somebody
may be reading it. What is half written when a process dies is named nowhere and is swept away.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.detect.checkpoint import read_if_there, write_whole

SMALL = 24
"""More files than this are merged into one."""
ROW_GROUP = 122_880
READ_STILL = 3_600.0
"""Seconds a file stays after it was named last."""


class Segments:
    """The rows of one folder: files in journal order, each with how many it has."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._folder = folder
        self._schema = schema
        self._state = folder / "state.json"
        self._named: list[tuple[str, int]] = []

    @property
    def paths(self) -> list[str]:
        """The files."""
        return [str(self._folder / name) for name, _ in self._named]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep others, threads and processes, from adding. Ends with the process at the latest."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> dict[str, Any] | None:
        """What was saved last; None when there is nothing that can be used."""
        try:
            state: dict[str, Any] = orjson.loads(read_if_there(self._state) or b"")
            named = [(str(name), int(rows)) for name, rows in state["segments"]]
        except (ValueError, KeyError, TypeError):
            return None
        if not all((self._folder / name).exists() for name, _ in named):
            return None
        self._named = named
        return state

    def save(self, state: dict[str, Any]) -> None:
        """Name the files, and what else is to be known, from now on."""
        if len(self._named) > SMALL:
            self._merge()
        write_whole(self._state, [orjson.dumps({**state, "segments": self._named})])
        self._sweep()

    def clear(self) -> None:
        """Begin again."""
        self._named = []

    def add(self, tables: Iterable[pa.Table], position: int) -> None:
        """Write one more file; it counts from the next `save` on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name, rows = f"{position:015d}-{uuid4().hex[:8]}.parquet", 0
        with pq.ParquetWriter(self._folder / name, self._schema, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table, ROW_GROUP)
                rows += table.num_rows
        self._named.append((name, rows))

    def _merge(self) -> None:
        """One file in place of the latest ones, down to one that is larger than they are."""
        first = len(self._named) - 2
        total = sum(rows for _, rows in self._named[first:])
        while first and self._named[first - 1][1] <= total:
            first -= 1
            total += self._named[first][1]
        self._named, merged = self._named[:first], self._named[first:]
        position = int(merged[-1][0].partition("-")[0])
        self.add(
            (pq.read_table(self._folder / name, schema=self._schema) for name, _ in merged),
            position,
        )

    def _sweep(self) -> None:
        """Remove files that nobody can be reading any more."""
        now, named = self._state.stat().st_mtime, {name for name, _ in self._named}
        for path in self._folder.glob("*.parquet"):
            if path.name not in named and path.stat().st_mtime < now - READ_STILL:
                path.unlink(missing_ok=True)
