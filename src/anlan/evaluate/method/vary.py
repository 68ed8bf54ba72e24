"""Uncertainty: what becomes of scores and ranks when choices are made otherwise.

Replications that agree in what comes before share it: data are imputed, treated and normalised
once for each recipe, and all weights over one table of scores are taken together. A replication's
result depends on its own decisions alone, so it can be run again by itself, in any order, to the
same bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from anlan.evaluate.method import ranks
from anlan.evaluate.method.arrays import Floats, Ints, divided
from anlan.evaluate.method.build import build
from anlan.evaluate.method.choices import Choice
from anlan.evaluate.method.drawing import columns, drawn
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.notes import undefined_notes
from anlan.evaluate.method.panel import Panel, of_periods
from anlan.evaluate.method.recipe import Recipe
from anlan.evaluate.method.replications import Replications, Setting
from anlan.evaluate.method.scale import normalised
from anlan.evaluate.method.tree import Tree

TOGETHER = 32 << 20
"""Bytes of scores that are computed at once."""


@dataclass(frozen=True, slots=True)
class Varied:
    """Scores [replications, rows] of one node."""

    node: str
    scores: Floats
    nominal: Floats
    """[rows]: as the recipe has it."""
    panel: Panel
    """What the rows are."""

    def some(self, replications: Ints) -> Varied:
        """Some of the replications, in this order."""
        return replace(self, scores=self.scores[replications])

    def ranks(self) -> Floats:
        """Within the period, [replications, rows]; 1 is the best, ties share the better one."""
        return _ranks(self.scores, self.panel)

    def nominal_ranks(self) -> Floats:
        """[rows]."""
        return _ranks(self.nominal, self.panel)

    def rank_shift(self) -> Floats:
        """How far units are from their nominal ranks on the mean, [replications]; NaN where no
        unit has a rank."""
        apart = np.abs(self.ranks() - self.nominal_ranks())
        return divided(np.nansum(apart, axis=1), np.sum(~np.isnan(apart), axis=1) * 1.0)


class Variation:
    """One panel, framework and recipe, run again under other decisions."""

    def __init__(
        self, panel: Panel, indicators: Sequence[Indicator], tree: Tree, recipe: Recipe
    ) -> None:
        self._panel, self._indicators, self._recipe = panel, tuple(indicators), recipe
        self.tree = tree
        self.nominal = build(panel, indicators, tree, recipe)
        self._tables: dict[Recipe, dict[str, Floats]] = {recipe: self.nominal.steps}

    def columns(self, choices: Sequence[Choice]) -> list[slice]:
        """Which coordinates of a point each choice takes."""
        return columns(choices, self.tree, self._indicators)

    def draw(self, choices: Sequence[Choice], replications: int, seed: int) -> Replications:
        """Random decisions; the same seed draws the same."""
        width = max((at.stop for at in self.columns(choices)), default=0)
        return self.at(choices, np.random.default_rng(seed).random((replications, width)))

    def at(self, choices: Sequence[Choice], points: Floats) -> Replications:
        """What points [replications, width] decide."""
        return drawn(points, choices, self.tree, self._indicators)

    def run(self, replications: Replications, node: str) -> Varied:
        """The scores of a node in every replication."""
        place, rows = self.tree.place[node], len(self.nominal.panel.units)
        scores = np.full((len(replications), rows), np.nan)
        for setting, some in replications.alike():
            recipe, tree = setting.recipe(self._recipe), _with_ways(self.tree, setting)
            step = max(1, TOGETHER // (8 * rows * len(tree.place)))
            for first in range(0, len(some), step):
                part = some[first : first + step]
                leaves = self._leaves(recipe, replications, part)
                weights = [_weights(replications, branch.id, branch.weights, part)
                           for branch in tree.branches]  # fmt: skip
                scores[part] = tree.by_node(leaves, weights)[place]
        return Varied(node, scores, self.nominal.scores[:, place], self.nominal.panel)

    def undefined(self, replications: Replications) -> int:
        """In how many replications a mean is not defined somewhere, so that a branch has no score
        and its weight goes to its siblings."""
        count = 0
        for setting, some in replications.alike():
            tree = _with_ways(self.tree, setting)
            leaves = self._leaves(setting.recipe(self._recipe), replications, some[:1])
            scores = tree.scores(leaves).reshape(-1, len(tree.place))
            count += len(some) if any(undefined_notes(tree, scores)) else 0
        return count

    def _leaves(self, recipe: Recipe, replications: Replications, part: Ints) -> Floats:
        """Normalised values [rows, leaves]; with goalposts drawn, [replications, rows, leaves]."""
        if recipe not in self._tables:
            self._tables[recipe] = build(self._panel, self._indicators, self.tree, recipe).steps
        steps = self._tables[recipe]
        if not replications.goalposts:
            return steps["normalised"]
        upwards = steps["treated"] * np.array([each.direction for each in self._indicators])
        moved = (self._moved(replications, number) for number in part.tolist())
        tables = [normalised(self.nominal.panel, upwards, each, recipe) for each in moved]
        return np.stack(tables)

    def _moved(self, replications: Replications, number: int) -> list[Indicator]:
        given = {id: each[number].tolist() for id, each in replications.goalposts.items()}
        return [
            each
            if each.id not in given or np.isnan(given[each.id]).any()
            else replace(each, posts=tuple(given[each.id]))
            for each in self._indicators
        ]


def _ranks(scores: Floats, panel: Panel) -> Floats:
    out = np.full(scores.shape, np.nan)
    for rows in of_periods(panel):
        peers = panel.peers(rows)
        out[..., peers] = ranks.across(scores[..., peers])
    return out


def _with_ways(tree: Tree, setting: Setting) -> Tree:
    ways = dict(setting.ways)
    return Tree(
        tree.leaves,
        tuple(replace(each, way=ways.get(each.id, each.way)) for each in tree.branches),
    )


def _weights(replications: Replications, branch: str, given: tuple[float, ...], at: Ints) -> Floats:
    drawn_ones = replications.weights.get(branch)
    return np.array(given, np.float64) if drawn_ones is None else drawn_ones[at]
