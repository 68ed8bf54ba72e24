"""Measures that follow from rows alone: from a model and its rows, by time, to a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.row import Row, by_time
from anlan.standards.time import HOUR


class Asked(Protocol):
    """A model, as far as measures ask it."""

    plan: Plan

    def observed(self, rows: Sequence[Row]) -> list[tuple[Row, Any]]:
        """Rows and what the field of interest says, where it says something."""

    def meets(self, row: Row, part: str) -> bool:
        """Whether a row meets the `first` or `then` condition."""


NOTHING = -math.inf
"""The measure when there is nothing to measure; no level is that low."""


def count(_model: Asked, rows: Sequence[Row]) -> float:
    return len(rows)


def distinct(model: Asked, rows: Sequence[Row]) -> float:
    return len({value for _, value in model.observed(rows)})


def escalation(model: Asked, rows: Sequence[Row]) -> float:
    worst, steps = None, 0
    for _, value in model.observed(rows):
        severity = value * model.plan.measure.sign
        if worst is None:
            worst = severity
        elif severity > worst:
            worst, steps = severity, steps + 1
    return steps


def sequence(model: Asked, rows: Sequence[Row]) -> float:
    firsts = [row for row in rows if model.meets(row, "first")]
    return sum(
        any(
            by_time(first) < by_time(row) and row.time - first.time <= model.plan.measure.within
            for first in firsts
        )
        for row in rows
        if model.meets(row, "then")
    )


def ratio(model: Asked, rows: Sequence[Row]) -> float:
    if len(rows) < model.plan.measure.minimum:
        return 0.0
    return sum(model.meets(row, "first") for row in rows) / len(rows)


def value(model: Asked, rows: Sequence[Row]) -> float:
    values = [value for _, value in model.observed(rows)]
    if not values:
        return NOTHING
    take = model.plan.measure.take
    chosen = max(values) if take == "highest" else min(values) if take == "lowest" else values[-1]
    return float(chosen)


def slope(model: Asked, rows: Sequence[Row]) -> float:
    observed = model.observed(rows)
    if len(observed) < model.plan.measure.minimum or observed[0][0].time == observed[-1][0].time:
        return 0.0
    (first, low), (last, high) = observed[0], observed[-1]
    per_hour = (float(high) - float(low)) * HOUR / (last.time - first.time)
    return per_hour * model.plan.measure.sign


MEASURES = {
    "count": count,
    "distinct": distinct,
    "escalation": escalation,
    "sequence": sequence,
    "ratio": ratio,
    "value": value,
    "slope": slope,
}
