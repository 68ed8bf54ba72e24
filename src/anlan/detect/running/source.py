"""Models over one record kind: intake, runner, and the findings that still stand."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence

from anlan.detect.compiler.plan import Plan
from anlan.detect.running.finding import Correction, FindingDraft, draft
from anlan.detect.running.standing import Standing
from anlan.detect.steps.evidence import Then
from anlan.detect.steps.intake import Fresh, Intake
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.reader import Reader
from anlan.detect.steps.row import Raised
from anlan.detect.steps.runner import MakeRunner
from anlan.detect.steps.steps import Part, Steps
from anlan.store.facts import Recorded


class Source:
    """Plans over one record kind that hear of the same time: they share its clock, its records
    and their filters."""

    def __init__(
        self,
        plans: Sequence[Plan],
        reader: Reader,
        runner: MakeRunner,
        miss: Callable[[Missed], None],
    ) -> None:
        self.plans = tuple(plans)
        self.reader = reader
        self.layout = reader.layout
        looked_at = {name for plan in plans for name in plan.fields}
        self.intake = Intake(reader.kind, plans, self.layout, miss, reader.references, looked_at)
        self.runner = runner(plans, self.layout)
        self.standing = Standing(plans, self.layout)
        self.kinds = self.intake.kinds

    def hear(self, read: Fresh | Recorded) -> Part:
        """What is changed by what was read."""
        if isinstance(read, Fresh):
            return self.intake.take_fresh(read)
        step = self.intake.take(read)
        return [] if step is None else [step]

    def take_steps(
        self,
        steps: Steps,
        raised: list[FindingDraft],
        corrected: list[Correction],
        lapsed: list[str],
    ) -> None:
        """Add what some steps raise and correct, and which findings lapse by then."""
        self.tell(steps, self.runner.take(steps), raised, corrected, lapsed)

    def tell(
        self,
        steps: Steps,
        found: Sequence[Raised],
        raised: list[FindingDraft],
        corrected: list[Correction],
        lapsed: list[str],
        since: Steps | None = None,
    ) -> None:
        """The same, where what they raise was found already; `since`: steps that were heard of
        since."""
        numbered = in_order(found, steps)
        drafts = [draft(self.plans[each.model], self.layout, each) for _, each in numbered]
        raised += drafts
        waiting = deque(zip(numbered, drafts, strict=True))
        then = Then(steps, since)
        for number, step in steps.changes():  # no finding rests on a record that is new
            while waiting and waiting[0][0][0] < number:
                (_, each), finding = waiting.popleft()
                self.standing.add(each, finding.id)
            corrected += self.standing.correct(step, then)
            then.put(step.added)
        for (_, each), finding in waiting:
            self.standing.add(each, finding.id)
        lapsed += self.standing.sweep(steps.clock)
        self.intake.let_go_of_oldest(steps.clock)


def in_order(raised: Sequence[Raised], steps: Steps) -> list[tuple[int, Raised]]:
    """What was raised, each with the number of the step that raised it, in that order.

    A row that was added raises in its own step; a limit is judged in the first step whose
    clock has reached it.
    """
    if not raised:
        return []
    # By the object: a record put back as it was has an equal row in a later step.
    added = {id(step.added): number for number, step in steps.changes()}
    clocks = steps.clocks()

    def step_of(each: Raised) -> int:
        number = added.get(id(each.trigger))
        if number is None:
            number = steps.arrived(each.trigger.order)
        if number is not None and clocks[number] == each.at:
            return number
        return bisect_left(clocks, each.at)

    numbered = [(step_of(each), each) for each in raised]
    return sorted(
        numbered, key=lambda pair: (pair[0], pair[1].at, pair[1].model, pair[1].trigger.order)
    )
