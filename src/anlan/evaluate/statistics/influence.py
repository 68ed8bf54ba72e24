"""Effective weights: how much of the whole a node is on paper, and how much it moves it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.tree import Tree
from anlan.evaluate.statistics.correlation import correlations


@dataclass(frozen=True, slots=True)
class Influence:
    """A node and the whole."""

    node: str
    level: int
    """1 for a leaf; a branch is above its highest part."""
    weight: float
    """Its share in the whole: weights among siblings multiplied down the tree (0 to 1)."""
    r: float | None
    """With the whole."""
    importance: float | None
    """r² over the sum of r² of the leaves, for leaves: what the weight comes to in effect where
    leaves are alike in nothing else (Paruolo et al. 2013)."""


def shares(tree: Tree) -> Floats:
    """The share of every node in the whole, [nodes]; deductions have none."""
    found = np.zeros(len(tree.place))
    found[-1] = 1.0
    for branch in reversed(tree.branches):
        total = sum(branch.weights)
        for child, weight in zip(branch.children, branch.weights, strict=True):
            found[tree.place[child]] = found[tree.place[branch.id]] * weight / total
    return found


def levels(tree: Tree) -> dict[str, int]:
    """The level of every node: 1 for leaves."""
    found = dict.fromkeys(tree.leaves, 1)
    for branch in tree.branches:
        found[branch.id] = 1 + max(found[child] for child in (*branch.children, *branch.deductions))
    return found


def influences(scores: Floats, tree: Tree) -> list[Influence]:
    """Every node; `scores` [rows, nodes]."""
    weights, level = shares(tree), levels(tree)
    r = correlations(scores)[:, -1]
    total = float(np.nansum(r[: len(tree.leaves)] ** 2))
    return [
        Influence(
            node,
            level[node],
            float(weights[n]),
            None if np.isnan(r[n]) else float(r[n]),
            None
            if n >= len(tree.leaves) or np.isnan(r[n]) or not total
            else float(r[n] ** 2 / total),
        )
        for node, n in tree.place.items()
    ]
