"""The scores of a deployment: cells of measures through the method, one row an area and month.

A score runs from 0 to 100. What could not be assessed has no score, its weight goes to its
siblings, and the coverage beside every score says how much of the weight was assessed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.measuring.areas import CITY
from anlan.evaluate.measuring.cells import Cell
from anlan.evaluate.method import ranks
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.study.study import Study, study_of

Key = TypeVar("Key", bound=Hashable)
ZoneOf = Callable[[str | None], str | None]
"""The zone of an area; None is the city."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Score of a node with the interval its values leave it, and coverage from 0 to 1."""

    score: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float = 0.0

    @property
    def assessed(self) -> bool:
        return self.score is not None


def panel_of(framework: Framework, cells: Iterable[Cell], zone: ZoneOf) -> Panel:
    """Cells as a panel: a row an area and month, what has a note is missing."""
    found: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in cells:
        known = found.setdefault((cell.period, cell.area or CITY), {})
        if cell.assessed and cell.value is not None:
            known[cell.measure] = cell
    rows, measures = sorted(found), [part.id for _, part in framework.walk() if not part.parts]
    table = np.full((3, len(rows), len(measures)), np.nan)
    for n, row in enumerate(rows):
        for m, measure in enumerate(measures):
            if measure in found[row]:
                cell = found[row][measure]
                table[:, n, m] = (cell.value, cell.low, cell.high)
    return Panel(
        tuple(unit for _, unit in rows),
        tuple(period for period, _ in rows),
        tuple(measures),
        table[0],
        {"zone": tuple(zone(unit or None) for _, unit in rows)},
        {},
        (table[1], table[2]),
        CITY,
    )


def score_study(study: Study) -> dict[tuple[str, str], dict[str, Scored]]:
    """Every node by unit and period."""
    built = study.build()
    low, high = built.ends or (built.scores, built.scores)
    found: dict[tuple[str, str], dict[str, Scored]] = {}
    for n, row in enumerate(zip(built.panel.units, built.panel.periods, strict=True)):
        found[row] = {
            node: _scored(*(each[n, place] for each in (built.scores, low, high, built.coverage)))
            for node, place in built.tree.place.items()
        }
    return found


def score_tree(
    framework: Framework, cells: Mapping[str, Cell], zone: str | None
) -> dict[str, Scored]:
    """Every node of one area and month, from the cells of its measures; ROOT is the whole."""
    of_one = [Cell(m, None, "", value=c.value, low=c.low, high=c.high, note=c.note)
              for m, c in cells.items()] or [Cell("", None, "", note="no-records")]  # fmt: skip
    return score_study(study_of(framework, panel_of(framework, of_one, lambda _: zone)))[CITY, ""]


def score_of(measure: Measure, value: float, zone: str | None) -> float:
    """The score of a value. A deduction scores the points it takes off, as a negative number."""
    alone = Framework.model_construct(id="alone", title=measure.title, direct=(measure,))
    scored = score_tree(alone, {measure.id: Cell(measure.id, None, "", value=value)}, zone)
    return scored[measure.id].score or 0.0


def bands(scores: Mapping[Key, Scored]) -> dict[Key, int]:
    """Bands from 1 (best) of what has a score: areas whose intervals overlap share one."""
    known = {key: s for key, s in scores.items() if s.score is not None}
    columns = [(s.score, s.low or 0.0, s.high or 0.0) for s in known.values()]
    found = ranks.bands(*np.array(columns, np.float64).reshape(-1, 3).T)
    return {key: int(band) for key, band in zip(known, found, strict=True)}


def _scored(score: float, low: float, high: float, coverage: float) -> Scored:
    """Rounded, so that the order in which parts were added up cannot show."""
    if np.isnan(score):
        return Scored(coverage=_round(coverage))
    return Scored(*(_round(each) for each in (score, low, high, coverage)))


def _round(number: float) -> float:
    return round(float(number), 6) + 0.0
