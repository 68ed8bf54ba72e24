"""The season family: the count of this hour or day against the same one in earlier weeks."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.calendars import buckets
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.found import Found, Missed, all_found, all_missed
from anlan.detect.fast.group import Arrays, Frame, Group, Numbered
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.output import BLOCKS_N, ENTRIES_N, NODES_N, OTHERS_N, Output
from anlan.detect.fast.room import roomy
from anlan.detect.fast.season_kernel import ENTRY, NEVER, NODE, SLOT, USUAL, run
from anlan.detect.fast.slots import Slotted
from anlan.detect.fast.table import filled, new_table

KNOWN = -1
"""In place of a step: data of that day came in an earlier frame."""


class Season(Group):
    """The models of the family, one part for each calendar."""

    FAMILIES = frozenset({"season"})

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        super().__init__(plans, columns, matcher)
        parts: dict[tuple[Any, ...], list[Numbered]] = {}
        for number, plan in plans:
            horizon = plan.horizon
            name = (str(horizon.unit), horizon.zone, tuple(sorted(horizon.days_off)))
            parts.setdefault(name, []).append((number, plan))
        self._parts = [InCalendar(parts[name], columns, matcher) for name in sorted(parts)]

    def take(self, frame: Frame) -> tuple[Found, Missed]:
        """What the steps of a frame raise, and added rows that match but cannot count."""
        results = [part.take(frame) for part in self._parts]
        if len(results) == 1:
            return results[0]
        return (
            all_found([(0, found) for found, _ in results]),
            all_missed([(0, missed) for _, missed in results]),
        )

    def sweep(self, clock: int, log: Log) -> None:
        """What is usual is never let go of; the rest is, hour by hour."""

    def moved(self, rows: int) -> None:
        """Nothing here holds refs."""

    def save(self) -> Arrays:
        """The state by name."""
        states = [part.save() for part in self._parts]
        return {
            f"{n}.{name}": value for n, part in enumerate(states) for name, value in part.items()
        }

    def restore(self, state: Arrays) -> None:
        """Go on from a state of the same plans."""
        for n, part in enumerate(self._parts):
            begin = f"{n}."
            part.restore(
                {
                    name[len(begin) :]: value
                    for name, value in state.items()
                    if name.startswith(begin)
                }
            )


class InCalendar(Slotted):
    """The models of one calendar: a unit, a zone and days off."""

    STATE = (
        ("entries", ENTRIES_N), ("nodes", NODES_N), ("seen", ENTRIES_N), ("usual", OTHERS_N),
        ("blocks", BLOCKS_N),
    )  # fmt: skip

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        horizon = plans[0][1].horizon
        self._seasons = horizon.seasons
        self._days = buckets("day", horizon.zone)
        self._week = int(self._seasons.slots.max()) + 1
        super().__init__(plans, columns, matcher)
        self._settings = np.array(
            [(plan.measure.decay, plan.measure.minimum, plan.reach) for plan in self.any], SLOT
        )
        self._data = np.full(int(self._days.days[-1]) + 2, NEVER, np.int64)
        """For each day the step of this frame that first brought data, or `KNOWN`."""

    def alike(self, plan: Plan) -> Hashable:
        """What plans over one filter and key must have in common to share a slot."""
        return plan.measure.decay, plan.measure.minimum

    def empty(self) -> None:
        """Begin with empty arrays."""
        self.entries, self.nodes = np.zeros(4, ENTRY), np.zeros(4, NODE)
        self.seen = np.zeros((4, self._week), np.uint8)
        self.usual, self.hours = np.zeros(4, USUAL), new_table(4)
        self.blocks = np.zeros(4, np.int64)

    def take(self, frame: Frame) -> tuple[Found, Missed]:
        """What the steps of a frame raise, and added rows that match but cannot count."""
        days = self._note_days(frame)
        results = super().take(frame)
        self._data[days] = KNOWN
        return results

    def run(self, frame: Frame, events: npt.NDArray[Any], number: int, output: Output) -> int:
        """Take events from `number` on; the number of the first there is no room for."""
        old, new, levels, seasons = frame.batch.old, frame.batch.new, self.levels, self._seasons
        return int(
            run(
                events, number, frame.batch.clock, old.time, old.gap, new.time,
                np.where(new.there, new.order, old.order), new.gap,
                seasons.starts, seasons.slots, seasons.days, self._data, self._settings,
                levels.slots, levels.first, levels.at_least, levels.cooldown, levels.lowest,
                levels.widest, self.table, self.entries, self.nodes, self.seen, self.usual,
                self.hours, self.blocks, output.raised, output.evidence, output.missed, self.used,
            )
        )  # fmt: skip

    def make_room(self) -> None:
        """Longer arrays, where one more event might not fit."""
        entries, hours = len(self.entries), len(self.usual)
        self.entries = roomy(self.entries, self.used[ENTRIES_N], 2)
        self.nodes = roomy(self.nodes, self.used[NODES_N], 1)
        self.usual = roomy(self.usual, self.used[OTHERS_N], 2)
        self.blocks = roomy(self.blocks, self.used[BLOCKS_N], 2 * self.levels.widest)
        if len(self.entries) > entries:
            seen = np.zeros((len(self.entries), self._week), np.uint8)
            seen[: len(self.seen)] = self.seen
            self.seen = seen
            self.rehash()
        if len(self.usual) > hours:
            self._rehash_hours()

    def sweep(self, clock: int, log: Log) -> None:
        """See `Season.sweep`."""

    def save(self) -> Arrays:
        """The state by name."""
        return {**super().save(), "days": np.flatnonzero(self._data == KNOWN)}

    def restore(self, state: Arrays) -> None:
        """Go on from a state of the same plans."""
        super().restore(state)
        self._data[:] = NEVER
        self._data[state["days"]] = KNOWN
        self._rehash_hours()

    def _rehash_hours(self) -> None:
        numbers = np.ascontiguousarray(self.usual["number"])
        self.hours = filled(new_table(max(len(numbers), 4)), numbers, self.used[OTHERS_N])

    def _note_days(self, frame: Frame) -> npt.NDArray[np.int32]:
        """Note which step first brought data of a day: all rows count, matching or not."""
        steps = np.flatnonzero(frame.batch.new.there)
        if not len(steps) or self._all_known(frame.batch.new.time[steps]):
            return np.zeros(0, np.int32)
        days = self._days.days[self._days.numbers(frame.batch.new.time[steps])]
        fresh = self._data[days] == NEVER
        days, steps = days[fresh], steps[fresh]
        self._data[days[::-1]] = steps[::-1]
        return np.asarray(days, np.int32)

    def _all_known(self, times: npt.NDArray[np.int64]) -> bool:
        """Whether there were data on all days from the first to the last of some rows."""
        first, last = self._days.numbers(np.array([times.min(), times.max()]))
        return bool((self._data[self._days.days[first : last + 1]] == KNOWN).all())
