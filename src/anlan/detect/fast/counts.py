"""Counts: models over one filter and key share the rows, whatever their windows and levels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.batch import Bools
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.counts_kernel import count_events, let_go
from anlan.detect.fast.floors import Floors
from anlan.detect.fast.group import Frame, Numbered
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.places import RUNS_N
from anlan.detect.fast.runs import Runs


class Counts(Runs):
    """Counts in windows other than sessions.

    Between two rows of a key a count can only fall. So a level without a cooldown is raised by
    just that row that makes the count reach it, and nothing has to be remembered for it.
    """

    @classmethod
    def takes(cls, plan: Plan) -> bool:
        """Whether a model belongs here; a level at or below 0 is reached without a row."""
        reached = all(threshold.at_least > 0 for threshold in plan.thresholds)
        return plan.measure.family == "count" and not plan.horizon.gap and reached

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        super().__init__(plans, columns, matcher)
        slots: dict[tuple[int, str], list[Numbered]] = {}
        for number, plan in plans:
            slots.setdefault((matcher.number(plan.where), plan.key), []).append((number, plan))
        named = sorted(slots, key=lambda name: name[0])
        self._floors = Floors(plan.horizon for _, plan in plans)
        shared = _Shared(self._floors)
        for name in named:
            shared.add_slot(columns.attributes[name[1]], slots[name])
        self._settings, self._spans, self._steps, self._cools, self._levels = (
            np.array(rows, np.int64).reshape(-1, width)
            for rows, width in (
                (shared.slots, 7), (shared.windows, 10), (shared.steps, 3), (shared.cools, 5),
                (shared.levels, 2),
            )
        )  # fmt: skip
        self._models = np.array(shared.models, np.int64)
        any_plan = [slots[name][0][1] for name in named]
        self._begin(any_plan, max(map(len, slots.values())), [slot[4] for slot in shared.slots])

    def _run(self, number: int, events: Any, frame: Frame) -> int:
        batch, log = frame.batch, frame.log
        taken: int = count_events(
            number, events, batch.clock, batch.old.time, batch.old.order, batch.new.time,
            batch.new.order, batch.new.gap, frame.ref, self._settings, self._spans, self._steps,
            self._cools, self._levels, self._models, self._index, self.runs, self.pool, self.free,
            self.since, self._floors.settings, self._floors.starts, self._floors.now,
            log.time, log.order, log.gap, self._raised, self._measures, self._evidence, self._missed,
            self.used,
        )  # fmt: skip
        return taken

    def _let_go(self, clock: int, log: Log) -> Bools:
        silences: Bools = let_go(
            clock, self._settings, self._cools, self._spans, self.runs,
            int(self.used[RUNS_N]), self.pool, self.since, log.time, log.gap,
        )  # fmt: skip
        return silences


class _Shared:
    """What the compiled loop reads; its columns are named there."""

    def __init__(self, floors: Floors) -> None:
        self._floors = floors
        self.slots: list[tuple[int, ...]] = []
        self.windows: list[tuple[int, ...]] = []
        self.steps: list[tuple[int, int, int]] = []
        self.cools: list[tuple[int, ...]] = []
        self.levels: list[tuple[int, int]] = []
        self.models: list[int] = []

    def add_slot(self, key: int, plans: Sequence[Numbered]) -> None:
        """Models over one filter and key."""
        by_window: dict[Horizon, list[Numbered]] = {}
        for number, plan in plans:
            by_window.setdefault(plan.horizon, []).append((number, plan))
        first, instants = len(self.windows), 0
        for horizon, sharers in by_window.items():
            instants = self._add_window(horizon, sharers, instants)
        reach = max(horizon.length for horizon in by_window)
        shortest = min(horizon.length for horizon in by_window)
        self.slots.append((key, first, len(self.windows), reach, instants, len(plans), shortest))

    def _add_window(self, horizon: Horizon, plans: Sequence[Numbered], instants: int) -> int:
        steps: list[tuple[int, int, int]] = []
        first_cool, first_model = len(self.cools), len(self.models)
        for number, plan in plans:
            self.models.append(number)
            rows = [(math.ceil(level.at_least), level.level) for level in plan.thresholds]
            if plan.cooldown is None:
                most_urgent = dict(reversed(rows))
                steps += [(count, number, level) for count, level in most_urgent.items()]
                continue
            first_level = len(self.levels)
            self.levels += rows
            end = len(self.levels)
            self.cools.append((number, plan.cooldown, instants, first_level, end))
            instants += len(rows)
        fewest = min(math.ceil(plan.thresholds[-1].at_least) for _, plan in plans)
        most = max((count for count, _, _ in steps), default=0)
        first_step = len(self.steps)
        self.steps += sorted(steps)
        self.windows.append(
            (
                self._floors.number(horizon), horizon.length, fewest, most, first_step,
                len(self.steps), first_cool, len(self.cools), first_model, len(self.models),
            )
        )  # fmt: skip
        return instants
