"""The rows of history that one model looks at, as columns in journal order.

The filter runs in DuckDB; what it cannot answer is asked once per distinct value. A step that
neither removes nor adds a matching row changes nothing but the clock, which every row carries,
so only the matching ones are fetched; and beside them, for a season, the first row of each day,
for a day on which a source is silent is no data.
"""

from __future__ import annotations

from functools import cached_property, reduce
from operator import and_

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from anlan.detect.compiler.calendars import buckets
from anlan.detect.compiler.filter import Conjunct, Filter
from anlan.detect.compiler.plan import Plan
from anlan.detect.history.asked import narrowed
from anlan.detect.history.attributes import Attributes
from anlan.detect.history.columns import followed
from anlan.detect.history.heartbeats import Heartbeats
from anlan.detect.history.joined import joined_columns
from anlan.detect.steps.layout import layout
from anlan.detect.steps.row import Step
from anlan.standards.time import Instant
from anlan.store.store import Store

Ints = npt.NDArray[np.int64]

SYSTEM = ("_position", "_clock", "_sign", "_record", "_version", "_order", "_time", "_zone", "_gap",
          "_minute", "_day")  # fmt: skip


class Matched:
    """What one model looks at, step by step.

    `old[n]` and `new[n]` are the numbers of the rows that step n removes and adds, −1 for none;
    `position[n]` and `clock[n]` are those of its fact. The last step is the end of the journal.
    """

    def __init__(self, store: Store, plan: Plan, *, keyless: bool = False) -> None:
        """`keyless`: rows without a key are fetched too, though they count nowhere."""
        self.plan = plan
        self._keyless = keyless
        self.layout = layout([plan])
        self._store = store
        self._changes = followed(store, plan.kind)
        self.looked_at = self._changes.facts
        """Facts of the kind in the journal."""
        self._beats = Heartbeats(store) if plan.measure.timed else None
        self.rows = Attributes(plan, self.layout, self._matching())
        self._arrange()

    def __len__(self) -> int:
        return len(self.position)

    @cached_property
    def steps(self) -> list[Step]:
        """As the reference interpreter takes them."""
        row = self.rows.row
        return [
            Step(position, Instant(clock), row(old), row(new))
            for position, clock, old, new in zip(
                self.position.tolist(), self.clock.tolist(), self.old.tolist(),
                self.new.tolist(), strict=True,
            )
        ]  # fmt: skip

    def standing(self) -> Ints:
        """The rows that count at the end of the journal."""
        rows = self.rows
        last = np.zeros(len(rows), bool)
        last[len(rows) - 1 - np.unique(rows.order[::-1], return_index=True)[1]] = True
        return np.flatnonzero(last & (rows.sign > 0))

    def _matching(self) -> pa.Table:
        """The rows that match, in journal order, with what is joined."""
        plan, table = self.plan, self._changes.table()
        own = Filter(tuple(part for part in plan.where.conjuncts if not _joined(part)))
        expressions, rest = narrowed(table, own)
        if plan.key in table.columns and not self._keyless:
            expressions.append(table[plan.key].notnull())
        rows = self._fetch(table, reduce(and_, expressions, table["_counts"]))
        for conjunct in rest:
            rows = rows.filter(Attributes(plan, self.layout, rows).accepted(conjunct))
        if plan.joins:
            for name, values in joined_columns(self._store, plan, self._changes, rows).items():
                rows = rows.append_column(name, values)
            for conjunct in filter(_joined, plan.where.conjuncts):
                rows = rows.filter(Attributes(plan, self.layout, rows).accepted(conjunct))
        if plan.measure.family == "season":
            rows = _in_order(pa.concat_tables([rows, self._first_of_days(table, rows)]))
        return rows

    def _fetch(self, table: ibis.Table, wanted: ibis.Value) -> pa.Table:
        """Rows with the columns the model looks at."""
        fields = [name for name in self.layout.fields if "." not in name]
        rows = _in_order(table.filter(wanted).select(*SYSTEM, *fields).to_pyarrow())
        if self._beats is not None:
            rows = self._beats.applied(rows, self._changes)
        return rows

    def _first_of_days(self, table: ibis.Table, rows: pa.Table) -> pa.Table:
        """The first row of each day, if it does not match; without a key it counts nowhere."""
        wanted = table["_counts"] & (table["_sign"] == 1) & (table["_gap"] < self.plan.reach)
        every = _in_order(table.filter(wanted).select("_position", "_sign", "_time").to_pyarrow())
        days = buckets("day", self.plan.horizon.zone)
        numbers = days.numbers(every["_time"].to_numpy())
        _, first = np.unique(numbers, return_index=True)
        added = rows["_position"].to_numpy()[rows["_sign"].to_numpy() == 1]
        positions = np.setdiff1d(every["_position"].to_numpy()[first], added)
        at = ibis.memtable({"_position": positions})
        found = table.filter(wanted).semi_join(at, "_position")
        first_rows = self._fetch(found, ibis.literal(True))
        for name in (*(n for n in self.layout.fields if "." in n), self.plan.key):
            empty = pa.nulls(len(first_rows), rows.schema.field(name).type)
            number = first_rows.schema.get_field_index(name)
            first_rows = (
                first_rows.append_column(name, empty)
                if number < 0
                else first_rows.set_column(number, name, empty)
            )
        return first_rows.select(rows.schema.names).cast(rows.schema)

    def _arrange(self) -> None:
        """Rows of one fact are one step; one that changes nothing the model looks at is none."""
        rows = self.rows
        numbers = np.flatnonzero(rows.gap < self.plan.reach)  # of others no window knows any more
        at, sign = rows.position[numbers], rows.sign[numbers]
        fresh = np.concatenate((np.ones(min(1, len(at)), bool), np.diff(at) > 0))
        first, step = np.flatnonzero(fresh), np.cumsum(fresh) - 1
        old, new = np.full((2, len(first)), -1, np.int64)
        old[step[sign < 0]] = numbers[sign < 0]
        new[step[sign > 0]] = numbers[sign > 0]
        both = np.flatnonzero((old >= 0) & (new >= 0))
        untold = both[rows.alike(old[both], new[both])] if len(both) else both
        told = np.ones(len(first), bool)
        told[untold] = False
        end = max(self._changes.clock, self._beats.last if self._beats is not None else 0)
        self.position = np.append(at[first][told], self._changes.position + 1)
        self.clock = np.append(rows.clock[numbers[first]][told], end)
        self.old, self.new = np.append(old[told], -1), np.append(new[told], -1)


def _joined(conjunct: Conjunct) -> bool:
    """Whether a question reads a joined record."""
    return any("." in name for name in conjunct.fields)


def _in_order(rows: pa.Table) -> pa.Table:
    """By position, the removed row before the added one."""
    place = rows["_position"].to_numpy() * 2 + (rows["_sign"].to_numpy() > 0)
    return rows if bool(np.all(place[1:] > place[:-1])) else rows.take(np.argsort(place))
