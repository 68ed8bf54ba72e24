"""The models over one record kind: intake, runner, and the findings that still stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from anlan.detect.compiler.plan import Plan
from anlan.detect.running.finding import Correction, FindingDraft, draft
from anlan.detect.running.standing import Standing
from anlan.detect.steps.intake import Intake
from anlan.detect.steps.layout import layout
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.row import Raised, Row, Step
from anlan.detect.steps.runner import MakeRunner
from anlan.store.facts import Recorded


class Source:
    """The plans over one record kind: they share its clock, its records and their filters."""

    def __init__(
        self, plans: Sequence[Plan], runner: MakeRunner, miss: Callable[[Missed], None]
    ) -> None:
        self.plans = tuple(plans)
        self.layout = layout(plans)
        self.intake = Intake(plans[0].kind, plans, self.layout, miss)
        self.runner = runner(plans, self.layout)
        self.standing = Standing(plans, self.layout)
        self.kinds = self.intake.kinds

    def take(
        self,
        facts: Iterable[Recorded],
        raised: list[FindingDraft],
        corrected: list[Correction],
        lapsed: list[str],
    ) -> None:
        """Add what some facts raise and correct, and which findings lapse by then."""
        steps = [
            step
            for recorded in facts
            if recorded.fact.kind in self.kinds and (step := self.intake.take(recorded)) is not None
        ]
        if steps:
            self.take_steps(steps, raised, corrected, lapsed)

    def take_steps(
        self,
        steps: Sequence[Step],
        raised: list[FindingDraft],
        corrected: list[Correction],
        lapsed: list[str],
    ) -> None:
        """Add what some steps raise and correct, and which findings lapse by then."""
        found = in_order(self.runner.take(steps), steps)
        raised += [draft(self.plans[each.model], self.layout, each) for _, each in found]
        waiting = iter([*found, (len(steps), None)])
        number, each = next(waiting)
        for index, step in enumerate(steps):
            corrected += self.standing.correct(step)
            while number == index:
                assert each is not None
                self.standing.add(each)
                number, each = next(waiting)
        lapsed += self.standing.sweep(steps[-1].clock)


def in_order(raised: Sequence[Raised], steps: Sequence[Step]) -> list[tuple[int, Raised]]:
    """What was raised, each with the number of the step that raised it, in that order.

    A row that was added raises in its own step; a limit is judged in the first step whose
    clock has reached it.
    """
    if not raised:
        return []
    added: dict[Row, int] = {
        step.added: number for number, step in enumerate(steps) if step.added is not None
    }
    clocks = [step.clock for step in steps]

    def step_of(each: Raised) -> int:
        number = added.get(each.trigger)
        if number is not None and steps[number].clock == each.at:
            return number
        return bisect_left(clocks, each.at)

    numbered = [(step_of(each), each) for each in raised]
    return sorted(
        numbered, key=lambda pair: (pair[0], pair[1].at, pair[1].model, pair[1].trigger.order)
    )
