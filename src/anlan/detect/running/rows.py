"""Rows in a checkpoint: each is written once, however many records and findings rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from anlan.detect.steps.row import Row

CHUNK = 512
"""Rows that are written, and read again, together."""


class Written:
    """Rows that are written, by number in the order in which they were first named."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._numbers: dict[int, int] = {}

    def number(self, row: Row) -> int:
        """The number of a row. The same row, as an object, is written once."""
        number = self._numbers.setdefault(id(row), len(self.rows))
        if number == len(self.rows):
            self.rows.append(row)
        return number

    def chunks(self) -> list[bytes]:
        """The rows as they are written."""
        return [
            orjson.dumps(list(map(tuple, self.rows[begin : begin + CHUNK])))
            for begin in range(0, len(self.rows), CHUNK)
        ]


class Restored:
    """Rows that were written, read when they are asked for."""

    def __init__(self, chunks: Iterable[bytes], point: int | None) -> None:
        """`point`: where the values have a point; JSON knows no tuples, and a point is one."""
        self._chunks: list[bytes | list[Row]] = list(chunks)
        self._point = point

    def __getitem__(self, number: int) -> Row:
        chunk = self._chunks[number // CHUNK]
        if isinstance(chunk, bytes):
            chunk = self._chunks[number // CHUNK] = list(map(self._row, orjson.loads(chunk)))
        return chunk[number % CHUNK]

    def _row(self, parts: Sequence[Any]) -> Row:
        record, order, time, zone, gap, values = parts
        if self._point is not None and values[self._point] is not None:
            values[self._point] = tuple(values[self._point])
        return Row(record, order, time, zone, gap, tuple(values))
