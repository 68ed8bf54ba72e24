"""From measured values to scores: goalposts, weights over what is present, bands. Pure.

A score runs from 0 to 100. What could not be assessed has no score, its weight goes to its
siblings, and the coverage beside every score says how much of the weight was assessed.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from anlan.evaluate.cells import Cell
from anlan.evaluate.framework import ROOT, Framework, Node, weight_of
from anlan.evaluate.measure import Measure, MeasureKind

Key = TypeVar("Key", bound=Hashable)


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


NOT_ASSESSED = Scored()


def score_of(measure: Measure, value: float, zone: str | None) -> float:
    """The score of a value. A deduction scores the points it takes off, as a negative number."""
    if measure.goalposts is not None:
        posts = measure.goalposts.of(lambda _: zone, "")
        return 100 * _clip((value - posts.floor) / (posts.target - posts.floor))
    if measure.deducts is None:
        raise AssertionError(f"{measure.id} is measured, so it has goalposts or deducts")
    lost = min(measure.deducts.most, max(measure.deducts.slope * value, 0.0))
    return -lost if measure.kind is MeasureKind.DEDUCTION else 100 - lost


def score_leaf(measure: Measure, cell: Cell | None, zone: str | None) -> Scored:
    """The score of one measured value; a cell with a note is not assessed."""
    if cell is None or not cell.assessed or cell.value is None:
        return NOT_ASSESSED
    ends = [score_of(measure, end, zone) for end in (cell.low, cell.high) if end is not None]
    score = score_of(measure, cell.value, zone)
    return Scored(_round(score), _round(min(*ends, score)), _round(max(*ends, score)), 1.0)


def score_tree(
    framework: Framework, cells: Mapping[str, Cell], zone: str | None
) -> dict[str, Scored]:
    """Every node of one area and month, from the cells of its measures; ROOT is the whole."""
    found: dict[str, Scored] = {}
    found[ROOT] = _branch(framework.nodes, cells, zone, found)
    return found


def bands(scores: Mapping[Key, Scored]) -> dict[Key, int]:
    """Bands from 1 (best): whoever's interval reaches that of the band's leader is in it.

    Areas whose intervals overlap are not told apart by a rank. Not assessed: no band.
    """
    standing = sorted(
        (
            (s.score, s.low or 0.0, s.high or 0.0, key)
            for key, s in scores.items()
            if s.score is not None
        ),
        key=lambda entry: entry[:3],
        reverse=True,
    )
    found: dict[Key, int] = {}
    reach, band = 100.0, 0
    for _, low, high, key in standing:
        if band == 0 or high < reach:
            reach, band = low, band + 1
        found[key] = band
    return found


def _branch(
    parts: tuple[Node | Measure, ...],
    cells: Mapping[str, Cell],
    zone: str | None,
    found: dict[str, Scored],
) -> Scored:
    for part in parts:
        if isinstance(part, Node):
            found[part.id] = _branch(part.parts, cells, zone, found)
        else:
            found[part.id] = score_leaf(part, cells.get(part.id), zone)
    scored = [(part, found[part.id]) for part in parts]
    return _combined(scored)


def _combined(parts: list[tuple[Node | Measure, Scored]]) -> Scored:
    """Weighted mean of the assessed parts, less what deductions take off.

    The parts err independently, so their half-widths add up in squares.
    """
    whole = sum(weight_of(part) for part, _ in parts)
    present = [(weight_of(part), s) for part, s in parts if s.score is not None]
    weight = sum(share for share, _ in present)
    if weight == 0:
        return NOT_ASSESSED
    taken = sum(s.score or 0.0 for share, s in present if share == 0)
    score = sum(share * (s.score or 0.0) for share, s in present) / weight
    below = sqrt(sum((share * ((s.score or 0) - (s.low or 0))) ** 2 for share, s in present))
    above = sqrt(sum((share * ((s.high or 0) - (s.score or 0))) ** 2 for share, s in present))
    return Scored(
        _round(100 * _clip((score + taken) / 100)),
        _round(100 * _clip((score - below / weight + taken) / 100)),
        _round(100 * _clip((score + above / weight + taken) / 100)),
        _round(sum(weight_of(part) * s.coverage for part, s in parts) / whole),
    )


def _clip(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _round(number: float) -> float:
    return round(number, 6) + 0.0
