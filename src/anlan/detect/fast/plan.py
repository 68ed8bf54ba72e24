"""The shared plan: all models over one record kind, run together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from anlan.detect.fast.batch import Batch, batch
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.found import REASONS, Found, Missed, all_found, all_missed
from anlan.detect.fast.group import Frame, Group
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.fast.windowed import Windowed
from anlan.detect.layout import Layout
from anlan.detect.plan import Plan
from anlan.detect.row import NotCounted, Raised, Row, Step
from anlan.standards.time import Instant

STEPS = 4096
"""Steps of a frame, at most."""
REMEMBERED = 200
"""Rows that could not count are shown, so many of the last ones."""

GROUPS: tuple[type[Group], ...] = (Windowed,)


class SharedPlan:
    """The models over one record kind, run together; raises what the reference would."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        self.plans = plans
        self.columns = Columns(plans, layout)
        self.matcher = Matcher(self.columns.filters, self.columns)
        self.log = Log(len(self.columns.attributes), len(self.columns.measured))
        numbered = list(enumerate(plans))
        self.groups: list[Group] = []
        for group in GROUPS:
            of_group = [one for one in numbered if one[1].measure.family in group.FAMILIES]
            if of_group:
                self.groups.append(group(of_group, self.columns, self.matcher))
        self.reach = max((plan.reach for plan in plans), default=0)
        self.clock = 0
        self.missed = np.zeros((len(plans), len(REASONS)), np.int64)
        """How many rows could not count, for each model and reason."""
        self.not_counted: deque[NotCounted] = deque(maxlen=REMEMBERED)
        """The last of them that came as steps."""
        self._rows: dict[int, Row] = {}
        self._swept = 0

    def take(self, steps: Sequence[Step]) -> list[Raised]:
        """What some steps raise, in order."""
        found, missed = self.take_batch(batch(steps, self.columns))
        for n, model, reason in zip(
            missed.step[-200:], missed.model[-200:], missed.reason[-200:], strict=True
        ):
            row = steps[n].added
            assert row is not None
            self.not_counted.append(
                NotCounted(int(model), REASONS[reason], row, steps[n].position, steps[n].clock)
            )
        raised: list[Raised] = []
        number = 0
        ends = np.searchsorted(found.step, np.arange(len(steps)), side="right").tolist()
        for step, end in zip(steps, ends, strict=True):
            if step.removed is not None and step.added is None:
                pass
            if step.added is not None:
                self._rows[step.added.order] = step.added
            while number < end:
                raised.append(self._raised(found, number))
                number += 1
        return raised

    def _raised(self, found: Found, n: int) -> Raised:
        model = int(found.model[n])
        key = self.columns.value(self.plans[model].key, int(found.key[n]))
        evidence = found.evidence[found.first[n] : found.first[n + 1]].tolist()
        return Raised(
            model, key, int(found.level[n]), Instant(int(found.at[n])), Instant(int(found.floor[n])),
            float(found.measure[n]), self._rows[int(found.trigger[n])],
            tuple(self._rows[order] for order in evidence),
        )  # fmt: skip

    def take_batch(self, steps: Batch) -> tuple[Found, Missed]:
        """What some steps raise, in order, and what could not count."""
        found: list[tuple[int, Found]] = []
        missed: list[tuple[int, Missed]] = []
        for begin in range(0, len(steps), STEPS):
            part = steps.cut(begin, min(begin + STEPS, len(steps)))
            frame = Frame(part, self.matcher.match(part), self.log, self.log.append(part))
            for group in self.groups:
                one, other = group.take(frame)
                found.append((begin, one))
                missed.append((begin, other))
            self.clock = int(part.clock[-1])
        out, lost = all_found(found), all_missed(missed)
        np.add.at(self.missed, (lost.model, lost.reason), 1)
        return out, lost
