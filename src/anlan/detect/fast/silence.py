"""The silence family: records that were expected and did not come."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.group import Frame, Numbered
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.nodes import NODE
from anlan.detect.fast.output import BLOCKS_N, ENTRIES_N, NODES_N, OTHERS_N, Output
from anlan.detect.fast.room import roomy
from anlan.detect.fast.silence_kernel import ENTRY, SLOT, run, sweep
from anlan.detect.fast.slots import Slotted


class Silence(Slotted):
    """The models of the family. The root of the heap is `used[OTHERS_N]`."""

    FAMILIES = frozenset({"silence"})
    STATE = (("entries", ENTRIES_N), ("nodes", NODES_N), ("blocks", BLOCKS_N))

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        super().__init__(plans, columns, matcher)
        self._settings = np.array(
            [
                (plan.measure.every, plan.reach, self.floors.number(plan.horizon))
                for plan in self.any
            ],
            SLOT,
        )
        self.used[OTHERS_N] = -1

    def alike(self, plan: Plan) -> Hashable:
        """What plans over one filter and key must have in common to share a slot."""
        return plan.measure.every, plan.horizon

    def empty(self) -> None:
        """Begin with empty arrays."""
        self.entries, self.nodes = np.zeros(4, ENTRY), np.zeros(4, NODE)
        self.blocks = np.zeros(4, np.int64)

    def run(self, frame: Frame, events: npt.NDArray[Any], number: int, output: Output) -> int:
        """Take events from `number` on; the number of the first there is no room for."""
        old, new, levels = frame.batch.old, frame.batch.new, self.levels
        return int(
            run(
                events, number, frame.batch.clock, old.time, old.gap, new.time,
                np.where(new.there, new.order, old.order), new.gap, self._settings,
                self.floors.settings, self.floors.starts, levels.slots, levels.first,
                levels.at_least, levels.cooldown, levels.widest, self.table, self.entries,
                self.nodes, self.blocks, output.raised, output.evidence, output.missed, self.used,
            )
        )  # fmt: skip

    def make_room(self) -> None:
        """Longer arrays, where one more event might not fit."""
        entries = len(self.entries)
        self.entries = roomy(self.entries, self.used[ENTRIES_N], 2)
        self.nodes = roomy(self.nodes, self.used[NODES_N], 3)
        self.blocks = roomy(self.blocks, self.used[BLOCKS_N], 2 * self.levels.widest)
        if len(self.entries) > entries:
            self.rehash()

    def sweep(self, clock: int, log: Log) -> None:  # noqa: ARG002
        """Let go of what no window holds any more."""
        idle = sweep(
            clock, self._settings, self.floors.settings, self.floors.starts, self.entries,
            self.nodes, self.used,
        )  # fmt: skip
        moved = self.let_go(idle, clock)
        self.nodes["what"] = moved[self.nodes["what"]] if len(moved) else 0
