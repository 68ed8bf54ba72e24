"""Levels in kernels: which one is reached, which are silent.

The levels of the models of a slot are one stretch of flat arrays, most urgent first within a
model. What a key has raised is a block of as many instants, `QUIET` where nothing is silenced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.plan import Plan, Threshold
from anlan.detect.fast.compiled import compiled

QUIET = np.int64(-(2**63))
"""No level was raised that would silence another."""
ALWAYS = -1
"""In place of a cooldown: silent until the measure has left the level."""


@dataclass(frozen=True)
class Levels:
    """The levels of all slots of a group, flat."""

    models: npt.NDArray[np.int64]
    """Number of the model, for each model of each slot."""
    slots: npt.NDArray[np.int64]
    """First model of each slot, and the end."""
    first: npt.NDArray[np.int64]
    """First level of each model, and the end."""
    at_least: npt.NDArray[np.float64]
    level: npt.NDArray[np.int64]
    cooldown: npt.NDArray[np.int64]
    """For each model; `ALWAYS` if it has none."""
    lowest: npt.NDArray[np.float64]
    """The lowest measure any model of a slot asks for."""
    thresholds: tuple[Threshold, ...]
    """As they were declared, in the same order."""

    @cached_property
    def widest(self) -> int:
        """Most levels one slot has."""
        return int(np.max(np.diff(self.first[self.slots]), initial=0))


def levels_of(slots: Sequence[Sequence[tuple[int, Plan]]]) -> Levels:
    """The levels of models, given by number and plan for each slot."""
    plans = [each for slot in slots for each in slot]
    thresholds = [threshold for _, plan in plans for threshold in plan.thresholds]
    return Levels(
        np.array([number for number, _ in plans], np.int64),
        np.array([0, *accumulate(len(slot) for slot in slots)], np.int64),
        np.array([0, *accumulate(len(plan.thresholds) for _, plan in plans)], np.int64),
        np.array([threshold.at_least for threshold in thresholds], np.float64),
        np.array([threshold.level for threshold in thresholds], np.int64),
        np.array([ALWAYS if p.cooldown is None else p.cooldown for _, p in plans], np.int64),
        np.array([min(p.thresholds[-1].at_least for _, p in slot) for slot in slots], np.float64),
        tuple(thresholds),
    )


@compiled
def reach(
    at_least: Any, first: Any, last: Any, cooldown: Any, since: Any, measure: Any, at: Any
) -> Any:
    """The level in [first, last) that is raised, or −1; `since` is the model's part of a block."""
    level = first
    while level < last and measure < at_least[level]:
        level += 1
    if level == last:
        return -1
    raised = since[level - first]
    if raised != QUIET and (cooldown == ALWAYS or at < raised + cooldown):
        return -1
    since[level - first :] = at
    return level


@compiled
def rearm(at_least: Any, first: Any, last: Any, cooldown: Any, since: Any, measure: Any) -> Any:
    """Levels that the measure has left may be raised again."""
    if cooldown == ALWAYS:
        for level in range(first, last):
            if measure < at_least[level]:
                since[level - first] = QUIET
