"""What a report is about, and how it is asked: one study, one period, one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from anlan.evaluate.analysis.appraisal import Appraisal, appraised
from anlan.evaluate.analysis.uncertainty import Sensitivity, Uncertainty
from anlan.evaluate.change.explain import Change
from anlan.evaluate.declaration.framework import ROOT, Framework, Node
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.maturity.assess import Maturity
from anlan.evaluate.measuring.scoring import Scored, bands
from anlan.evaluate.method.arrays import Floats, Ints
from anlan.evaluate.method.build import Built
from anlan.evaluate.method.ranks import best_first
from anlan.evaluate.report.deployed import Deployed
from anlan.evaluate.report.document import Cell
from anlan.evaluate.study.study import Study
from anlan.standards.time import Instant
from anlan.standards.title import Language, Title


@dataclass(frozen=True)
class Matter:
    """All that sections are made of. Without a `unit` the report is about all units, and a figure
    of the whole is the median across them."""

    study: Study
    language: Language
    period: str
    before: str | None
    """The period it is compared with."""
    unit: str | None
    names: Mapping[str, Title]
    """Of units; one that is not named goes by its id."""
    sources: Mapping[str, str]
    """By measure where its values come from."""
    samples: Mapping[str, float]
    """By measure how many the unit's value is of, where that is counted."""
    data: Sequence[str]
    """What the data are: files, or the deployment."""
    at: Instant | None = None
    """The time of the data."""
    zone: str = "UTC"
    """In which it is told."""
    deployed: Deployed | None = None
    change: Change | None = None
    """From the period before to this one, of the unit."""
    uncertainty: Uncertainty | None = None
    sensitivity: Sensitivity | None = None
    maturity: Maturity | None = None
    """What evidence of maturity came to, where some was given."""
    unsplit: str | None = None
    """Why the change could not be split."""
    unvaried: str | None = None
    """Why the uncertainty could not be told."""

    def say(self, zh: str, en: str) -> str:
        """What is said, in the language of the report."""
        return zh if self.language == "zh" else en

    @property
    def framework(self) -> Framework:
        return self.study.framework

    @cached_property
    def built(self) -> Built:
        """Every step and the scores."""
        return self.study.build()

    @cached_property
    def appraisal(self) -> Appraisal:
        """What the data say about the framework."""
        return appraised(self.study)

    @cached_property
    def shares(self) -> dict[str, float]:
        """The share of every node in the whole, in per cent, by the weights it was scored with."""
        return {each.node: 100 * each.weight for each in self.appraisal.influences}

    def part(self, node: str) -> Framework | Node | Measure:
        """What the framework declares of a node."""
        return self.framework if node == ROOT else self.framework.part(node)

    @cached_property
    def areas(self) -> list[str]:
        """The parts that are drawn beside each other: the first level, or the second where that
        is fewer than four."""
        first = list(self.framework.parts)
        if len(first) >= 4:
            return [part.id for part in first]
        second = [child for part in first for child in (part.parts or (part,))]
        return [part.id for part in second]

    def title(self, node: str) -> str:
        """Of a node."""
        return self.part(node).title.in_(self.language)

    def name(self, unit: str) -> str:
        """Of a unit, with its id where that is another."""
        if unit not in self.names:
            return unit
        name = self.names[unit].in_(self.language)
        return name if name == unit else f"{name} ({unit})"

    @cached_property
    def subject(self) -> str:
        """Whom the report is about."""
        if self.unit is None:
            count = len(self.peers(self.period))
            return self.say(f"全部 {count} 个单位", f"all {count} units")
        if self.unit == self.built.panel.whole:
            return self.say("全市", "the whole city")
        return self.name(self.unit)

    def peers(self, period: str) -> Ints:
        """The rows of the units of a period, without one made of all others."""
        panel = self.built.panel
        return panel.peers(np.flatnonzero(np.array(panel.periods) == period))

    def rows(self, period: str) -> Ints:
        """The row of the unit, or of all units."""
        panel = self.built.panel
        if self.unit is None:
            return self.peers(period)
        both = zip(panel.units, panel.periods, strict=True)
        return np.array([n for n, key in enumerate(both) if key == (self.unit, period)], np.int64)

    def score(self, node: str, period: str | None = None) -> Scored:
        """Of the unit with its interval; or the median across units, between their quartiles."""
        rows, place = self.rows(period or self.period), self.built.tree.place[node]
        scores = self.built.scores[rows, place]
        coverage = float(self.built.coverage[rows, place].mean()) if len(rows) else 0.0
        known = scores[~np.isnan(scores)]
        if not len(known):
            return Scored(coverage=coverage)
        if self.unit is None:
            low, middle, high = np.percentile(known, [25, 50, 75]).tolist()
            return Scored(middle, low, high, coverage)
        if self.built.ends is None:
            return Scored(float(known[0]), None, None, coverage)
        low, high = (float(end[rows[0], place]) for end in self.built.ends)
        return Scored(float(known[0]), low, high, coverage)

    def value(self, measure: str, table: Floats | None = None) -> float | None:
        """As measured and divided; the median where the report is about all units."""
        of = self.built.steps["denominated"] if table is None else table
        values = of[self.rows(self.period), self.built.tree.place[measure]]
        known = values[~np.isnan(values)]
        return float(np.median(known)) if len(known) else None

    def moved(self, node: str) -> float | None:
        """Points since the period before."""
        if self.before is None:
            return None
        now, then = self.score(node).score, self.score(node, self.before).score
        return None if now is None or then is None else now - then

    @cached_property
    def intervals(self) -> bool:
        """Whether scores have intervals."""
        return self.built.ends is not None

    @property
    def spread(self) -> str:
        """What low and high are."""
        if self.unit is None:
            return self.say("四分位", "quartiles")
        return self.say("95% 区间", "95 % interval")

    def interval(self, measure: str) -> tuple[float | None, float | None]:
        """Of a value as measured; only one unit's has one."""
        ends, rows = self.built.panel.ends, self.rows(self.period)
        if ends is None or self.unit is None or not len(rows):
            return None, None
        column = self.built.panel.indicators.index(measure)
        low, high = (float(end[rows[0], column]) for end in ends)
        return (None, None) if np.isnan(low) else (low, high)

    def units(self, period: str | None = None) -> list[tuple[str, Scored, float, int]]:
        """The units of a period, best first: score, rank, and band; units whose intervals reach
        the leader of a band share it."""
        rows, built = self.peers(period or self.period), self.built
        scores = built.scores[rows, -1]
        ranks = best_first(scores[:, None])[:, 0]
        low, high = built.ends or (built.scores, built.scores)
        told = {
            built.panel.units[row]: Scored(
                None if np.isnan(score) else float(score),
                float(low[row, -1]),
                float(high[row, -1]),
                float(built.coverage[row, -1]),
            )
            for row, score in zip(rows.tolist(), scores.tolist(), strict=True)
        }
        banded = bands(told)
        rank = {built.panel.units[row]: r for row, r in zip(rows.tolist(), ranks, strict=True)}
        standing = sorted(banded, key=lambda unit: (rank[unit], unit))
        return [(unit, told[unit], float(rank[unit]), banded[unit]) for unit in standing]

    def measures(self) -> list[Measure]:
        """In the order they are declared."""
        return list(self.framework.measures.values())

    def figure(self, value: float | None, node: str) -> Cell:
        """A number of a node, leading to where it comes from."""
        return Cell(value, anchor(self.framework, node))


def anchor(framework: Framework, node: str) -> str:
    """Where the report tells the source of a node: of a branch its formula."""
    return f"src-{node}" if node in framework.measures else f"mean-{node}"
