"""The intake: facts of the journal in, steps out.

Here it is settled, for every engine alike, what an amendment changes, which times are typing
errors, what a joined record says, and how long a record is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.layout import POINT, Layout
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.records import Known, Records
from anlan.detect.steps.references import References
from anlan.detect.steps.row import Row, Step
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.steps import Arrival, Part
from anlan.detect.steps.stretch import Stretch
from anlan.standards.kinds import RecordKind
from anlan.standards.time import DAY, EARLIEST, Instant
from anlan.store.facts import FactColumns, Recorded

AHEAD = DAY
"""A record this much later than the moment it was written down has a wrong time: it neither
counts nor moves the clock, or one typing error would empty every window."""

ODD = 8
"""All records are swept when one of so many has come alone since."""

TICK = "tick"
"""The record kind of heartbeats."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """Facts that bring a record each, none of them twice, whose times can be used."""

    facts: FactColumns
    rows: Stretch


class Intake:
    """The records of one kind, as the models over it see them."""

    def __init__(
        self,
        kind: RecordKind,
        plans: Sequence[Plan],
        layout: Layout,
        miss: Callable[[Missed], None],
        references: References | None = None,
        looked_at: Iterable[str] | None = None,
    ) -> None:
        """`references`: joined records it shares with other intakes. `looked_at`: the fields its
        plans look at, where the layout is shared too."""
        self.kind = kind
        self.clock: Instant = EARLIEST
        self.rows = Rows(layout.slot.get(POINT), max(plan.expires_after for plan in plans))
        self.records = Records(self.rows, self._counting)
        self._miss = miss
        self.layout = layout
        if references is None:
            references = References(join for plan in plans for join in plan.joins)
        self.references = references
        self._own = tuple(name for name in layout.fields if "." not in name)
        self._place = {name: number for number, name in enumerate(self._own)}
        self._own_slots = tuple(layout.slot[name] for name in self._own)
        self._blank = (None,) * len(self._own)
        self._looked_at = frozenset(self._own if looked_at is None else looked_at)
        self._reach = max(plan.reach for plan in plans)
        self._timed = any(plan.measure.timed for plan in plans)
        self.swept: Instant = EARLIEST
        self._let_go: Instant = EARLIEST
        self._alone = 0
        """Records that came or changed one by one since it was swept."""

    @property
    def kinds(self) -> frozenset[str]:
        """The record kinds it has to see: its own, the joined ones, heartbeats if limits pass."""
        return frozenset({self.kind.id, *self.references.states, *([TICK] if self._timed else ())})

    def take(self, recorded: Recorded) -> Step | None:
        """What one fact changes; None when it changes nothing, the clock included."""
        kind, before = recorded.fact.kind, self.clock
        removed = added = None
        if kind in self.references:
            self.references.take(recorded)
        if kind == TICK and self._timed:
            self._move_clock(recorded, recorded.fact.time)
        elif kind == self.kind.id:
            removed, added = self._change(recorded)
        if self.clock == before and removed is None and added is None:
            return None
        self._sweep_if_due()
        return Step(recorded.position, self.clock, removed, added)

    def take_fresh(self, fresh: Fresh) -> Part:
        """What facts that bring new records change: the same as taken one by one."""
        rows = fresh.rows
        if not self.records.none_of(rows.records):
            return [step for step in map(self.take, fresh.facts) if step is not None]
        clocks = list(accumulate(rows.times, max, initial=self.clock))[1:]
        if not self.rows.add(rows):
            self._alone += len(rows)
        self.records.count(rows.records, rows.orders)
        self.clock = clocks[-1]
        self._sweep_if_due()
        return Arrival(rows, clocks)

    def sweep(self) -> None:
        """Let go of what no window can hold any more; changes no answer."""
        self.swept, self._alone = self.clock, 0
        self.records.forget(Instant(self.clock - self._reach))

    def let_go_of_oldest(self, clock: Instant) -> None:
        """Let go of rows, once nobody asks any more what they were at a clock before this one, and
        of the records that came with the oldest of them."""
        if self._let_go < self.swept <= clock:
            self.let_go()
        floor = Instant(clock - self._reach)
        for rows in self.rows.let_go_of_oldest(floor):
            self.records.forget_some(rows, floor)

    def let_go(self) -> None:
        """Let go of rows that no window could hold when it was last swept."""
        self._let_go = self.swept
        self.rows.let_go(self.swept - self._reach)

    def pass_time(self, clock: Instant) -> None:
        """Move the clock on without a fact, where others read the facts."""
        self.clock = max(self.clock, clock)
        self._sweep_if_due()

    def remember(self, known: Mapping[str, Known]) -> None:
        """Go on from what is known of some records."""
        for name, each in known.items():
            self._remember(name, each)

    def _remember(self, name: str, known: Known) -> None:
        self._alone += 1
        if known.row is None:
            self.records.set_aside(name, known)
        else:
            self.rows.put(known.row)
            self.records.count((name,), (known.order,))

    def _counting(self, row: Row) -> Known:
        """What is known of a record that counts."""
        fields = tuple([row.values[slot] for slot in self._own_slots])
        return Known(fields, row.time, False, row.time, row.zone, row.gap, row.order, row)

    def _sweep_if_due(self) -> None:
        """Most records come with others, and go with them: only the rest are looked for."""
        if self.clock - self.swept > self._reach // 2 and ODD * self._alone >= len(self.records):
            self.sweep()

    def _move_clock(self, recorded: Recorded, time: Instant) -> bool:
        """Move the clock on to the time a fact writes; False when that time cannot be used."""
        if time > self.clock:
            if time > recorded.recorded + AHEAD:
                self._log("ahead", recorded, time)
                return False
            self.clock = time
        return True

    def _change(self, recorded: Recorded) -> tuple[Row | None, Row | None]:
        """The row of a record before a fact and after it; both None when they are the same."""
        fact, data = recorded.fact, recorded.fact.data
        time: Instant | None = data.get(self.kind.time)
        usable = time is None or self._move_clock(recorded, time)
        self.records.forget_one(fact.record, Instant(self.clock - self._reach))
        known = self.records.get(fact.record)
        if known is None:
            if fact.version > 1:
                self._forgotten(recorded)
                return None, None
            known = Known(
                self._blank, None, False, recorded.recorded, fact.zone, 0, recorded.position, None
            )
        fields = known.fields
        if fact.version == 1:
            fields = tuple([data.get(name) for name in self._own])
        elif touched := data.keys() & self._place.keys():
            changed = list(fields)
            for name in touched:
                changed[self._place[name]] = data[name]
            fields = tuple(changed)
        if self.kind.time not in data:
            time = known.time
        elif not usable:
            time = None
        gap = known.gap if fact.version == 1 else max(known.gap, self.clock - known.at)
        at = time if time is not None else known.at if known.time is None else recorded.recorded
        withdrawn = bool(data.get("withdrawn", known.withdrawn))
        if fact.version > 1 and (fields, time, withdrawn) == known[:3]:
            return None, None
        row = None
        if time is not None and not withdrawn:
            values = self._values(fields, time, known)
            row = Row(fact.record, known.order, time, known.zone, gap, values)
        now = Known(fields, time, withdrawn, at, known.zone, gap, known.order, row)
        self._remember(fact.record, now)
        return known.row, row

    def _values(self, fields: tuple[Any, ...], time: Instant, known: Known) -> tuple[Any, ...]:
        """The attributes of a row. What was joined stays, unless what it rests on changed."""
        joins = self.references.joins
        if not self.layout.derived and not joins:
            return fields
        named: dict[str, Any] = dict(zip(self._own, fields, strict=True))
        for join in joins:
            place = self._place[join.by]
            names = [f"{join.alias}.{name}" for name in join.fields]
            row = known.row
            if row is not None and known.time == time and known.fields[place] == fields[place]:
                named |= {name: self.layout.value(row, name) for name in names}
            else:
                found = self.references.as_of(join.kind, fields[place], time)
                named |= {
                    name: found.get(field) for name, field in zip(names, join.fields, strict=True)
                }
        return self.layout.values(named, time, known.zone)

    def _forgotten(self, recorded: Recorded) -> None:
        """An amendment of a record that every window had let go of; only a telling one counts."""
        data = recorded.fact.data
        if not data.keys().isdisjoint({self.kind.time, "withdrawn", *self._looked_at}):
            self._log("forgotten", recorded, data.get(self.kind.time))

    def _log(self, reason: str, recorded: Recorded, time: Instant | None) -> None:
        fact = recorded.fact
        self._miss(
            Missed(reason, None, fact.kind, fact.record, recorded.position, time, self.clock)
        )
