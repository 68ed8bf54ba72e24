"""What a reader of the scores has to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.evaluate.method.arrays import Bools, Floats
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.tree import Tree


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that happened on the way from data to scores."""

    step: str
    what: str
    """constant, all-missing, not-passed …"""
    column: str
    text: str


def row_notes(panel: Panel, values: Floats) -> Iterator[Note]:
    """Units nothing is known of, and a panel of one."""
    for n in np.flatnonzero(np.isnan(values).all(axis=1)):
        name = f"{panel.units[n]} {panel.periods[n]}".strip()
        yield Note("data", "all-missing", name, "it has no value, so it has no score")
    if len(set(panel.units)) == 1:
        text = "one unit: only goalposts, targets and known ranges can score it"
        yield Note("data", "one-unit", panel.units[0], text)


def barred_notes(barred: Bools, indicators: Sequence[Indicator]) -> Iterator[Note]:
    """Indicators that are not scored somewhere, as what guards them is out of bounds."""
    for n, each in enumerate(indicators):
        if each.guard is not None and barred[:, n].any():
            text = (
                f"{barred[:, n].sum()} values not scored: {each.guard.indicator} is out of bounds"
            )
            yield Note("guard", "guarded", each.id, text)


def imputed_notes(before: Floats, after: Floats, indicators: Sequence[Indicator]) -> Iterator[Note]:
    """Indicators some of whose values stand in for missing ones."""
    for n, each in enumerate(indicators):
        if stand_ins := int((np.isnan(before[:, n]) & ~np.isnan(after[:, n])).sum()):
            text = f"{stand_ins} of {len(after)} values stand in for missing ones"
            yield Note("impute", "imputed", each.id, text)


def undefined_notes(tree: Tree, scores: Floats) -> Iterator[Note]:
    """Branches whose mean is not defined somewhere, as a part is 0 or below."""
    for branch in tree.branches:
        powers = {"geometric": 0.0, "harmonic": -1.0, "power": branch.power}
        if powers.get(branch.way, 1.0) == 1.0:
            continue
        parts = scores[:, [tree.place[child] for child in branch.children]]
        lost = (parts <= 0).any(axis=1) & np.isnan(scores[:, tree.place[branch.id]])
        if lost.any():
            text = (
                f"{lost.sum()} rows have no score: a {branch.way} mean is not defined where a part "
                "is 0 or below; normalise to a range above 0, such as 1 to 100"
            )
            yield Note("aggregate", "undefined", branch.id, text)
