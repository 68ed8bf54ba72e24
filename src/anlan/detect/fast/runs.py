"""Groups that keep a run of rows for each slot and key."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.batch import Bools
from anlan.detect.fast.deque import SMALLEST, close_up, move_refs, no_free, no_runs, pack
from anlan.detect.fast.events import EVENT, list_events, most_events
from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.group import Arrays, Frame, Group
from anlan.detect.fast.index import filled, new_index
from anlan.detect.fast.log import Log
from anlan.detect.fast.places import (
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
    SINCE_N,
    WANTED_N,
)  # fmt: skip
from anlan.detect.fast.room import copy_into, roomy, untouched
from anlan.detect.fast.sweep_kernel import pack_since

RESERVED, EACH = 1 << 18, 64
"""Room for so many runs of each slot is set aside, and touched, when a plan is made; for so many
of all slots at most. So no event waits for memory."""
AHEAD = 64
"""So many times as much is only asked for: it costs nothing until it is used, and arrays need not
be copied when they grow."""


class Runs(Group):
    """What such groups have in common: arrays, what comes out of them, and their state."""

    STATE: tuple[str, ...] = ("runs", "pool", "free", "since", "used")

    def _begin(self, any_plan: Sequence[Plan], sharers: int, instants: Sequence[int]) -> None:
        """Begin without a row. Given a plan of each slot, how many models share one at most, and
        the instants each needs to remember."""
        asked, condition = [plan.measure for plan in any_plan], self.matcher.condition
        self._group = self.matcher.group([plan.where for plan in any_plan])
        self._keys = np.array([self.columns.attributes[plan.key] for plan in any_plan], np.int64)
        self._first = np.array([condition(measure.first) for measure in asked], np.int64)
        self._then = np.array([condition(measure.then) for measure in asked], np.int64)
        self._looked = np.array([self.columns.looked_at(measure) for measure in asked], np.int64)
        self._most, self._instants = sharers, np.array(instants, np.int64)
        self._raised = np.zeros((64, 8), np.int64)
        self._measures = np.zeros(64, np.float64)
        self._evidence = np.zeros(1024, np.int64)
        self._missed = np.zeros((64, 3), np.int64)
        self.used = np.zeros(8, np.int64)
        self._reserved = min(RESERVED, EACH * len(any_plan))
        self.runs = no_runs(AHEAD * self._reserved)
        self.runs["number"][: self._reserved] = 0  # touched: each run is a line of its own
        self.pool = self._new_pool(0)
        self.pool[: self._reserved * SMALLEST] = 0
        self.free = no_free()
        self.since = np.zeros(64, np.int64)
        self._listed = np.zeros(1024, EVENT)
        self._reindex()

    @abstractmethod
    def _run(self, number: int, events: Any, frame: Frame) -> int:
        """Take events from `number` on; the number of the first there is no room for."""

    @abstractmethod
    def _let_go(self, clock: int, log: Log) -> Bools:
        """Take old rows out; whether each run still silences a level, even without a row."""

    def take(self, frame: Frame) -> tuple[Found, Missed]:
        """What the steps of a frame raise, and added rows that match but cannot count."""
        events = self._events(frame)
        self.used[[RAISED_N, EVIDENCE_N, MISSED_N]] = 0
        number = self._run(0, events, frame)
        while number < len(events):
            self._make_room()
            number = self._run(number, events, frame)
        return self._found(), self._not_counted()

    def sweep(self, clock: int, log: Log) -> None:
        """Let go of what no window holds any more."""
        silences = self._let_go(clock, log)
        count = len(silences)
        kept = np.flatnonzero(silences | (self.runs["length"][:count] > 0))
        close_up(self.runs, kept)
        runs = self.runs[: len(kept)]
        packed = self._new_pool(_room(runs["length"]))
        self.free = no_free()
        self.free[-1] = pack(runs, self.pool, packed)
        self.pool = packed
        since = untouched(self.since)
        self.used[SINCE_N] = pack_since(runs, self.since, silences[kept], self._instants, since)
        self.since, self.used[RUNS_N] = since, len(kept)
        self._renumber(kept, count)
        self._reindex()

    def moved(self, rows: int) -> None:
        """The log has let go of its first rows."""
        move_refs(self.runs, self.used[RUNS_N], self.pool, rows)

    def save(self) -> Arrays:
        """The state by name."""
        ends = {"runs": RUNS_N, "since": SINCE_N}
        used = {name: int(self.used[place]) for name, place in ends.items()}
        used["pool"] = int(self.free[-1])
        return {name: getattr(self, name)[: used.get(name)] for name in self.STATE}

    def restore(self, state: Arrays) -> None:
        """Go on from a state of the same plans."""
        for name, array in state.items():
            setattr(self, name, array)
        self.runs = _longer(state["runs"], AHEAD * self._reserved)
        self._reindex()

    def _renumber(self, kept: Any, count: int) -> None:
        """Only the runs that are kept, of `count`, are there from now on."""

    def _new_pool(self, places: int) -> Any:
        return np.zeros(max(AHEAD * self._reserved * SMALLEST, places), np.int32)

    def _reindex(self) -> None:
        """Build the table of runs anew."""
        count = self.used[RUNS_N]
        self._index = filled(new_index(max(self._reserved, 2 * int(count))), self.runs, count)

    def _make_room(self) -> None:
        """Longer arrays where the event that comes next found none."""
        used = self.used
        if used[RUNS_N] + 1 > len(self.runs):
            self.runs = _longer(self.runs, len(self.runs))
        if 2 * (used[RUNS_N] + 1) > len(self._index):
            self._reindex()
        self.pool = roomy(self.pool, self.free[-1], used[POOL_N])
        self.since = roomy(self.since, used[SINCE_N], self._instants.max())
        self._raised = roomy(self._raised, used[RAISED_N], self._most)
        self._measures = roomy(self._measures, used[RAISED_N], self._most)
        self._evidence = roomy(self._evidence, used[EVIDENCE_N], used[WANTED_N])
        self._missed = roomy(self._missed, used[MISSED_N], self._most)

    def _events(self, frame: Frame) -> Any:
        """What each slot sees of the steps, step after step."""
        matches, batch = frame.matches, frame.batch
        of_group = matches.old, matches.new, self._group, matches.start
        self._listed = events = roomy(self._listed, 0, most_events(*of_group))
        count = list_events(
            *of_group, matches.slots, batch.old.time, batch.new.time,
            batch.old.codes, batch.new.codes, batch.old.numbers, batch.new.numbers, self._keys,
            self._looked, matches.bits, self._first, self._then, events,
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


def _longer(runs: Any, more: int) -> Any:
    longer = no_runs(len(runs) + more)
    copy_into(longer, runs)
    return longer


def _room(lengths: Any) -> int:
    """Places that blocks for so many rows each take at most."""
    return int(2 * lengths.sum()) + SMALLEST * len(lengths) + 256
