"""Rows in a checkpoint: each is written once, however many sources and findings rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from anlan.detect.steps.row import Row
from anlan.detect.steps.rows import Rows, row_of
from anlan.detect.steps.stretch import Packed

CHUNK = 512
"""Rows that are written, and read again, together."""
Table = list[list[int]]
"""Of each part first order, last order, latest time, and its number among what is written."""


class Written:
    """The rows of the sources over one record kind. They differ in few: where the clock of one
    had passed a record further when it was amended."""

    def __init__(self, sources: Sequence[Rows], blobs: list[bytes]) -> None:
        """Adds to `blobs` what is written."""
        self._blobs = blobs
        self._odd: list[Row] = []
        self._numbers: dict[int, int] = {}
        once = {some.first: some for rows in sources for some in rows.stretches()}
        self.stretches = self._table(once[first].packed() for first in sorted(once))
        self.of_all = self._table(sources[0].packed())
        self.besides = [self._table(rows.packed(sources[0])) for rows in sources]

    def number(self, row: Row, rows: Rows) -> int:
        """Where a row stands: its order, or below 0 when it is there no more as it was."""
        if rows.get(row.order) == row:
            return row.order
        number = self._numbers.setdefault(id(row), len(self._odd))
        if number == len(self._odd):
            self._odd.append(row)
        return -1 - number

    def told(self) -> dict[str, Any]:
        """What tells where everything is."""
        odd = []
        for begin in range(0, len(self._odd), CHUNK):
            odd.append(len(self._blobs))
            self._blobs.append(orjson.dumps(list(map(tuple, self._odd[begin : begin + CHUNK]))))
        return {
            "stretches": self.stretches, "rows": self.of_all, "besides": self.besides, "odd": odd
        }  # fmt: skip

    def _table(self, parts: Iterable[Packed]) -> Table:
        table = []
        for part in parts:
            table.append([part.first, part.last, part.latest, len(self._blobs)])
            self._blobs.append(part.content)
        return table


class Restored:
    """The rows of one source as they were written."""

    def __init__(
        self, told: dict[str, Any], beside: int, blobs: Sequence[bytes], point: int | None
    ) -> None:
        """`beside`: which of the sources over its record kind it is."""
        self._stretches = _parts(told["stretches"], blobs)
        self._rows = _parts([*told["rows"], *told["besides"][beside]], blobs)
        self._odd: list[bytes | list[Row]] = [blobs[number] for number in told["odd"]]
        self._point = point
        self._then = Rows(point)
        self.put_into(self._then, 0)

    def put_into(self, rows: Rows, held: int) -> None:
        """Let rows go on from these; `held` as they told."""
        rows.restore(self._stretches, self._rows, held)

    def __getitem__(self, number: int) -> Row:
        """A row as it was then, by the number it was written under."""
        if number >= 0:
            return self._then[number]
        place, within = divmod(-1 - number, CHUNK)
        chunk = self._odd[place]
        if isinstance(chunk, bytes):
            chunk = self._odd[place] = [row_of(row, self._point) for row in orjson.loads(chunk)]
        return chunk[within]


def _parts(table: Table, blobs: Sequence[bytes]) -> list[Packed]:
    return [Packed(first, last, latest, blobs[number]) for first, last, latest, number in table]
