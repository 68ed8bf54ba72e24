"""The families whose measure follows from the rows a window holds for the key."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from anlan.detect.fast.columns import NUMERIC, Columns
from anlan.detect.fast.deque import LENGTH, SINCE, move_refs, no_free, pack
from anlan.detect.fast.events import EVENT, list_events, most_events
from anlan.detect.fast.floors import Floors
from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.group import Arrays, Frame, Group, Numbered
from anlan.detect.fast.levels import levels_of
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.room import roomy
from anlan.detect.fast.sweep_kernel import pack_seen, pack_since, silent, trim
from anlan.detect.fast.table import filled, new_table
from anlan.detect.fast.tallies import DISTINCT, IS_FIRST, IS_THEN, KEY, LOWEST
from anlan.detect.fast.windowed_kernel import (
    EVIDENCE_N,
    MISSED_N,
    POOL_N,
    R_AT,
    R_FIRST,
    R_FLOOR,
    R_KEY,
    R_LEVEL,
    R_MODEL,
    R_STEP,
    R_TRIGGER,
    RAISED_N,
    RUNS_N,
    SEEN_N,
    SINCE_N,
    WANTED_N,
    run_events,
)  # fmt: skip
from anlan.detect.plan import Plan

MEASURES = (
    "count", "distinct", "ratio", "sequence", "last", "highest", "lowest", "slope", "escalation",
)  # fmt: skip
"""In the order of the numbers in `tallies`."""


class Windowed(Group):
    """Models that look at the rows of a key in a window: a run of rows for each slot and key.

    A slot is what models have in common that differ in number, levels and cooldown only.
    """

    FAMILIES = frozenset({"count", "distinct", "ratio", "sequence", "value", "slope", "escalation"})
    CALM = False
    """Whether corrections that change nothing need not be looked at."""

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
        self._slots = matcher.slots([plan.where for plan in any_plan])
        self._settings = np.array([self._setting(plan) for plan in any_plan], np.int64)
        self._most = int(np.diff(self._levels.slots).max())
        self._most_levels = self._levels.widest
        self._raised = np.zeros((64, 8), np.int64)
        self._measures = np.zeros(64, np.float64)
        self._evidence = np.zeros(1024, np.int64)
        self._missed = np.zeros((64, 3), np.int64)
        self.used = np.zeros(8, np.int64)
        self.owners = np.zeros(64, np.int64)
        self.runs = _fresh(64)
        self.bests = np.zeros(64, np.float64)
        self.pool = np.zeros(256, np.int32)
        self.free = no_free()
        self.since = np.zeros(64, np.int64)
        self.seen = new_table(64)
        self._index()

    def take(self, frame: Frame) -> tuple[Found, Missed]:
        """What the steps of a frame raise, and added rows that match but cannot count."""
        events = self._events(frame)
        batch, log, levels = frame.batch, frame.log, self._levels
        self.used[[RAISED_N, EVIDENCE_N, MISSED_N]] = 0
        number = 0
        while True:
            number = run_events(
                number, events, batch.clock, batch.old.time, batch.old.order, batch.new.time,
                batch.new.order, batch.new.gap, frame.ref, self._settings, self._table, self.owners,
                self.runs, self.bests, self.pool, self.free, self.seen, self.since,
                self._floors.settings, self._floors.starts, self._floors.now, log.time, log.order,
                log.codes, log.numbers, levels.models, levels.slots, levels.first, levels.at_least,
                levels.level, levels.cooldown, levels.lowest, self._raised, self._measures,
                self._evidence, self._missed, self.used,
            )  # fmt: skip
            if number == len(events):
                return self._found(), self._not_counted()
            self._make_room()

    def sweep(self, clock: int, log: Log) -> None:
        """Let go of what no window holds any more."""
        levels, count = self._levels, int(self.used[RUNS_N])
        trim(
            clock, self._settings, self.owners, self.runs, self.bests, count, self.pool, self.seen,
            self._floors.settings, self._floors.starts, log.time, log.codes, log.numbers, self.used,
        )  # fmt: skip
        silences = silent(
            clock, self._settings, self.owners, self.runs, count, self.since, levels.slots,
            levels.first, levels.at_least, levels.cooldown,
        )  # fmt: skip
        kept = np.flatnonzero(silences | (self.runs[:count, LENGTH] > 0))
        renumbered = np.full(count, -1, np.int64)
        renumbered[kept] = np.arange(len(kept))
        packed = np.zeros(int(2 * self.runs[kept, LENGTH].sum()) + 2 * len(kept) + 256, np.int32)
        self.free = no_free()
        self.free[-1] = pack(self.runs, kept, self.pool, packed)
        self.owners, self.runs, self.bests = self.owners[kept], self.runs[kept], self.bests[kept]
        since = np.zeros_like(self.since)
        self.used[SINCE_N] = pack_since(
            self.runs, self.owners, self.since, silences[kept], levels.slots, levels.first, since
        )
        self.pool, self.since, self.used[RUNS_N] = packed, since, len(kept)
        seen = new_table(max(64, int(self.used[SEEN_N])))
        self.used[SEEN_N] = pack_seen(self.seen, renumbered, seen)
        self.seen = seen
        self._index()

    def moved(self, rows: int) -> None:
        """The log has let go of its first rows."""
        move_refs(self.runs, self.used[RUNS_N], self.pool, rows)

    def save(self) -> Arrays:
        """The state by name."""
        runs, since = self.used[RUNS_N], self.used[SINCE_N]
        return {
            "owners": self.owners[:runs], "runs": self.runs[:runs], "bests": self.bests[:runs],
            "pool": self.pool[: self.free[-1]], "free": self.free, "since": self.since[:since],
            "seen": self.seen, "used": self.used,
        }  # fmt: skip

    def restore(self, state: Arrays) -> None:
        """Go on from a state of the same plans."""
        for name, array in state.items():
            setattr(self, name, array.copy())
        self._index()

    def _index(self) -> None:
        """Build the table of runs anew."""
        count = int(self.used[RUNS_N])
        self._table = filled(new_table(max(64, count)), self.owners, count)

    def _make_room(self) -> None:
        """Longer arrays where the event that comes next found none."""
        used = self.used
        if used[RUNS_N] + 1 > len(self.owners) or 2 * (used[RUNS_N] + 1) > len(self._table):
            self.owners = roomy(self.owners, used[RUNS_N], 64)
            self.bests = roomy(self.bests, used[RUNS_N], 64)
            self.runs = np.concatenate((self.runs[: used[RUNS_N]], _fresh(len(self.owners))))
            self.runs = self.runs[: len(self.owners)].copy()
            self._table = filled(new_table(len(self.owners)), self.owners, int(used[RUNS_N]))
        self.pool = roomy(self.pool, self.free[-1], used[POOL_N])
        self.since = roomy(self.since, used[SINCE_N], self._most_levels)
        self._raised = roomy(self._raised, used[RAISED_N], self._most)
        self._measures = roomy(self._measures, used[RAISED_N], self._most)
        self._evidence = roomy(self._evidence, used[EVIDENCE_N], used[WANTED_N])
        self._missed = roomy(self._missed, used[MISSED_N], self._most)
        if 2 * (used[SEEN_N] + 1) > len(self.seen):
            every = np.arange(int(used[RUNS_N]))
            seen = new_table(2 * int(used[SEEN_N]))
            used[SEEN_N] = pack_seen(self.seen, every, seen)
            self.seen = seen

    def _events(self, frame: Frame) -> Any:
        """What each slot sees of the steps, step after step."""
        old, new, batch = frame.matches.old, frame.matches.new, frame.batch
        if self.CALM:
            old, new = np.where(frame.same, -1, old), np.where(frame.same, -1, new)
        events = np.empty(most_events(old, new, self._slots.start), EVENT)
        count = list_events(
            old, new, self._slots.start, self._slots.items, batch.old.codes, batch.new.codes,
            self._settings[:, KEY].copy(), frame.matches.bits, self._settings[:, IS_FIRST].copy(),
            self._settings[:, IS_THEN].copy(), events,
        )  # fmt: skip
        return events[:count]

    def _found(self) -> Found:
        count, end = int(self.used[RAISED_N]), int(self.used[EVIDENCE_N])
        rows = self._raised[:count]
        return Found(
            rows[:, R_STEP].copy(), rows[:, R_MODEL].astype(np.int32),
            rows[:, R_KEY].astype(np.int32), rows[:, R_LEVEL].astype(np.int32),
            rows[:, R_AT].copy(), rows[:, R_FLOOR].copy(), self._measures[:count].copy(),
            rows[:, R_TRIGGER].copy(), np.append(rows[:, R_FIRST], end), self._evidence[:end].copy(),
        )  # fmt: skip

    def _not_counted(self) -> Missed:
        rows = self._missed[: int(self.used[MISSED_N])]
        return Missed(rows[:, 0].copy(), rows[:, 1].astype(np.int32), rows[:, 2].astype(np.int32))

    def _setting(self, plan: Plan) -> tuple[int, ...]:
        """The row of a slot in the settings."""
        asked, horizon = plan.measure, plan.horizon
        family = MEASURES.index(asked.take if asked.family == "value" else asked.family)
        field = 0
        if family == DISTINCT:
            field = self.columns.attributes[str(asked.field)]
        elif asked.family in NUMERIC:
            field = self.columns.measured[str(asked.field)]
        sign = -1 if family == LOWEST else asked.sign
        first, then = (
            -1 if f is None else self.matcher.number(f) for f in (asked.first, asked.then)
        )
        return (
            family, self.columns.attributes[plan.key], field, sign, asked.within, asked.minimum,
            self._floors.number(horizon), horizon.length, horizon.gap, first, then,
        )  # fmt: skip


class Calm(Windowed):
    """Those to which a correction that changes nothing makes no difference.

    It arms no level: either cooldowns rest on time alone, or what time lets the measure leave it
    does not reach again but by a row. And it brings no row back into a session.
    """

    CALM = True

    @classmethod
    def runs(cls, plan: Plan) -> bool:
        """Whether a model belongs here."""
        asked = plan.measure
        falls = asked.family in ("count", "distinct", "sequence") or (
            asked.family == "value" and asked.take != "lowest"
        )
        settled = falls or plan.cooldown is not None
        return super().runs(plan) and settled and not plan.horizon.gap


def _measured(plan: Plan) -> tuple[Any, ...]:
    """What is measured, filters by their forms."""
    asked = plan.measure
    first, then = (f and f.form for f in (asked.first, asked.then))
    return (
        asked.family, asked.field, asked.sign, asked.take, asked.within, asked.minimum,
        (asked.first is None, first), (asked.then is None, then),
    )  # fmt: skip


def _fresh(runs: int) -> Any:
    """Runs without a row."""
    fresh = np.zeros((runs, 8), np.int32)
    fresh[:, SINCE] = -1
    return fresh
