"""Uncertainty: what becomes of scores and ranks when choices of the recipe are drawn anew.

A choice is one thing somebody could have decided otherwise. Every replication is a point in
[0, 1) for each choice, kept and replayable by itself. Replications that agree in what comes
before share it: data are imputed, treated and normalised once for each recipe, and all weights
over one table of scores are taken together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from anlan.evaluate.method import ranks
from anlan.evaluate.method.arrays import Floats, Ints
from anlan.evaluate.method.build import build
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Recipe
from anlan.evaluate.method.tree import Tree, Way

TOGETHER = 32 << 20
"""Bytes of scores that are computed at once."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of some branches' children, each off by up to a share of itself."""

    branches: tuple[str, ...]
    share: float
    """0.25: between three quarters and five quarters of the weight, uniformly."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several recipes of a step; all as likely."""

    step: str
    """A field of the recipe: impute, treat, normalise …"""
    options: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """One of several ways to aggregate some branches."""

    branches: tuple[str, ...]
    options: tuple[Way, ...]


Choice = Weights | Alternatives | Ways


@dataclass(frozen=True, slots=True)
class Varied:
    """Scores [replications, rows] of one node, and the points [replications, choices] they come
    from."""

    points: Floats
    scores: Floats
    nominal: Floats
    """[rows]: as the recipe has it."""
    units: tuple[str, ...]

    def ranks(self) -> Floats:
        """[replications, rows]."""
        return ranks.across(self.scores)

    def nominal_ranks(self) -> Floats:
        """[rows]."""
        return ranks.across(self.nominal)

    def rank_shift(self) -> Floats:
        """How far units are from their nominal ranks on the mean, [replications]."""
        return np.asarray(np.nanmean(np.abs(self.ranks() - self.nominal_ranks()), axis=1))


class Variation:
    """Replications of one panel, framework and recipe."""

    def __init__(
        self,
        panel: Panel,
        indicators: Sequence[Indicator],
        tree: Tree,
        recipe: Recipe,
        choices: Sequence[Choice],
    ) -> None:
        self._panel, self._indicators, self._tree, self._recipe = panel, indicators, tree, recipe
        self.choices = tuple(choices)
        self._normalised: dict[Recipe, Floats] = {}
        self.nominal = build(panel, indicators, tree, recipe)

    def points(self, replications: int, seed: int) -> Floats:
        """Uniform points; the same seed draws the same."""
        rng = np.random.default_rng(seed)
        return rng.random((replications, _width(self.choices, self._tree)))

    def at(self, points: Floats, node: str) -> Varied:
        """Scores of a node at some points [replications, width]."""
        place = self._tree.place[node]
        rows = len(self.nominal.panel.units)
        scores = np.full((len(points), rows), np.nan)
        for recipe, tree, some in self._alike(points):
            leaves = self._leaves(recipe)
            step = max(1, TOGETHER // (8 * rows * len(tree.place)))
            for first in range(0, len(some), step):
                part = some[first : first + step]
                scores[part] = tree.by_node(leaves, self._weights(points[part], tree))[place]
        nominal = self.nominal.scores[:, place]
        return Varied(points, scores, nominal, self.nominal.panel.units)

    def _alike(self, points: Floats) -> list[tuple[Recipe, Tree, Ints]]:
        """Replications by the recipe and tree they have, weights aside."""
        named: dict[tuple[int, ...], list[int]] = {}
        picks = np.zeros((len(points), len(self.choices)), np.int64)
        for n, (choice, at) in enumerate(_columns(self.choices, self._tree)):
            if not isinstance(choice, Weights):
                picks[:, n] = (points[:, at.start] * len(choice.options)).astype(np.int64)
        for number, pick in enumerate(map(tuple, picks.tolist())):
            named.setdefault(pick, []).append(number)
        return [
            (*self._decided(pick), np.array(numbers, np.int64)) for pick, numbers in named.items()
        ]

    def _decided(self, pick: tuple[int, ...]) -> tuple[Recipe, Tree]:
        recipe, tree = self._recipe, self._tree
        for choice, n in zip(self.choices, pick, strict=True):
            if isinstance(choice, Alternatives):
                recipe = recipe.model_copy(update={choice.step: choice.options[n]})
            elif isinstance(choice, Ways):
                tree = Tree(
                    tree.leaves,
                    tuple(
                        replace(b, way=choice.options[n]) if b.id in choice.branches else b
                        for b in tree.branches
                    ),
                )
        return recipe, tree

    def _leaves(self, recipe: Recipe) -> Floats:
        if recipe not in self._normalised:
            built = build(self._panel, self._indicators, self._tree, recipe)
            self._normalised[recipe] = built.steps["normalised"]
        return self._normalised[recipe]

    def _weights(self, points: Floats, tree: Tree) -> list[Floats]:
        given = [np.array(branch.weights) for branch in tree.branches]
        places = {branch.id: n for n, branch in enumerate(tree.branches)}
        for choice, at in _columns(self.choices, self._tree):
            if not isinstance(choice, Weights):
                continue
            noise, begin = 1 + choice.share * (2 * points[:, at] - 1), 0
            for name in choice.branches:
                n = places[name]
                end = begin + len(tree.branches[n].children)
                given[n] = given[n] * noise[:, begin:end]
                begin = end
        lead = (len(points),)
        return [
            each if each.ndim == 2 else np.broadcast_to(each, lead + each.shape) for each in given
        ]


def _columns(choices: Sequence[Choice], tree: Tree) -> list[tuple[Choice, slice]]:
    """Which coordinates of a point each choice takes."""
    children = {branch.id: len(branch.children) for branch in tree.branches}
    found, begin = [], 0
    for choice in choices:
        width = sum(children[b] for b in choice.branches) if isinstance(choice, Weights) else 1
        found.append((choice, slice(begin, begin + width)))
        begin += width
    return found


def _width(choices: Sequence[Choice], tree: Tree) -> int:
    columns = _columns(choices, tree)
    return columns[-1][1].stop if columns else 0
