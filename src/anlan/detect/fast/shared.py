"""The shared plan: all models over one record kind, run together."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from io import BufferedIOBase

import numpy as np

from anlan.detect.checkpoint import Part
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.batch import Batch, batch
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.counts import Counts
from anlan.detect.fast.found import REASONS, Found, Missed, all_found, all_missed
from anlan.detect.fast.group import Frame, Group
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.near import Near
from anlan.detect.fast.season import Season
from anlan.detect.fast.silence import Silence
from anlan.detect.fast.state import read_state, written_state
from anlan.detect.fast.unanswered import Unanswered
from anlan.detect.fast.windowed import Windowed
from anlan.detect.steps.evidence import Cited, Then, cite
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import NotCounted, Raised
from anlan.detect.steps.steps import Steps
from anlan.standards.time import Instant

STEPS = 4096
"""Steps of a frame, at most."""
REMEMBERED = 200
"""The last rows that could not count are shown, so many of them."""
SWEPT = 1 << 16
"""Nothing is swept while the log has fewer rows than this."""
REST = 8
"""Frames between two groups that are swept: what has come meanwhile is caught up with."""

GROUPS: tuple[type[Group], ...] = (Counts, Windowed, Season, Unanswered, Silence, Near)


class SharedPlan:
    """The models over one record kind, run together; raises what the reference would."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        self.plans = plans
        self.columns = Columns(plans, layout)
        self.matcher = Matcher(self.columns)
        self.log = Log(self.columns.told_apart_at, len(self.columns.measured))
        self.groups = _groups(plans, self.columns, self.matcher)
        self.not_counted: Counter[tuple[int, str]] = Counter()
        """(number of the model, reason) → rows that matched and could not count."""
        self.missed: deque[NotCounted] = deque(maxlen=REMEMBERED)
        """The last of them that came as steps."""
        self._under_way: tuple[int, Iterable[tuple[Found, Missed]]] | None = None
        """Number of the first step of a frame, and what its groups come to."""
        self._found: list[tuple[int, Found]] = []
        self._lost: list[tuple[int, Missed]] = []
        """What the frames before came to."""
        self._timed = np.array([plan.measure.timed for plan in plans], np.bool_)
        self._reach = max((plan.reach for plan in plans), default=0)
        self._sweep_at = SWEPT
        self._unswept: list[Group] = []
        """Groups that are still to be swept,"""
        self._swept_to = 0
        """of what no window held any more at this clock."""
        self._swept = False
        """Whether rows may be let go of once they have been."""
        self._resting = 0
        """Frames until the next group is swept."""

    def take(self, steps: Steps) -> list[Raised]:
        """What some steps raise, in order."""
        return self.told(self.take_batch(self.prepare(steps)), steps)

    def take_batch(self, steps: Batch) -> tuple[Found, Missed]:
        """What some steps raise and what could not count, as columns, in order."""
        self.begin(steps)
        return self.end()

    def prepare(self, steps: Steps) -> Batch:
        """Some steps as columns. May be asked for while others are under way."""
        return batch(steps, self.columns)

    def begin(self, steps: Batch) -> None:
        """Begin to take some steps; those before have to be ended."""
        for begin in range(0, len(steps), STEPS):
            self._end_frame()
            part = steps.cut(begin, min(begin + STEPS, len(steps)))
            matches = self.matcher.match(part)
            frame = Frame(part, matches, self.log, self.log.append(part))
            self._under_way = begin, self._of_groups(frame)

    def end(self) -> tuple[Found, Missed]:
        """What the steps that were begun raise and what could not count, as `take_batch` says."""
        self._end_frame()
        out, not_counted = all_found(self._found), all_missed(self._lost)
        self._found, self._lost = [], []
        for model, reason in zip(
            not_counted.model.tolist(), not_counted.reason.tolist(), strict=True
        ):
            self.not_counted[model, REASONS[reason]] += 1
        return out, not_counted

    def told(
        self, ended: tuple[Found, Missed], steps: Steps, since: Steps | None = None
    ) -> list[Raised]:
        """What some steps raise, with its rows; `since`: steps that the intake has heard of since."""
        found, missed = ended
        last = slice(-REMEMBERED, None)
        for n, model, reason in zip(
            missed.step[last], missed.model[last], missed.reason[last], strict=True
        ):
            position, clock, _, row = steps.step(n)
            assert row is not None
            self.missed.append(NotCounted(int(model), REASONS[reason], row, position, clock))
        return self._as_rows(found, steps, since)

    def _end_frame(self) -> None:
        if self._under_way is None:
            return
        begin, results = self._under_way
        self._under_way = None
        for raised, lost in results:
            self._found.append((begin, raised))
            self._lost.append((begin, lost))
        self._sweep_some()

    def _of_groups(self, frame: Frame) -> Iterable[tuple[Found, Missed]]:
        return [group.take(frame) for group in self.groups]

    def sweep(self) -> None:
        """Let go of what no window holds any more; changes no answer."""
        self.settle()
        self._begin_sweep()
        for group in self._unswept:
            group.sweep(self._swept_to, self.log)
        self._unswept = []
        self._end_sweep()

    def settle(self) -> None:
        """Wait for what is done beside the facts that come."""

    def _sweep_some(self) -> None:
        """Sweep a group after some frames, when much has come: no frame waits for all of them."""
        if self._resting:
            self._resting -= 1
        elif self._unswept:
            self._sweep_group(self._unswept.pop())
            self._resting = REST
        elif self._swept:
            self._end_sweep()
        elif self.log.size > self._sweep_at:
            self._begin_sweep()

    def _begin_sweep(self) -> None:
        self._unswept, self._swept = self.groups.copy(), True
        self._swept_to = int(self.log.clock[self.log.size - 1])

    def _sweep_group(self, group: Group) -> None:
        group.sweep(self._swept_to, self.log)

    def _end_sweep(self) -> None:
        """Let go of rows that all groups have let go of."""
        self.settle()
        self._swept = False
        rows = self.log.older(self._swept_to - self._reach)
        self.log.drop(rows)
        for group in self.groups:
            group.moved(rows)
        self._sweep_at = max(SWEPT, 2 * self.log.size)

    def save(self) -> list[Part]:
        """The state, exactly."""
        if self.log.size:
            self.sweep()
        return written_state(self.columns, self.log, self.groups, self.not_counted)

    def restore(self, saved: BufferedIOBase) -> None:
        """Go on from a state that the same plans saved."""
        read_state(saved, self.columns, self.log, self.groups, self.not_counted)
        self._sweep_at = max(SWEPT, 2 * self.log.size)

    def _as_rows(self, found: Found, steps: Steps, since: Steps | None) -> list[Raised]:
        """What was raised with its rows, each as it was at that step; `since` as for `told`.

        Limits pass before a step changes its row; everything else is raised by the change.
        """
        timed = self._timed[found.model]
        in_turn = deque(np.lexsort((~timed, found.step)).tolist())
        evidence = cite(found.evidence, found.first, steps.rows)
        then = Then(steps, since)
        raised: list[Raised] = []
        for number, step in steps.changes():
            while in_turn and (
                (at := found.step[in_turn[0]]) < number or (at == number and timed[in_turn[0]])
            ):
                n = in_turn.popleft()
                raised.append(self._raised(found, n, evidence[n], then))
            then.put(step.added)
        return [*raised, *(self._raised(found, n, evidence[n], then) for n in in_turn)]

    def _raised(self, found: Found, n: int, evidence: Cited, then: Then) -> Raised:
        model = int(found.model[n])
        key = self.columns.value(self.plans[model].key, int(found.key[n]))
        return Raised(
            model, key, int(found.level[n]), Instant(int(found.at[n])), Instant(int(found.floor[n])),
            float(found.measure[n]), then[int(found.trigger[n])], then.some(evidence),
        )  # fmt: skip


def _groups(plans: Sequence[Plan], columns: Columns, matcher: Matcher) -> list[Group]:
    numbered = list(enumerate(plans))
    groups: list[Group] = []
    for group in GROUPS:
        mine = [one for one in numbered if group.takes(one[1])]
        if mine:
            groups.append(group(mine, columns, matcher))
            numbered = [one for one in numbered if not group.takes(one[1])]
    return groups
