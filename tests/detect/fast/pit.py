"""A pit in which one group runs against the reference interpreter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.batch import Batch, batch
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.found import REASONS
from anlan.detect.fast.group import Frame, Group
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher
from anlan.detect.reference import Reference
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import Step

Told = tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]
"""What was raised, and what could not count; each with the number of the step."""


def by_reference(plans: Sequence[Plan], layout: Layout, steps: Sequence[Step]) -> Told:
    """What the reference says."""
    reference = Reference(plans, layout)
    raised = set()
    for number, step in enumerate(steps):
        for one in reference.take([step]):
            evidence = tuple(row.order for row in one.evidence)
            told = (one.model, one.key, one.level, one.at, one.floor, one.measure)
            raised.add((number, *told, one.trigger.order, evidence))
    missed = {(n.position, n.model, n.reason, n.row.order) for n in reference.not_counted}
    return raised, missed


class Pit:
    """One group, with what it needs around it."""

    def __init__(self, kind: Callable[..., Group], plans: Sequence[Plan], columns: Columns) -> None:
        self.columns = columns
        self.matcher = Matcher(columns)
        self.group = kind(list(enumerate(plans)), columns, self.matcher)
        self.log = Log(columns.told_apart_at, len(columns.measured))
        self.plans = plans

    def take(self, part: Batch, number: int) -> Told:
        """What the group says to some steps, the first of which has a number."""
        frame = Frame(part, self.matcher.match(part), self.log, self.log.append(part))
        found, missed = self.group.take(frame)
        raised = set()
        for n in range(len(found)):
            evidence = tuple(found.evidence[found.first[n] : found.first[n + 1]].tolist())
            plan = self.plans[found.model[n]]
            told = (
                int(found.model[n]), self.columns.value(plan.key, found.key[n]),
                int(found.level[n]), int(found.at[n]), int(found.floor[n]), float(found.measure[n]),
            )  # fmt: skip
            raised.add((number + int(found.step[n]), *told, int(found.trigger[n]), evidence))
        assert len(raised) == len(found)
        late = {
            (int(part.position[s]), int(m), REASONS[r], int(part.new.order[s]))
            for s, m, r in zip(missed.step, missed.model, missed.reason, strict=True)
        }
        assert len(late) == len(missed.step)
        return raised, late


def by_group(
    kind: Callable[..., Group], plans: Sequence[Plan], layout: Layout, steps: Sequence[Step],
    size: int, rng: np.random.Generator | None = None,
) -> Told:  # fmt: skip
    """What a group says, in batches of a size; with `rng` it is now and then swept, saved and
    restored into a new one."""
    columns = Columns(plans, layout)
    whole = batch(steps, columns)
    pit = Pit(kind, plans, columns)
    raised, missed = set(), set()
    for first in range(0, len(steps), size):
        found, late = pit.take(whole.cut(first, min(first + size, len(steps))), first)
        assert raised.isdisjoint(found)
        raised |= found
        missed |= late
        if rng is not None and rng.random() < 0.2:
            pit.group.sweep(int(whole.clock[min(first + size, len(steps)) - 1]), pit.log)
        if rng is not None and rng.random() < 0.2:
            state = {name: array.copy() for name, array in pit.group.save().items()}
            pit = Pit(kind, plans, columns)
            pit.group.restore(state)
    return raised, missed


def same(told: Told, expected: Told) -> None:
    """Raise when two differ, with the first differences."""
    for ours, theirs in zip(told, expected, strict=True):
        extra, lacking = sorted(ours - theirs, key=str)[:3], sorted(theirs - ours, key=str)[:3]
        assert not extra
        assert not lacking
