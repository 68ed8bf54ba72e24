"""The engine: facts in journal order in, findings out.

One engine serves live detection and history, so both give the same answer. What models mean
is written in `reference/` and explained in docs/explanation/models.md.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from anlan.detect.compiler.plan import Plan, set_digest
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.running.finding import Correction, FindingDraft
from anlan.detect.running.source import Source
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.reader import reader_for
from anlan.detect.steps.runner import MakeRunner
from anlan.detect.steps.steps import Steps
from anlan.standards.time import EARLIEST, Instant
from anlan.store.facts import FactColumns, Recorded

KEPT_MISSES = 200


@dataclass(slots=True)
class Found:
    """What some facts came to."""

    raised: list[FindingDraft] = field(default_factory=list)
    """New findings, in order."""
    corrected: list[Correction] = field(default_factory=list)
    """Findings whose evidence was corrected or withdrawn, in order."""
    lapsed: list[str] = field(default_factory=list)
    """Findings whose time has passed by the clock of their source."""


class Engine:
    """The state of a set of plans after some part of the journal."""

    def __init__(self, plans: Iterable[Plan], runner: MakeRunner = SharedPlan) -> None:
        self.plans = tuple(plans)
        self.digest = set_digest(self.plans)
        self.position = 0
        """Journal position of the last fact taken."""
        self.unusable: Counter[tuple[str, str]] = Counter()
        """(reason, record kind) → how many facts no model could use."""
        self.slips: deque[Missed] = deque(maxlen=KEPT_MISSES)
        """The latest of them."""
        groups: dict[tuple[str, bool], list[Plan]] = {}
        kinds: dict[str, list[Plan]] = {}
        for plan in self.plans:
            groups.setdefault((plan.kind.id, plan.measure.timed), []).append(plan)
            kinds.setdefault(plan.kind.id, []).append(plan)
        self.readers = {kind: reader_for(plans) for kind, plans in kinds.items()}
        """Of each record kind that is a source."""
        self.sources = [
            Source(group, self.readers[kind], runner, self._miss)
            for (kind, _), group in groups.items()
        ]
        """Models whose limits pass by themselves hear heartbeats; the others do not, so that a
        heartbeat of today does not close the windows over a file of last year."""
        self.kinds = frozenset(kind for source in self.sources for kind in source.kinds)
        """The record kinds it has to see."""

    def take(self, facts: Sequence[Recorded] | FactColumns) -> Found:
        """What some facts come to. Those at or before the position were taken already."""
        columns = facts if isinstance(facts, FactColumns) else FactColumns.of(facts)
        fresh = columns.after(self.position)
        found = Found()
        if fresh:
            self.position = fresh.positions[-1]
            for source, steps in zip(self.sources, self.hear(fresh), strict=True):
                if steps:
                    source.take_steps(steps, found.raised, found.corrected, found.lapsed)
        return found

    def settle(self) -> None:
        """Wait for what is done beside the facts that come, as before the process is copied."""
        for source in self.sources:
            source.runner.settle()

    def clock(self, kind: str) -> Instant:
        """The highest event time seen in a record kind."""
        clocks = [source.intake.clock for source in self.sources if source.intake.kind.id == kind]
        return max(clocks, default=EARLIEST)

    @property
    def missed(self) -> Counter[tuple[str, str]]:
        """(reason, model id or record kind) → how many facts could not count."""
        missed = Counter(self.unusable)
        for source in self.sources:
            for (number, reason), times in source.runner.not_counted.items():
                missed[reason, source.plans[number].name] += times
        return missed

    @property
    def misses(self) -> list[Missed]:
        """The latest facts that could not count, in the order of the journal."""
        late = [
            Missed(
                each.reason, source.plans[each.model].name, source.intake.kind.id, each.row.record,
                each.position, each.row.time, each.clock,
            )
            for source in self.sources
            for each in source.runner.missed
        ]  # fmt: skip
        return sorted([*self.slips, *late], key=lambda missed: missed.position)[-KEPT_MISSES:]

    def hear(self, facts: FactColumns) -> list[Steps]:
        """What some facts change for each source; the sources know of it then, their models not."""
        steps = [Steps(source.intake.rows) for source in self.sources]
        for reader in self.readers.values():
            hearers = [n for n, source in enumerate(self.sources) if source.reader is reader]
            for read in reader.read(facts):
                for n in hearers:
                    steps[n].add(self.sources[n].hear(read))
        return steps

    def _miss(self, missed: Missed) -> None:
        self.unusable[missed.reason, missed.source] += 1
        self.slips.append(missed)
