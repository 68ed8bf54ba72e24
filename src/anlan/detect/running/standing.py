"""Findings that still stand, and what a corrected record does to them.

A finding says what was known when it was raised. When a record of its evidence is corrected or
withdrawn, that record stays in the evidence only if it would still count; when the measure over
what remains no longer reaches the level, the finding holds no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from math import isfinite

from anlan.detect.compiler.plan import Plan
from anlan.detect.reference import Reference
from anlan.detect.running.finding import Correction
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import Raised, Row, Step, by_time, records_of
from anlan.standards.time import Instant


class Stands:
    """A finding that stands."""

    __slots__ = ("_raised", "at", "cited", "holds", "model")

    def __init__(
        self,
        model: int,
        at: Instant,
        cited: tuple[str, ...],
        holds: bool,
        raised: Raised | Callable[[], Raised],
    ) -> None:
        self.model, self.at = model, at
        self.cited = cited
        """The records it rested on at first; one that was taken back may return."""
        self.holds = holds
        self._raised = raised

    @property
    def raised(self) -> Raised:
        """As it was raised, with the evidence that is left. After a start mostly nobody asks."""
        if not isinstance(self._raised, Raised):
            self._raised = self._raised()
        return self._raised


class Standing:
    """The findings of the models over one record kind, until they lapse."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        self._plans = plans
        self._meaning = Reference(plans, layout)
        self.layout = layout
        self.findings: dict[str, Stands] = {}
        self.rests_on: dict[str, str | list[str]] = {}
        """Record → the finding it is evidence of, or the findings."""
        self._lapses: list[tuple[int, str]] = []
        """When each finding lapses, the first of them in front."""

    def add(self, raised: Raised, finding: str, cited: tuple[str, ...]) -> None:
        """A new finding by its id, and the records of its evidence. The same one again, while it
        stands, changes nothing."""
        if finding in self.findings and self._lapse(finding) <= raised.at:
            self._forget(finding)
        if finding not in self.findings:
            self.put(finding, Stands(raised.model, raised.at, cited, True, raised))

    def put(self, finding: str, stands: Stands) -> None:
        """A finding as it stands."""
        self.findings[finding] = stands
        heappush(self._lapses, (self._lapse(finding), finding))
        rests_on = self.rests_on
        for record in stands.cited:
            others = rests_on.get(record)
            if others is None:
                rests_on[record] = finding
            elif isinstance(others, str):
                rests_on[record] = [others, finding]
            else:
                others.append(finding)

    def correct(self, step: Step) -> list[Correction]:
        """What a corrected record does to the findings that rest on it."""
        row = step.removed or step.added
        if row is None:
            return []
        cited = self.rests_on.get(row.record, ())
        corrections = [
            self._correct(finding, row.record, step.added)
            for finding in ([cited] if isinstance(cited, str) else sorted(cited))
            if self._lapse(finding) > step.clock
        ]
        return [correction for correction in corrections if correction is not None]

    def sweep(self, clock: Instant) -> list[str]:
        """Forget the findings that have lapsed, and name them."""
        lapsed = []
        while self._lapses and self._lapses[0][0] <= clock:
            lapse, finding = heappop(self._lapses)
            lapsed.append(finding)
            if finding in self.findings and self._lapse(finding) == lapse:
                self._forget(finding)
        return lapsed

    def _forget(self, finding: str) -> None:
        for record in self.findings.pop(finding).cited:
            others = self.rests_on[record]
            if isinstance(others, list) and len(others) > 1:
                others.remove(finding)
            else:
                del self.rests_on[record]

    def _lapse(self, finding: str) -> int:
        stands = self.findings[finding]
        return stands.at + self._plans[stands.model].expires_after

    def _correct(self, finding: str, record: str, added: Row | None) -> Correction | None:
        stands = self.findings[finding]
        raised = stands.raised
        rows = [row for row in raised.evidence if row.record != record]
        if added is not None and self._meaning.still_counts(raised, added):
            rows.append(added)
        evidence = tuple(sorted(rows, key=by_time))
        measure = self._meaning.measured_again(raised, evidence)
        measure = measure if isfinite(measure) else 0.0  # nothing is left to measure
        level = next(t for t in self._plans[raised.model].thresholds if t.level == raised.level)
        holds = bool(evidence) and measure >= level.at_least
        now = replace(raised, evidence=evidence, measure=measure)
        self.findings[finding] = Stands(now.model, now.at, stands.cited, holds, now)
        told = (records_of(evidence), measure, holds)
        before = (records_of(raised.evidence), raised.measure, stands.holds)
        return None if told == before else Correction(finding, *told)
