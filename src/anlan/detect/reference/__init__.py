"""The reference interpreter: what a model means, as plainly as it can be said.

One object per model, every window counted from scratch. Every other engine must raise exactly
what this one raises; it is for tests and for reading, not for speed.

The rules, in the order they apply to a step:
1.  Time passes. Limits that lie at or before the clock are judged one by one, as of the moment
    each passed (`unanswered`, `silence`).
2.  A correction that changes nothing the model looks at only replaces the row, for what other
    models look at makes no difference. Else the removed row no longer counts, and the added row
    counts instead, if it matches, has a key, lies in (floor, clock] and no window had let go of
    the record before.
3.  The key is looked at: before the step and after it. A level that the measure has left is
    armed again (unless the model has a cooldown).
4.  If a row was added, and it is not a correction that leaves the measure as it was: the most
    urgent level that is reached is raised, unless it is silent. It silences the milder ones too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from anlan.detect.compiler.plan import Plan
from anlan.detect.reference.keyed import Keyed
from anlan.detect.reference.limits import Silence, Unanswered
from anlan.detect.reference.near import Near
from anlan.detect.reference.season import Season
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import NotCounted, Raised, Row, Step

FAMILIES: dict[str, type[Keyed]] = {
    "near": Near,
    "season": Season,
    "unanswered": Unanswered,
    "silence": Silence,
}
"""Families whose measure does not follow from the rows of a key alone."""


class Reference:
    """The models over one record kind, each run by itself."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        self.not_counted: list[NotCounted] = []
        self._models = [
            FAMILIES.get(plan.measure.family, Keyed)(number, plan, layout, self.not_counted.append)
            for number, plan in enumerate(plans)
        ]

    def take(self, steps: Iterable[Step]) -> list[Raised]:
        """What some steps raise, in order."""
        return [raised for step in steps for model in self._models for raised in model.step(step)]

    def still_counts(self, raised: Raised, row: Row) -> bool:
        """Whether a corrected record would still be evidence of what was raised before."""
        model = self._models[raised.model]
        if model.counts(row) is None:
            return False
        return model.belongs(raised, row)

    def measured_again(self, raised: Raised, evidence: Sequence[Row]) -> float:
        """The measure over the evidence that is left."""
        return self._models[raised.model].again(raised, evidence)
