"""Attributes of many rows: each a list of distinct values and the number every row has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from anlan.detect.compiler.derive import LOCAL_DAY, MINUTE_OF_WEEK
from anlan.detect.compiler.filter import Conjunct
from anlan.detect.compiler.plan import Plan
from anlan.detect.history.asked import of_the_clock
from anlan.detect.steps.layout import POINT, Layout
from anlan.detect.steps.row import Row
from anlan.standards.time import Instant

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_COLUMNS = {MINUTE_OF_WEEK: "_minute", LOCAL_DAY: "_day"}
_COORDINATES = ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Values:
    """One attribute: row n has the value `distinct[codes[n]]`; number 0 is None."""

    codes: Ints
    distinct: list[Any]


class Attributes:
    """The rows a model looks at, by column; derived attributes are worked out when asked for."""

    def __init__(self, plan: Plan, layout: Layout, rows: pa.Table) -> None:
        self.plan = plan
        self.layout = layout
        self._rows = rows.combine_chunks()
        self.position, self.clock, self.sign, self.order, self.time, self.gap = (
            rows[name].to_numpy()
            for name in ("_position", "_clock", "_sign", "_order", "_time", "_gap")
        )
        asked = (plan.where, plan.measure.first, plan.measure.then)
        self._conjuncts = {
            part.attribute: part for each in asked if each is not None for part in each.conjuncts
        }
        self._met = {part.attribute: part for part in plan.where.conjuncts if part.derive}
        self._values: dict[str, Values] = {}
        self._made: dict[int, Row] = {}
        self._records: list[str] | None = None

    def __len__(self) -> int:
        return len(self.time)

    def __getitem__(self, attribute: str) -> Values:
        """An attribute of the layout."""
        if attribute not in self._values:
            self._values[attribute] = self._look_up(attribute)
        return self._values[attribute]

    def record(self, number: int) -> str:
        """The record of a row."""
        if self._records is None:
            self._records = self._rows["_record"].to_pylist()
        return self._records[number]

    def zones(self, numbers: Ints) -> list[str]:
        """The zones of some rows."""
        zone = self._column("_zone")
        return [zone.distinct[code] for code in zone.codes[numbers].tolist()]

    def row(self, number: int) -> Row | None:
        """One row as the reference interpreter has it; None for −1."""
        if number < 0:
            return None
        if number not in self._made:
            zone = self._column("_zone")
            self._made[number] = Row(
                self.record(number), int(self.order[number]), Instant(int(self.time[number])),
                zone.distinct[zone.codes[number]], int(self.gap[number]),
                tuple(self.value(number, name) for name in self.layout.names),
            )  # fmt: skip
        return self._made[number]

    def value(self, number: int, attribute: str) -> Any:
        """One value of a row."""
        values = self[attribute]
        return values.distinct[values.codes[number]]

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
            codes = self[name].codes
            same &= codes[one] == codes[other]
        return same

    def _look_up(self, attribute: str) -> Values:
        if attribute in _COLUMNS:
            return self._column(_COLUMNS[attribute])
        if attribute in self._met:  # rows were chosen by it
            value = self._met[attribute].accepts(True)
            return Values(np.ones(len(self), np.int64), [None, value])
        if attribute == POINT or (
            attribute in self._conjuncts and self._conjuncts[attribute].derive
        ):
            return self._derived(self._conjuncts.get(attribute))
        return self._column(attribute)

    def _column(self, name: str) -> Values:
        if name not in self._values:
            column = self._rows[name]
            if pa.types.is_list(column.type):
                column = pa.array([None if v is None else str(v) for v in column.to_pylist()])
            encoded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
            encoded = encoded.dictionary_encode()
            codes = encoded.indices.fill_null(-1).to_numpy().astype(np.int64) + 1
            self._values[name] = Values(codes, [None, *encoded.dictionary.to_pylist()])
        return self._values[name]

    def _derived(self, conjunct: Conjunct | None) -> Values:
        """A derived attribute, worked out once for each combination of what it reads."""
        derive = self.layout.derived[POINT] if conjunct is None else conjunct.derive
        assert derive is not None
        fields = sorted(_COORDINATES if conjunct is None else conjunct.fields)
        columns = [self[name] for name in fields]
        if conjunct is not None and of_the_clock(conjunct):
            columns += [self._column(name) for name in ("_minute", "_day", "_zone")]
        first, which = _combinations([column.codes for column in columns], len(self))
        zone = self._column("_zone")
        values = [
            derive(
                {name: column.distinct[column.codes[n]]
                 for name, column in zip(fields, columns, strict=False)},
                Instant(int(self.time[n])),
                zone.distinct[zone.codes[n]],
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
