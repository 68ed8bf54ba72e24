"""The near family: records close in space and time."""

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
from anlan.detect.fast.near_grid import (
    AROUND,
    CELL,
    CELLS_N,
    NARROWEST,
    POINT,
    POINTS_N,
    all_hints,
    fill,
)
from anlan.detect.fast.near_kernel import SLOT, run
from anlan.detect.fast.near_parts import EIGHTHS, FIRST
from anlan.detect.fast.near_sweep import sweep
from anlan.detect.fast.nodes import NODE
from anlan.detect.fast.output import NODES_N, Output
from anlan.detect.fast.room import roomy
from anlan.detect.fast.slots import Slotted
from anlan.detect.fast.table import FREE

EACH, MOST = 1 << 12, 1 << 20
"""Room for so many cells and points of each slot is asked for, and for so many of all at most: it
costs nothing until it is used, and the arrays need not be copied while they fill."""


class Near(Slotted):
    """The models of the family."""

    FAMILIES = frozenset({"near"})
    STATE = (
        ("cells", CELLS_N),
        ("around", CELLS_N),
        ("parts", CELLS_N),
        ("since", CELLS_N),
        ("points", POINTS_N),
        ("nodes", NODES_N),
    )

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        super().__init__(plans, columns, matcher)
        self._settings = np.array(
            [
                (
                    plan.measure.millimetres**2,
                    max(plan.measure.millimetres, NARROWEST),
                    plan.reach,
                    self.floors.number(plan.horizon),
                )
                for plan in self.any
            ],
            SLOT,
        )
        self._bits = np.zeros((2, AROUND), np.int64)
        self._quiet = np.zeros(int(np.diff(self.levels.slots).max()), np.int64)

    def alike(self, plan: Plan) -> Hashable:
        """What plans over one filter and key must have in common to share a slot."""
        return plan.measure.millimetres, plan.horizon

    def empty(self) -> None:
        """Begin with empty arrays."""
        room = min(MOST, EACH * len(self.any))
        self.cells, self.around = np.zeros(room, CELL), np.zeros((room, AROUND), np.int32)
        self.parts, self.since = (
            np.zeros((room, FIRST + EIGHTHS), np.int32),
            np.zeros((room, EIGHTHS), np.int64),
        )
        """Of each cell; see `near_parts`."""
        self.points, self.nodes = np.zeros(room, POINT), np.zeros(2 * room, NODE)
        self.cell_table, self.point_table, self.hints = _table(4), _table(4), _hints(4)

    def run(self, frame: Frame, events: npt.NDArray[Any], number: int, output: Output) -> int:
        """Take events from `number` on; the number of the first there is no room for."""
        old, new, levels = frame.batch.old, frame.batch.new, self.levels
        return int(
            run(
                events, number, frame.batch.clock, old.located, old.time, old.gap, old.point,
                new.located, new.time, np.where(new.there, new.order, old.order), new.gap,
                new.point, self._settings, self.floors.settings, self.floors.starts, levels.slots,
                levels.first, levels.at_least, levels.level, levels.cooldown, levels.lowest,
                levels.widest, self.cell_table, self.hints, self.cells, self.around, self.parts,
                self.since, self.point_table, self.points, self.nodes, output.raised,
                output.evidence, output.missed, self.used, self._quiet, *self._bits,
            )
        )  # fmt: skip

    def make_room(self) -> None:
        """Longer arrays, where one more event might not fit."""
        self.cells = roomy(self.cells, self.used[CELLS_N], 1)
        self.around = roomy(self.around, self.used[CELLS_N], 1)
        self.parts = roomy(self.parts, self.used[CELLS_N], 1)
        self.since = roomy(self.since, self.used[CELLS_N], 1)
        self.points = roomy(self.points, self.used[POINTS_N], 1)
        self.nodes = roomy(self.nodes, self.used[NODES_N], 1 + self.levels.widest)
        if 2 * (self.used[CELLS_N] + 1) > len(self.cell_table):
            self._rehash_cells()
        if 2 * (self.used[POINTS_N] + 1) > len(self.point_table):
            self._rehash_points()

    def sweep(self, clock: int, log: Log) -> None:  # noqa: ARG002
        """Let go of what no window holds any more."""
        sweep(
            clock, self._settings, self.floors.settings, self.floors.starts, self.levels.cooldown,
            self.cells, self.around, self.parts, self.since, self.points, self.nodes, self.used,
        )  # fmt: skip
        self.rehash()

    def rehash(self) -> None:
        """Fill the tables anew."""
        self._rehash_cells()
        self._rehash_points()

    def _rehash_cells(self) -> None:
        used = self.used[CELLS_N]
        self.cell_table = fill(_table(2 * used), self.cells, used)
        self.hints = all_hints(_hints(2 * used), self.cells, used)

    def _rehash_points(self) -> None:
        used = self.used[POINTS_N]
        self.point_table = fill(_table(2 * used), self.points, used)


def _table(places: int) -> npt.NDArray[np.int32]:
    """A table with room for so many sites."""
    return np.full(1 << max(3, (2 * int(places) - 1).bit_length()), FREE, np.int32)


def _hints(cells: int) -> npt.NDArray[np.uint64]:
    """At least eight bits for each of so many cells, none set."""
    return np.zeros(1 << max(3, (int(cells) // 8).bit_length()), np.uint64)
