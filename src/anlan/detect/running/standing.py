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

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.cites import Cites
from anlan.detect.reference import Reference
from anlan.detect.running.finding import Correction
from anlan.detect.steps.evidence import Then, orders_of, records_of
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import Raised, Row, Step, by_time
from anlan.standards.time import Instant

IDLE = 1 << 10
"""So many findings of an index may always be of no use."""


class Stands:
    """A finding that stands."""

    __slots__ = ("_raised", "at", "cited", "holds", "model", "number")

    def __init__(
        self,
        model: int,
        at: Instant,
        cited: npt.NDArray[np.int64],
        holds: bool,
        raised: Raised | Callable[[], Raised],
    ) -> None:
        self.model, self.at = model, at
        self.cited = cited
        """Orders of the rows it rested on at first; one that was taken back may return."""
        self.holds = holds
        self._raised = raised
        self.number = -1
        """Among those that were put since the index was made."""

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
        self._cites = Cites()
        """Which of them rest on a row,"""
        self._numbered: list[str] = []
        """by their numbers."""
        self._indexed = 0
        """So many of them are in the index."""
        self._lapses: list[tuple[int, str]] = []
        """When each finding lapses, the first of them in front."""

    def add(self, raised: Raised, finding: str) -> None:
        """A new finding by its id. The same one again, while it stands, changes nothing."""
        if finding in self.findings and self._lapse(finding) <= raised.at:
            del self.findings[finding]
        if finding not in self.findings:
            cited = orders_of(raised.evidence)
            self.put(finding, Stands(raised.model, raised.at, cited, True, raised))

    def put(self, finding: str, stands: Stands) -> None:
        """A finding as it stands."""
        self.findings[finding] = stands
        stands.number = len(self._numbered)
        self._numbered.append(finding)
        heappush(self._lapses, (self._lapse(finding), finding))

    def correct(self, step: Step, then: Then) -> list[Correction]:
        """What a corrected record does to the findings that rest on it; `then`: the rows before
        that step."""
        row = step.removed or step.added
        if row is None:
            return []
        self._index()
        cited = ((number, self._numbered[number]) for number in self._cites.of(row.order))
        corrections = [
            self._correct(finding, row.record, step.added, then)
            for finding in sorted(
                finding
                for number, finding in cited
                if finding in self.findings and self.findings[finding].number == number
            )
            if self._lapse(finding) > step.clock
        ]
        return [correction for correction in corrections if correction is not None]

    def sweep(self, clock: Instant) -> list[str]:
        """Forget the findings that have lapsed, and name them."""
        self._index()
        lapsed = []
        while self._lapses and self._lapses[0][0] <= clock:
            lapse, finding = heappop(self._lapses)
            lapsed.append(finding)
            if finding in self.findings and self._lapse(finding) == lapse:
                del self.findings[finding]
        return lapsed

    def _index(self) -> None:
        """Put what came since into the index; where most of it is of no use, make it anew."""
        if len(self._numbered) > IDLE + 2 * len(self.findings):
            self._cites, self._indexed, self._numbered = Cites(), 0, list(self.findings)
            for number, stands in enumerate(self.findings.values()):
                stands.number = number
        begin = self._indexed
        if new := [self.findings[f].cited for f in self._numbered[begin:]]:
            self._cites.add(begin, new)
            self._indexed += len(new)

    def _lapse(self, finding: str) -> int:
        stands = self.findings[finding]
        return stands.at + self._plans[stands.model].expires_after

    def _correct(
        self, finding: str, record: str, added: Row | None, then: Then
    ) -> Correction | None:
        stands = self.findings[finding]
        raised = stands.raised
        rows = [row for row in then.some(raised.evidence) if row.record != record]
        if added is not None and self._meaning.still_counts(raised, added):
            rows.append(added)
        evidence = tuple(sorted(rows, key=by_time))
        measure = self._meaning.measured_again(raised, evidence)
        measure = measure if isfinite(measure) else 0.0  # nothing is left to measure
        level = next(t for t in self._plans[raised.model].thresholds if t.level == raised.level)
        holds = bool(evidence) and measure >= level.at_least
        now = replace(raised, evidence=evidence, measure=measure)
        corrected = Stands(now.model, now.at, stands.cited, holds, now)
        corrected.number = stands.number
        self.findings[finding] = corrected
        told = (records_of(evidence), measure, holds)
        before = (records_of(raised.evidence), raised.measure, stands.holds)
        return None if told == before else Correction(finding, *told)
