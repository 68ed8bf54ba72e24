"""From the intervals of values to those of scores.

Parts of a branch err independently, so what each alone moves the branch by adds up in squares.
For a weighted mean these are the half-widths times the weights; for any other way to aggregate
it is the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Recipe
from anlan.evaluate.method.scale import normalised
from anlan.evaluate.method.tree import Branch, Tree

Ends = tuple[Floats, Floats]


def scaled_ends(
    panel: Panel,
    ends: Ends,
    steps: dict[str, Floats],
    indicators: Sequence[Indicator],
    recipe: Recipe,
) -> Ends:
    """The intervals of the indicators on the common scale; a value without one is its own."""
    directions = np.array([each.direction for each in indicators], np.float64)
    before, after = steps["imputed"], steps["treated"]
    moved = [through(np.where(np.isnan(end), before, end), before, after) for end in ends]
    scaled = [
        normalised(panel, end * directions, indicators, recipe, after * directions) for end in moved
    ]
    own = steps["normalised"]
    low, high = np.fmin(*scaled), np.fmax(*scaled)
    gone = np.isnan(own)
    return np.where(gone, np.nan, np.fmin(low, own)), np.where(gone, np.nan, np.fmax(high, own))


def ends_of_scores(tree: Tree, values: Floats, ends: Ends) -> Ends:
    """Lows and highs of all nodes, [rows, nodes], from those of the leaves."""
    nodes = tree.by_node(values)
    found = [list(np.moveaxis(end, -1, 0)) for end in ends]
    for branch in tree.branches:
        score = nodes[tree.place[branch.id]]
        for each, sign in zip(found, (-1, 1), strict=True):
            each.append(score + sign * _moved(tree, branch, nodes, each))
    low, high = (np.stack(each, axis=-1) for each in found)
    return low, high


def _moved(tree: Tree, branch: Branch, nodes: list[Floats], ends: list[Floats]) -> Floats:
    """How far a branch is moved by its parts being at an end."""
    weights = np.array(branch.weights, np.float64)
    score = nodes[tree.place[branch.id]]
    squares = np.zeros(score.shape)
    for part in (*branch.children, *branch.deductions):
        place = tree.place[part]
        others = [*nodes]
        others[place] = ends[place]
        squares += (np.nan_to_num(tree.score(branch, others, weights)) - np.nan_to_num(score)) ** 2
    return np.sqrt(squares)


def through(x: Floats, before: Floats, after: Floats) -> Floats:
    """Values through the treatment of others, which keeps the order; beyond them they count as
    the farthest of them."""
    out = x.copy()
    for n in np.flatnonzero(((before != after) & ~np.isnan(before)).any(axis=0)):
        known = ~np.isnan(before[:, n])
        points, first = np.unique(before[known, n], return_index=True)
        out[:, n] = np.interp(x[:, n], points, after[known, n][first])
    return out
