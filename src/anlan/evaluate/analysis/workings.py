"""What the scores of one period are made of, small enough to be aggregated again elsewhere.

The leaves as the method scored them, with their intervals, and the tree above them: whoever has
these can move a weight and has every score, interval and coverage without asking again.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np

from anlan.evaluate.method.build import Built
from anlan.evaluate.method.tree import Branch
from anlan.evaluate.study.study import Study
from anlan.standards.errors import NotFound


@dataclass(frozen=True, slots=True)
class Leaf:
    """A measure of a unit that has a score: its value and, on the common scale, its score."""

    node: str
    value: float
    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Unit:
    """What was measured of a unit, and what every node of the tree came to."""

    id: str
    whole: bool
    """Whether it is made of all the others, and so has no rank among them."""
    leaves: tuple[Leaf, ...]
    scores: dict[str, float]
    """Of the nodes that are assessed."""
    ranks: dict[str, int]
    """1 is the best; of the same nodes, for a unit that is not the whole."""


@dataclass(frozen=True, slots=True)
class Workings:
    """One period."""

    period: str
    branches: tuple[Branch, ...]
    """Each after all it is made of; the last is the whole."""
    units: tuple[Unit, ...]
    alone: bool
    """Whether a unit's scores follow from its own leaves; not where units are compared in pairs."""


def workings_of(study: Study, period: str) -> Workings:
    """The workings of a period; NotFound where nothing of it was scored."""
    built = study.build()
    rows = [n for n, each in enumerate(built.panel.periods) if each == period]
    if not rows:
        known = ", ".join(sorted(set(built.panel.periods)))
        raise NotFound(
            "no scores for this period",
            value=period,
            way_out=f"use one of {known}" if known else "compute the index first",
        )
    ranks = built.ranks()
    return Workings(
        period,
        built.tree.branches,
        tuple(_unit(built, row, ranks[row].tolist()) for row in rows),
        not any(branch.way == "copeland" for branch in built.tree.branches),
    )


def _unit(built: Built, row: int, ranks: list[float]) -> Unit:
    scores = built.scores[row].tolist()
    low, high = (end[row].tolist() for end in built.ends or (built.scores, built.scores))
    values = built.panel.values[row]
    places = built.tree.place.items()
    return Unit(
        built.panel.units[row],
        built.panel.units[row] == built.panel.whole,
        tuple(
            Leaf(node, float(values[n]), scores[n], low[n], high[n])
            for n, node in enumerate(built.tree.leaves)
            if not isnan(scores[n]) and not np.isnan(values[n])
        ),
        {node: scores[n] for node, n in places if not isnan(scores[n])},
        {node: int(ranks[n]) for node, n in places if not isnan(ranks[n])},
    )
