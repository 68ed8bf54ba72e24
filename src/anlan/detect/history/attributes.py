"""Attributes of many rows: each a list of distinct values and the number every row has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from anlan.detect.compiler.derive import LOCAL_DAY, MINUTE_OF_WEEK
from anlan.detect.compiler.filter import Conjunct
from anlan.detect.history.asked import of_the_clock
from anlan.detect.history.late import Ints, codes_of, read_late
from anlan.detect.steps.layout import POINT, Layout
from anlan.detect.steps.row import Row
from anlan.standards.time import Instant

Bools = npt.NDArray[np.bool_]

_COLUMNS = {MINUTE_OF_WEEK: "_minute", LOCAL_DAY: "_day"}
COORDINATES = ("latitude", "longitude")
CLOCK = ("_minute", "_day", "_zone")
"""What questions about the time of a row read."""


@dataclass(frozen=True, slots=True)
class Values:
    """One attribute: row n has the value `distinct[codes[n]]`; number 0 is None."""

    codes: Ints
    distinct: list[Any]


class Attributes:
    """The rows a model looks at, by column; derived attributes are worked out when asked for.

    Fields that are only told, not looked at, are read from `table` for the rows that are told of.
    """

    def __init__(
        self, layout: Layout, rows: pa.Table, table: ibis.Table, asked: Iterable[Conjunct] = ()
    ) -> None:
        """`asked`: questions whose derived attributes may be asked for."""
        self.layout = layout
        self._rows = rows.combine_chunks()
        self._table = table
        self.position, self.clock, self.sign, self.order, self.time, self.gap = (
            rows[name].to_numpy()
            for name in ("_position", "_clock", "_sign", "_order", "_time", "_gap")
        )
        self._told = [
            name
            for name in layout.fields
            if name not in rows.column_names and name in table.columns
        ]
        self._asked = {part.attribute: part for part in asked}
        self._values: dict[str, Values] = {}
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.time)

    def __getitem__(self, attribute: str) -> Values:
        """An attribute that is looked at."""
        if attribute not in self._values:
            self._values[attribute] = self._look_up(attribute)
        return self._values[attribute]

    def zones(self, numbers: Ints) -> list[str]:
        """The zones of some rows."""
        return self._late(["_zone"], numbers)["_zone"].to_pylist()  # type: ignore[no-any-return]

    def rows(self, numbers: Ints) -> list[Row]:
        """Some rows as the reference interpreter has them."""
        new = np.array([n for n in numbers.tolist() if n not in self._made], np.int64)
        if len(new):
            self._make(np.unique(new))
        return [self._made[n] for n in numbers.tolist()]

    def accepted(self, conjunct: Conjunct) -> pa.Array:
        """Which rows meet a question."""
        values = self._derived(conjunct) if conjunct.derive else self[conjunct.attribute]
        answers = np.array([conjunct.accepts(value) for value in values.distinct[1:]], bool)
        none = conjunct.accepts(None) if bool((values.codes == 0).any()) else False
        return pa.array(np.append(none, answers)[values.codes])

    def alike(self, one: Ints, other: Ints) -> Bools:
        """Which pairs of rows have the same time and the same fields."""
        same: Bools = self.time[one] == self.time[other]
        for name in self.layout.fields:
            if name not in self._told:
                codes = self[name].codes
                same &= codes[one] == codes[other]
        pairs = np.flatnonzero(same)
        if len(pairs) and self._told:
            both = self._late(self._told, np.concatenate((one[pairs], other[pairs])))
            for name in self._told:
                codes, _ = codes_of(both[name])
                same[pairs] &= codes[: len(pairs)] == codes[len(pairs) :]
        return same

    def _make(self, numbers: Ints) -> None:
        """Read the rest of some rows."""
        late = self._late(["_record", "_zone", *self._told], numbers).to_pylist()
        looked_at = [name for name in self.layout.fields if name not in self._told]
        for n, fields in zip(numbers.tolist(), late, strict=True):
            record, zone = fields.pop("_record"), fields.pop("_zone")
            at = Instant(int(self.time[n]))
            for name in looked_at:
                values = self[name]
                fields[name] = values.distinct[values.codes[n]]
            self._made[n] = Row(
                record, int(self.order[n]), at, zone, int(self.gap[n]),
                self.layout.values(fields, at, zone),
            )  # fmt: skip

    def _late(self, names: list[str], numbers: Ints) -> pa.Table:
        return read_late(self._table, names, self.position[numbers], self.sign[numbers])

    def _look_up(self, attribute: str) -> Values:
        if attribute in _COLUMNS:
            return self._column(_COLUMNS[attribute])
        conjunct = self._asked.get(attribute)
        if attribute == POINT or (conjunct is not None and conjunct.derive):
            return self._derived(conjunct)
        return self._column(attribute)

    def _column(self, name: str) -> Values:
        if name not in self._values:
            codes, distinct = codes_of(self._rows[name])
            self._values[name] = Values(codes, [None, *distinct.to_pylist()])
        return self._values[name]

    def _derived(self, conjunct: Conjunct | None) -> Values:
        """A derived attribute, worked out once for each combination of what it reads."""
        derive = self.layout.derived[POINT] if conjunct is None else conjunct.derive
        assert derive is not None
        fields = sorted(COORDINATES if conjunct is None else conjunct.fields)
        columns = [self[name] for name in fields]
        timely = conjunct is not None and of_the_clock(conjunct)
        columns += [self._column(name) for name in CLOCK if timely]
        first, which = _combinations([column.codes for column in columns], len(self))
        zone = columns[-1] if timely else None
        values = [
            derive(
                {name: column.distinct[column.codes[n]]
                 for name, column in zip(fields, columns, strict=False)},
                Instant(int(self.time[n])),
                "UTC" if zone is None else zone.distinct[zone.codes[n]],
            )
            for n in first.tolist()
        ]  # fmt: skip
        return Values(which + 1, [None, *values])


def _combinations(codes: list[Ints], rows: int) -> tuple[Ints, Ints]:
    """A row of each different combination, and the combination of each row."""
    if not codes:
        return np.zeros(min(rows, 1), np.int64), np.zeros(rows, np.int64)
    key = codes[0]
    for more in codes[1:]:
        _, key = np.unique(key * (int(more.max(initial=0)) + 1) + more, return_inverse=True)
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return first, which
