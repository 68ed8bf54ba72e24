"""Which attributes the engine looks at, and the numbers their values have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.plan import MeasurePlan, Plan
from anlan.detect.steps.layout import POINT, Layout

NUMERIC = frozenset({"escalation", "value", "slope"})
"""Families that look at a number."""
NOTHING, CODE, NUMBER, PLACE = range(4)
"""What a family looks at beside time and key: an interned attribute, a number, where a row is."""


class Values(dict[Any, int]):
    """Values of one attribute, numbered in the order in which they were first seen; None is 0."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Any] = [None]
        self[None] = 0
        self._last: tuple[Sequence[Any], npt.NDArray[np.int32]] = ((), np.zeros(0, np.int32))

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self.all)
        self.all.append(value)
        return number

    def numbers(self, values: Sequence[Any]) -> npt.NDArray[np.int32]:
        """The numbers of some values; a new one gets the next number.

        Whoever shares the numbers asks about the same column next.
        """
        asked, numbers = self._last
        if asked is not values:
            numbers = np.fromiter(map(self.__getitem__, values), np.int32, len(values))
            self._last = values, numbers
        return numbers


class Columns:
    """The columns of a batch: interned attributes, numbers, and whether points are looked at."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        self.filters = [asked for plan in plans for asked in filters_of(plan)]
        measures = [plan.measure for plan in plans]
        self.conditions = [f for m in measures for f in (m.first, m.then) if f is not None]
        """The filters that are conditions of a measure."""
        interned = {plan.key for plan in plans}
        interned |= {part.attribute for asked in self.filters for part in asked.conjuncts}
        told_apart = {str(p.measure.field) for p in plans if p.measure.family == "distinct"}
        interned |= told_apart
        self.attributes = {name: number for number, name in enumerate(sorted(interned))}
        """Interned attributes and the row of `Side.codes` each has."""
        self.told_apart = {name: number for number, name in enumerate(sorted(told_apart))}
        """Attributes whose values are counted, and the row of `Log.codes` each has."""
        self.told_apart_at = np.array([self.attributes[name] for name in self.told_apart], np.int64)
        measured = {str(p.measure.field) for p in plans if p.measure.family in NUMERIC}
        self.measured = {name: number for number, name in enumerate(sorted(measured))}
        """Measured numbers and the row of `Side.numbers` each has."""
        together = {} if layout.numbered is None else layout.numbered
        self.values: list[Values] = [together.setdefault(n, Values()) for n in self.attributes]
        self.interned_at = [layout.slot[name] for name in self.attributes]
        self.measured_at = [layout.slot[name] for name in self.measured]
        near = any(plan.measure.family == "near" for plan in plans)
        self.point_at = layout.slot[POINT] if near else None

    def looked_at(self, measure: MeasurePlan) -> tuple[int, int]:
        """What a measure looks at beside time and key, and which of these it is."""
        if measure.family == "near":
            return PLACE, 0
        if measure.field is None:
            return NOTHING, 0
        if measure.family in NUMERIC:
            return NUMBER, self.measured[measure.field]
        return CODE, self.attributes[measure.field]

    def value(self, attribute: str, code: int) -> Any:
        """The value of an interned attribute that has a number."""
        return self.values[self.attributes[attribute]].all[code]


def filters_of(plan: Plan) -> list[Filter]:
    """The filters a plan asks."""
    asked = (plan.where, plan.measure.first, plan.measure.then)
    return [part for part in asked if part is not None]
