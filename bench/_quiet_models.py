"""Drawn models made as quiet as models are that somebody acts on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from tests.detect.drawn import LAYOUT, Stream, batch_of

from anlan.detect.compiler.plan import Plan, Threshold
from anlan.detect.fast.shared import SharedPlan

ROUNDS = 12


def quiet(plans: Sequence[Plan], stream: Stream, most: float) -> None:
    """Raise the levels of every model that raises more than `most` findings an event.

    They are doubled until it no longer does, as the register proposes for a model that finds more
    than there is staff for. Thresholds at or below nothing become one first.
    """
    for _ in range(ROUNDS):
        engine = SharedPlan(plans, LAYOUT)
        found, _missed = engine.take_batch(batch_of(stream, engine.columns))
        times = np.bincount(found.model, minlength=len(plans))
        loud = np.flatnonzero(times > most * len(stream)).tolist()
        if not loud:
            return
        for number in loud:
            double(plans[number])


def double(plan: Plan) -> None:
    """Twice the levels, at least one."""
    doubled = {max(1.0, 2 * threshold.at_least) for threshold in plan.thresholds}
    levels = enumerate(sorted(doubled, reverse=True), 1)
    plan.__dict__["thresholds"] = tuple(Threshold(level, at_least) for level, at_least in levels)
