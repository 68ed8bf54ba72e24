"""How models and keys are spread over partitions.

Models over one record kind share an intake (a *source*). It is spread by record. Behind it
stand *units*: some models that have one key in common, and one share of its values. A model of
the `near` family looks at all records whatever their key, so a unit has whole models of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from zlib import crc32

from anlan.detect.compiler.calendars import buckets
from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.intake import TICK
from anlan.detect.steps.layout import POINT, Layout, layout
from anlan.detect.steps.row import Row, Step
from anlan.standards.time import Instant

MISSED = -1
"""In place of a unit: counts of facts that could not be used."""
BEFORE_TURN, STEP_TURN, TICK_TURN = range(3)
"""The order of what one fact brings to a unit."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a fact means to one unit."""

    unit: int
    turn: int
    step: Step


@dataclass(frozen=True)
class Group:
    """Models of one source that are spread in the same way."""

    plans: tuple[Plan, ...]
    layout: Layout
    asked: str
    """A record that says nothing here counts for none of them: the key, or where it is."""
    units: range
    zones: frozenset[str]
    """Where seasons are looked at: the local days on which the source had data matter."""

    def unit(self, value: object) -> int:
        """The unit that looks at a key."""
        return self.units[part_of(str(value), len(self.units))]


class Spread:
    """Models and what each unit has of them."""

    def __init__(self, plans: Sequence[Plan], parts: int) -> None:
        self.parts = parts
        """Into how many parts records and keys are spread."""
        sources: dict[tuple[str, bool], list[Plan]] = {}
        for plan in plans:
            sources.setdefault((plan.kind.id, plan.measure.timed), []).append(plan)
        self.sources = tuple(map(tuple, sources.values()))
        """As the live engine groups them."""
        numbers = count()
        self.groups = [list(_groups(source, parts, numbers)) for source in self.sources]
        self._by_unit = {
            unit: (number, group)
            for number, groups in enumerate(self.groups)
            for group in groups
            for unit in group.units
        }

    @property
    def units(self) -> list[int]:
        """Every unit."""
        return list(self._by_unit)

    def plans_of(self, unit: int) -> tuple[Plan, ...]:
        """The models of a unit."""
        return self._by_unit[unit][1].plans

    def heard(self, source: int) -> frozenset[str]:
        """The record kinds whose facts a source has to see."""
        plans = self.sources[source]
        joined = {join.kind for plan in plans for join in plan.joins}
        ticks = {TICK} if plans[0].measure.timed else set[str]()
        return frozenset({plans[0].kind.id, *joined, *ticks})


def part_of(value: str, parts: int) -> int:
    """The same part for the same value, on every machine."""
    return crc32(value.encode()) % parts


def _groups(plans: Sequence[Plan], parts: int, numbers: Iterator[int]) -> Iterator[Group]:
    near = [plan for plan in plans if plan.measure.family == "near"]
    keyed: dict[str, list[Plan]] = {}
    for plan in plans:
        if plan.measure.family != "near":
            keyed.setdefault(plan.key, []).append(plan)
    spread = [(of_key, key, parts) for key, of_key in keyed.items()]
    spread += [(near[first::parts], POINT, 1) for first in range(min(parts, len(near)))]
    for some, asked, units in spread:
        first = next(numbers)
        for _ in range(units - 1):
            next(numbers)
        zones = frozenset(p.horizon.zone for p in some if p.measure.family == "season")
        yield Group(tuple(some), layout(some), asked, range(first, first + units), zones)


class Splitter:
    """Steps of one source cut into what each unit has to see of them."""

    def __init__(self, groups: Sequence[Group], whole: Layout) -> None:
        self._groups = [
            (group, whole.slot[group.asked], _chosen(group.layout, whole)) for group in groups
        ]
        zones = frozenset[str]().union(*(group.zones for group in groups))
        self._days = {zone: buckets("day", zone) for zone in sorted(zones)}
        self.seen: dict[str, set[int]] = {zone: set() for zone in self._days}
        """Zone → local days of which data came."""

    def split(self, step: Step) -> Iterator[Piece]:
        """The pieces of a step. One whose record changes its unit goes to both, in halves."""
        if step.added is not None and self._days:
            yield from self._new_days(step, step.added)
        for group, slot, chosen in self._groups:
            leaves, old = _side(step.removed, slot, group, chosen)
            enters, new = _side(step.added, slot, group, chosen)
            if leaves is not None:
                added = new if leaves == enters else None
                yield Piece(leaves, STEP_TURN, Step(step.position, step.clock, old, added))
            if enters is not None and leaves != enters:
                yield Piece(enters, STEP_TURN, Step(step.position, step.clock, None, new))

    def tick(self, position: int, clock: Instant) -> Iterator[Piece]:
        """Time passes, for every unit."""
        for group, _, _ in self._groups:
            for unit in group.units:
                yield Piece(unit, TICK_TURN, Step(position, clock, None, None))

    def _new_days(self, step: Step, row: Row) -> Iterator[Piece]:
        """Tell units with seasons of a day on which the source has data.

        By a row without a key, so that it counts for no model; its order is nobody's.
        """
        fresh = set()
        for zone, days in self._days.items():
            day = int(days.days[days.number(row.time)])
            if day not in self.seen[zone]:
                self.seen[zone].add(day)
                fresh.add(zone)
        for group, _, chosen in self._groups:
            if fresh & group.zones:
                nobody = chosen(row._replace(record="", order=-step.position))
                values = list(nobody.values)
                values[group.layout.slot[group.asked]] = None
                said = step._replace(removed=None, added=nobody._replace(values=tuple(values)))
                for unit in group.units:
                    yield Piece(unit, BEFORE_TURN, said)


def _chosen(some: Layout, whole: Layout) -> Callable[[Row], Row]:
    """A row with the attributes of some models only."""
    slots = [whole.slot[name] for name in some.names]

    def chosen(row: Row) -> Row:
        return row._replace(values=tuple([row.values[slot] for slot in slots]))

    return chosen


def _side(
    row: Row | None, slot: int, group: Group, chosen: Callable[[Row], Row]
) -> tuple[int | None, Row | None]:
    """The unit that looks at a row, and what it sees of it; none when it has no key."""
    if row is None or row.values[slot] is None:
        return None, None
    return group.unit(row.values[slot]), chosen(row)
