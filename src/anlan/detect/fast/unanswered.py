"""The unanswered family: limits that passed without an answer."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.group import Arrays, Frame, Numbered
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.nodes import NODE
from anlan.detect.fast.output import BLOCKS_N, ENTRIES_N, NODES_N, OTHERS_N, Output
from anlan.detect.fast.room import roomy
from anlan.detect.fast.slots import Slotted
from anlan.detect.fast.table import filled, new_table
from anlan.detect.fast.unanswered_kernel import AMENDED, ENTRY, SLOT, run, sweep


class Unanswered(Slotted):
    """The models of the family."""

    FAMILIES = frozenset({"unanswered"})
    STATE = (
        ("entries", ENTRIES_N), ("nodes", NODES_N), ("amended", OTHERS_N), ("blocks", BLOCKS_N),
    )  # fmt: skip

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        super().__init__(plans, columns, matcher)
        self._settings = np.array(
            [
                (plan.measure.within, plan.reach, self.floors.number(plan.horizon))
                for plan in self.any
            ],
            SLOT,
        )

    def alike(self, plan: Plan) -> Hashable:
        """What plans over one filter and key must have in common to share a slot."""
        first, then = plan.measure.first, plan.measure.then
        asked = tuple(None if part is None else part.form for part in (first, then))
        return asked, plan.measure.within, plan.horizon

    def empty(self) -> None:
        """Begin with empty arrays."""
        self.entries, self.nodes = np.zeros(4, ENTRY), np.zeros(4, NODE)
        self.amended, self.rows = np.zeros(4, AMENDED), new_table(4)
        self.blocks = np.zeros(4, np.int64)
        self.roots = np.full(len(self.slots), -1, np.int32)

    def run(self, frame: Frame, events: npt.NDArray[Any], number: int, output: Output) -> int:
        """Take events from `number` on; the number of the first there is no room for."""
        old, new, levels = frame.batch.old, frame.batch.new, self.levels
        return int(
            run(
                events, number, frame.batch.clock, old.time, old.gap, new.time,
                np.where(new.there, new.order, old.order), new.gap, self._settings, self.roots,
                self.floors.settings, self.floors.starts, levels.slots, levels.first,
                levels.at_least, levels.cooldown, levels.lowest, levels.widest, self.table,
                self.entries, self.nodes, self.rows, self.amended, self.blocks, output.raised,
                output.evidence, output.missed, self.used,
            )
        )  # fmt: skip

    def make_room(self) -> None:
        """Longer arrays, where one more event might not fit."""
        entries, amended = len(self.entries), len(self.amended)
        self.entries = roomy(self.entries, self.used[ENTRIES_N], 2)
        self.nodes = roomy(self.nodes, self.used[NODES_N], 2)
        self.amended = roomy(self.amended, self.used[OTHERS_N], 2)
        self.blocks = roomy(self.blocks, self.used[BLOCKS_N], self.levels.widest)
        if len(self.entries) > entries:
            self.rehash()
        if len(self.amended) > amended:
            self._rehash_rows()

    def sweep(self, clock: int, log: Log) -> None:  # noqa: ARG002
        """Let go of what no window holds any more."""
        idle = sweep(clock, self._settings, self.entries, self.nodes, self.used)
        moved = self.let_go(idle, clock)
        self.nodes["what"] = moved[self.nodes["what"]] if len(moved) else 0
        amended = self.amended[: self.used[OTHERS_N]]
        amended = amended[amended["until"] > clock]
        amended["entry"] = moved[amended["entry"]]
        self.used[OTHERS_N] = len(amended)
        self.amended = roomy(amended, len(amended), max(4, len(amended)))
        self._rehash_rows()

    def save(self) -> Arrays:
        """The state by name."""
        return {**super().save(), "roots": self.roots}

    def restore(self, state: Arrays) -> None:
        """Go on from a state of the same plans."""
        super().restore(state)
        self.roots = state["roots"]
        self._rehash_rows()

    def _rehash_rows(self) -> None:
        numbers = np.ascontiguousarray(self.amended["number"])
        self.rows = filled(new_table(max(len(numbers), 4)), numbers, self.used[OTHERS_N])
