"""The families whose measure follows from the rows a window holds for the key."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.batch import Bools
from anlan.detect.fast.columns import NUMERIC, Columns
from anlan.detect.fast.floors import Floors
from anlan.detect.fast.group import Frame, Numbered
from anlan.detect.fast.levels import levels_of
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.places import RUNS_N, SEEN_N
from anlan.detect.fast.runs import Runs
from anlan.detect.fast.sweep_kernel import pack_seen, silent, trim
from anlan.detect.fast.table import new_table
from anlan.detect.fast.tallies import DISTINCT, LOWEST
from anlan.detect.fast.windowed_kernel import run_events

MEASURES = (
    "count", "distinct", "ratio", "sequence", "last", "highest", "lowest", "slope", "escalation",
)  # fmt: skip
"""In the order of the numbers in `tallies`."""


class Windowed(Runs):
    """Models that look at the rows of a key in a window.

    A slot is what models have in common that differ in number, levels and cooldown only.
    """

    FAMILIES = frozenset({"count", "distinct", "ratio", "sequence", "value", "slope", "escalation"})
    STATE = (*Runs.STATE, "seen")

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        super().__init__(plans, columns, matcher)
        slots: dict[tuple[int, Hashable], list[Numbered]] = {}
        for number, plan in plans:
            measured = (plan.key, plan.horizon, _measured(plan))
            slots.setdefault((matcher.number(plan.where), measured), []).append((number, plan))
        named = sorted(slots, key=lambda name: name[0])
        any_plan = [slots[name][0][1] for name in named]
        self._floors = Floors(plan.horizon for plan in any_plan)
        self._levels = levels_of([slots[name] for name in named])
        self._settings = np.array([self._setting(plan) for plan in any_plan], np.int64)
        self.seen = new_table(64)
        instants = np.diff(self._levels.first[self._levels.slots])
        self._begin(any_plan, int(np.diff(self._levels.slots).max()), instants.tolist())

    def _run(self, number: int, events: Any, frame: Frame) -> int:
        batch, log, levels = frame.batch, frame.log, self._levels
        taken: int = run_events(
            number, events, batch.clock, batch.old.time, batch.old.order, batch.new.time,
            batch.new.order, batch.new.gap, frame.ref, self._settings, self._index, self.runs,
            self.pool, self.free, self.seen, self.since,
            self._floors.settings, self._floors.starts, self._floors.now, log.time, log.order,
            log.codes, log.numbers, levels.models, levels.slots, levels.first, levels.at_least,
            levels.level, levels.cooldown, levels.lowest, self._raised, self._measures,
            self._evidence, self._missed, self.used,
        )  # fmt: skip
        return taken

    def _let_go(self, clock: int, log: Log) -> Bools:
        levels, count = self._levels, int(self.used[RUNS_N])
        trim(
            clock, self._settings, self.runs, count, self.pool, self.seen,
            self._floors.settings, self._floors.starts, log.time, log.codes, log.numbers, self.used,
        )  # fmt: skip
        silences: Bools = silent(
            clock, self._settings, self.runs, count, self.since, levels.slots,
            levels.first, levels.at_least, levels.cooldown,
        )  # fmt: skip
        return silences

    def _renumber(self, kept: Any, count: int) -> None:
        renumbered = np.full(count, -1, np.int64)
        renumbered[kept] = np.arange(len(kept))
        self._see_anew(renumbered)

    def _make_room(self) -> None:
        super()._make_room()
        if 2 * (self.used[SEEN_N] + 1) > len(self.seen):
            self._see_anew(np.arange(int(self.used[RUNS_N])))

    def _see_anew(self, renumbered: Any) -> None:
        """Build the table of values seen anew."""
        seen = new_table(max(64, 2 * int(self.used[SEEN_N])))
        self.used[SEEN_N] = pack_seen(self.seen, renumbered, seen)
        self.seen = seen

    def _setting(self, plan: Plan) -> tuple[int, ...]:
        """The row of a slot in the settings."""
        asked, horizon = plan.measure, plan.horizon
        family = MEASURES.index(asked.take if asked.family == "value" else asked.family)
        field = 0
        if family == DISTINCT:
            field = self.columns.told_apart[str(asked.field)]
        elif asked.family in NUMERIC:
            field = self.columns.measured[str(asked.field)]
        sign = -1 if family == LOWEST else asked.sign
        first, then = map(self.matcher.condition, (asked.first, asked.then))
        return (
            family, self.columns.attributes[plan.key], field, sign, asked.within, asked.minimum,
            self._floors.number(horizon), horizon.length, horizon.gap, first, then,
        )  # fmt: skip


def _measured(plan: Plan) -> tuple[Any, ...]:
    """What is measured, filters by their forms."""
    asked = plan.measure
    first, then = (f and f.form for f in (asked.first, asked.then))
    return (
        asked.family, asked.field, asked.sign, asked.take, asked.within, asked.minimum,
        (asked.first is None, first), (asked.then is None, then),
    )  # fmt: skip
