"""Slots: models of a family that differ in number, levels and cooldown only share their state."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.events import EVENT, list_events, most_events
from anlan.detect.fast.floors import Floors
from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.group import Arrays, Frame, Group, Numbered
from anlan.detect.fast.levels import levels_of
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.output import BLOCKS_N, ENTRIES_N, FREE_N, MOST_N, Output
from anlan.detect.fast.room import roomy, untouched
from anlan.detect.fast.slots_kernel import pack
from anlan.detect.fast.table import filled, new_table


class Slotted(Group):
    """A group whose state is arrays of things that belong to slots."""

    FAMILY: ClassVar[str]
    STATE: ClassVar[tuple[tuple[str, int], ...]]
    """Arrays of the state, and the place in `used` that tells how much of each is in use."""

    entries: npt.NDArray[Any]
    blocks: npt.NDArray[Any]

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        super().__init__(plans, columns, matcher)
        slots: dict[tuple[int, Hashable], list[Numbered]] = {}
        for number, plan in plans:
            asked = matcher.number(plan.where)
            slots.setdefault((asked, (plan.key, self.alike(plan))), []).append((number, plan))
        self.slots = [slots[name] for name in sorted(slots, key=lambda name: name[0])]
        """In order of the filter, so that a row's slots ascend."""
        self.any = [slot[0][1] for slot in self.slots]
        """One plan of each slot."""
        self.levels = levels_of(self.slots)
        self.floors = Floors(plan.horizon for plan in self.any)
        self.windows = np.array([self.floors.number(plan.horizon) for plan in self.any], np.int64)
        self._group = matcher.group([plan.where for plan in self.any])
        self._keys = np.array([columns.attributes[plan.key] for plan in self.any], np.int64)
        self._first = np.array(
            [matcher.condition(plan.measure.first) for plan in self.any], np.int64
        )
        self._then = np.array([matcher.condition(plan.measure.then) for plan in self.any], np.int64)
        self._looked = np.array([columns.looked_at(plan.measure) for plan in self.any], np.int64)
        self._listed = np.zeros(64, EVENT)
        self.used = np.zeros(MOST_N, np.int64)
        self.used[FREE_N] = -1
        self.table = new_table(8)
        self.empty()

    @abstractmethod
    def alike(self, plan: Plan) -> Hashable:
        """What plans over one filter and key must have in common to share a slot."""

    @abstractmethod
    def empty(self) -> None:
        """Begin with empty arrays."""

    @abstractmethod
    def run(self, frame: Frame, events: npt.NDArray[Any], number: int, output: Output) -> int:
        """Take events from `number` on; the number of the first there is no room for."""

    @abstractmethod
    def make_room(self) -> None:
        """Longer arrays, where one more event might not fit."""

    def take(self, frame: Frame) -> tuple[Found, Missed]:
        """What the steps of a frame raise, and added rows that match but cannot count."""
        events = self.events(frame)
        output = Output()
        self.used[:ENTRIES_N] = 0
        number = -1
        while number <= len(events):
            output.make_room(self.used, 2 * self.levels.widest)
            self.make_room()
            number = self.run(frame, events, max(number, 0), output)
        return output.results(self.used, frame, self.levels, self.windows, self.floors)

    def events(self, frame: Frame) -> npt.NDArray[Any]:
        """What each slot sees of the steps of a frame, step after step."""
        matches, batch = frame.matches, frame.batch
        of_group = matches.old, matches.new, self._group, matches.start
        self._listed = events = roomy(self._listed, 0, most_events(*of_group))
        count = list_events(
            *of_group, matches.slots, batch.old.time, batch.new.time,
            batch.old.codes, batch.new.codes, batch.old.numbers, batch.new.numbers, self._keys,
            self._looked, matches.bits, self._first, self._then, events,
        )  # fmt: skip
        return events[:count]

    def save(self) -> Arrays:
        """The state by name."""
        state = {name: getattr(self, name)[: self.used[place]] for name, place in self.STATE}
        return {"used": self.used, **state}

    def restore(self, state: Arrays) -> None:
        """Go on from a state of the same plans."""
        self.empty()
        self.used[:] = state["used"]
        for name, _ in self.STATE:
            setattr(self, name, state[name])
        self.rehash()

    def rehash(self) -> None:
        """Build the table of entries anew."""
        entries = self.entries
        table = new_table(max(len(entries), 8))
        self.table = filled(table, np.ascontiguousarray(entries["number"]), self.used[ENTRIES_N])

    def let_go(self, idle: npt.NDArray[np.bool_], clock: int) -> npt.NDArray[np.int64]:
        """Forget entries of which nothing else is known, unless they silence a level. Gives the
        new place of each, −1 if it is forgotten."""
        entries, blocks = self.entries, self.blocks
        moved, packed = np.empty(len(idle), np.int64), untouched(blocks)
        self.used[ENTRIES_N], self.used[BLOCKS_N] = pack(
            entries, idle, blocks, packed, self.levels.slots, self.levels.first,
            self.levels.cooldown, clock, moved,
        )  # fmt: skip
        self.blocks = packed
        self.rehash()
        return moved

    def moved(self, rows: int) -> None:
        """Nothing here holds refs."""
