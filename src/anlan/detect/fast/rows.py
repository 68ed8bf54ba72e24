"""The rows themselves, by order: evidence is handed back as rows."""

from __future__ import annotations

from typing import Any

import orjson

from anlan.detect.steps.row import Row

CHUNK = 1024
"""Rows that are written together."""


class Rows:
    """Rows that may still be evidence, as they are now.

    What is restored is read when a row of it is asked for, so that a start costs little.
    """

    def __init__(self, point_at: int | None) -> None:
        self._point_at = point_at
        """Where the values have a point, which is a tuple."""
        self._rows: dict[int, Row] = {}
        self._unread: list[tuple[int, int, int, bytes]] = []
        """First and last order, latest time, and the rows as JSON; what is newer comes later."""

    def put(self, row: Row) -> None:
        """Remember a row, in place of what it was before."""
        self._rows[row.order] = row

    def __getitem__(self, order: int) -> Row:
        row = self._rows.get(order)
        if row is None:
            self._read(order)
            row = self._rows[order]
        return row

    def let_go(self, floor: int) -> None:
        """Forget rows whose time lies at or before an instant."""
        self._rows = {order: row for order, row in self._rows.items() if row.time > floor}
        self._unread = [part for part in self._unread if part[2] > floor]

    def save(self) -> tuple[list[list[int]], bytes]:
        """The rows as bytes; first order, last order, latest time and length of each part."""
        orders = sorted(self._rows)
        parts = list(self._unread)
        for begin in range(0, len(orders), CHUNK):
            rows = [self._rows[order] for order in orders[begin : begin + CHUNK]]
            latest = max(row.time for row in rows)
            written = orjson.dumps([tuple(row) for row in rows])
            parts.append((rows[0].order, rows[-1].order, latest, written))
        table = [[*part[:3], len(part[3])] for part in parts]
        return table, b"".join(part[3] for part in parts)

    def restore(self, table: list[list[int]], saved: memoryview) -> None:
        """Go on from rows that were saved."""
        self._rows, self._unread = {}, []
        begin = 0
        for first, last, latest, length in table:
            self._unread.append((first, last, latest, bytes(saved[begin : begin + length])))
            begin += length

    def _read(self, order: int) -> None:
        """Read the parts that may have a row; a row remembered since then is newer."""
        for part in [part for part in self._unread if part[0] <= order <= part[1]][::-1]:
            self._unread.remove(part)
            for record, number, time, zone, gap, values in orjson.loads(part[3]):
                row = Row(record, number, time, zone, gap, self._values(values))
                self._rows.setdefault(number, row)

    def _values(self, values: list[Any]) -> tuple[Any, ...]:
        at = self._point_at
        if at is not None and values[at] is not None:
            values[at] = tuple(values[at])
        return tuple(values)
