"""The live engine over one unit: some models, and some of the values of their key."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedIOBase

import orjson

from anlan.detect.checkpoint import Part
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.reference import Reference
from anlan.detect.running.engine import Engine
from anlan.detect.running.finding import Correction, FindingDraft
from anlan.detect.running.state import restore, save
from anlan.detect.spark.spread import Spread
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import NotCounted, Raised, Step
from anlan.detect.steps.runner import MakeRunner
from anlan.detect.steps.steps import Steps, heard


class Plainly:
    """The reference interpreter in place of the fast engine, for histories: it keeps no state."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        self.not_counted: Counter[tuple[int, str]] = Counter()
        self.missed: deque[NotCounted] = deque(maxlen=0)
        self._reference = Reference(plans, layout)

    def take(self, steps: Steps) -> list[Raised]:
        """What some steps raise, in order."""
        raised = self._reference.take(steps)
        self.not_counted.update((each.model, each.reason) for each in self._reference.not_counted)
        self._reference.not_counted.clear()
        return raised

    def settle(self) -> None:
        """Nothing is done beside."""

    def save(self) -> list[Part]:
        """Cannot be had."""
        raise NotImplementedError("the reference keeps no state")

    def restore(self, saved: BufferedIOBase) -> None:
        """Cannot be had."""
        raise NotImplementedError("the reference keeps no state")


class Running:
    """Steps of a unit in, findings and their corrections out."""

    def __init__(
        self,
        spread: Spread,
        unit: int,
        saved: bytes | None = None,
        runner: MakeRunner = SharedPlan,
    ) -> None:
        plans = spread.plans_of(unit)
        found, _, state = (saved or b"").partition(b"\n")
        self._engine = Engine(plans, runner) if saved is None else restore(plans, state, runner)
        self._found: set[str] = set() if saved is None else set(orjson.loads(found))
        """Findings so far: the same cause never makes two."""
        self._told = Counter(self._engine.missed)

    def take(self, steps: Sequence[Step]) -> Iterator[FindingDraft | Correction]:
        """What some steps raise and correct."""
        raised, corrected = list[FindingDraft](), list[Correction]()
        source = self._engine.sources[0]
        source.intake.pass_time(steps[-1].clock)
        source.take_steps(heard(steps, source.intake.rows), raised, corrected, [])
        for finding in raised:
            if finding.id not in self._found:
                self._found.add(finding.id)
                yield finding
        yield from corrected

    def rest(self) -> Mapping[tuple[str, str], int]:
        """(reason, model) → rows that could not count since it was last asked for."""
        missed = Counter(self._engine.missed)
        fresh, self._told = missed - self._told, missed
        return fresh

    def save(self) -> bytes:
        """Its state."""
        return orjson.dumps(sorted(self._found)) + b"\n" + save(self._engine)
