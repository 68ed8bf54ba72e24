"""The rows of history that one model looks at, as columns in journal order.

The filter runs in DuckDB; what it cannot answer is asked once per distinct value. A step that
neither removes nor adds a matching row changes nothing but the clock, which every row carries,
so only the matching ones are fetched; and beside them, for a season, the first row of each day,
for a day on which a source is silent is no data. Of their fields those are fetched that the
measure looks at; the filter's are not wanted any more, and what is only told is read late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from operator import and_

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from anlan.detect.compiler.calendars import buckets
from anlan.detect.compiler.filter import Conjunct, Filter
from anlan.detect.compiler.plan import Plan
from anlan.detect.history.asked import narrowed, of_the_clock
from anlan.detect.history.attributes import CLOCK, COORDINATES, Attributes
from anlan.detect.history.columns import followed
from anlan.detect.history.heartbeats import Heartbeats
from anlan.detect.history.joined import joined_columns
from anlan.detect.steps.layout import layout
from anlan.detect.steps.row import Step
from anlan.standards.time import MINUTE, Instant
from anlan.store.store import Store

Ints = npt.NDArray[np.int64]

SYSTEM = ("_position", "_clock", "_sign", "_order", "_time", "_gap")
QUARTER = 15 * MINUTE


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
        self._table = self._changes.table()
        measured = (plan.measure.first, plan.measure.then)
        self._measured = [part for asked in measured if asked for part in asked.conjuncts]
        rows = self._matching()
        self.rows = Attributes(self.layout, rows, self._table, self._measured)
        self._arrange()

    def __len__(self) -> int:
        return len(self.position)

    @cached_property
    def steps(self) -> list[Step]:
        """As the reference interpreter takes them."""
        rows = [*self.rows.rows(np.arange(len(self.rows))), None]
        return [
            Step(position, Instant(clock), rows[old], rows[new])
            for position, clock, old, new in zip(
                self.position.tolist(), self.clock.tolist(), self.old.tolist(),
                self.new.tolist(), strict=True,
            )
        ]  # fmt: skip

    def standing(self) -> Ints:
        """The rows that count at the end of the journal."""
        order, added = self.rows.order, self.rows.sign > 0
        if added.all() and bool((np.diff(order) > 0).all()):  # nothing was amended
            return np.arange(len(order))
        last = np.zeros(len(order), bool)
        last[len(order) - 1 - np.unique(order[::-1], return_index=True)[1]] = True
        return np.flatnonzero(last & added)

    def _matching(self) -> pa.Table:
        """The rows that match, in journal order, with what is joined."""
        plan, table = self.plan, self._table
        own = Filter(tuple(part for part in plan.where.conjuncts if not _joined(part)))
        expressions, rest = narrowed(table, own)
        if plan.key in table.columns and not self._keyless:
            expressions.append(table[plan.key].notnull())
        columns = self._looked_at(rest)
        rows = self._fetch(table.filter(reduce(and_, expressions, table["_counts"])), columns)
        rows = self._meeting(rows, rest)
        if plan.joins:
            for name, values in joined_columns(self._store, plan, self._changes, rows).items():
                rows = rows.append_column(name, values)
            rows = self._meeting(rows, filter(_joined, plan.where.conjuncts))
        if plan.measure.family == "season":
            rows = _in_order(pa.concat_tables([rows, self._first_of_days(rows, columns)]))
        return rows

    def _meeting(self, rows: pa.Table, asked: Iterable[Conjunct]) -> pa.Table:
        for conjunct in asked:
            rows = rows.filter(Attributes(self.layout, rows, self._table).accepted(conjunct))
        return rows

    def _looked_at(self, rest: Sequence[Conjunct]) -> list[str]:
        """The columns that are read of every row."""
        plan = self.plan
        asked = [*rest, *self._measured]
        joined = [part for part in plan.where.conjuncts if _joined(part)]
        names = {plan.key, str(plan.measure.field)}.union(
            *(part.fields for part in (*asked, *joined)),
            COORDINATES if plan.measure.family == "near" else (),
            (join.by for join in plan.joins),
            CLOCK if any(map(of_the_clock, (*asked, *joined))) else (),
            ("_record", "_version") if plan.joins else (),
            ("_version",) if self._beats is not None else (),
        )
        return [*SYSTEM, *sorted(names & set(self._table.columns) - set(SYSTEM))]

    def _fetch(self, wanted: ibis.Table, columns: Sequence[str]) -> pa.Table:
        rows = _in_order(wanted.select(*columns).to_pyarrow())
        if self._beats is not None:
            rows = self._beats.applied(rows, self._changes)
        return rows

    def _first_of_days(self, rows: pa.Table, columns: Sequence[str]) -> pa.Table:
        """The first row of each day, if it does not match; without a key it counts nowhere."""
        table = self._table
        wanted = table.filter(
            table["_counts"] & (table["_sign"] == 1) & (table["_gap"] < self.plan.reach)
        )
        first = self._first_positions(wanted)
        added = rows["_position"].to_numpy()[rows["_sign"].to_numpy() == 1]
        there = np.append(added, -1)[np.searchsorted(added, first)] == first
        at = ibis.memtable(pa.table({"_position": first[~there]}))
        found = self._fetch(wanted.semi_join(at, "_position"), columns)
        for name in (*(n for n in rows.column_names if "." in n), self.plan.key):
            empty = pa.nulls(len(found), rows.schema.field(name).type)
            number = found.schema.get_field_index(name)
            found = (
                found.append_column(name, empty)
                if number < 0
                else found.set_column(number, name, empty)
            )
        return found.select(rows.schema.names).cast(rows.schema)

    def _first_positions(self, wanted: ibis.Table) -> Ints:
        """The position of the first row of each day.

        The database tells those of quarters of an hour, which lie within a day since days began
        at full ones; which day it is, is not asked of every row.
        """
        days = buckets("day", self.plan.horizon.zone)
        regular = days.starts[np.flatnonzero(days.starts % QUARTER)[-1:] + 1]
        time = wanted["_time"]
        if len(regular):
            part = (time >= int(regular[0])).ifelse(time - time % QUARTER, time)
        else:
            part = time
        firsts = wanted.group_by(part.name("part")).aggregate(first=wanted["_position"].min())
        found = firsts.order_by("first").to_pyarrow()
        _, first = np.unique(days.numbers(found["part"].to_numpy()), return_index=True)
        return np.sort(found["first"].to_numpy()[first])

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
