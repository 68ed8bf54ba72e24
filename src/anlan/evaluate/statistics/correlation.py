"""Correlations, within and across the levels of a tree, and what they warn of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.ranks import below
from anlan.evaluate.method.tree import Tree

How = Literal["pearson", "spearman"]
Flag = Literal["collinear", "weak", "negative"]

COLLINEAR, WEAK, NEGATIVE = 0.92, 0.3, -0.4
"""JRC practice: above the first two parts say the same, below the second they have little to do
with each other, below the third a gain in one is a loss in the other."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two nodes; `relation`: siblings, or `second` is above `first`."""

    first: str
    second: str
    relation: Literal["siblings", "parent", "ancestor"]
    r: float | None
    n: int
    """Rows that have both."""
    flag: Flag | None


def covariances(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Covariance (n − 1) and variance of the first over the rows that both columns have, and
    their number; [columns, columns] each."""
    there = ~np.isnan(values)
    known = there.astype(np.float64)
    counts = known.T @ known
    middle = np.where(there, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    x = np.where(there, values - middle, 0.0)
    sums, n = x.T @ known, np.maximum(counts, 1)
    freedom = np.where(counts > 1, counts - 1, np.nan)
    covariance = (x.T @ x - sums * sums.T / n) / freedom
    squares = (x * x).T @ known
    variance = squares - sums * sums / n
    flat = variance <= 1e-12 * np.maximum(squares, 1e-300)  # what is left of rounding
    return covariance, np.where(flat, 0.0, variance) / freedom, counts


def correlations(values: Floats, how: How = "pearson") -> Floats:
    """[columns, columns]; NaN where a column has no spread over the rows both have."""
    x = _mid_ranks(values) if how == "spearman" else values
    covariance, variance, _ = covariances(x)
    size = np.sqrt(variance * variance.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.clip(np.where(size > 0, covariance / size, np.nan), -1.0, 1.0)
    return np.asarray(r)


def in_tree(scores: Floats, tree: Tree, how: How = "pearson") -> list[Correlation]:
    """Every two siblings, and every node with those above it; `scores` [rows, nodes]."""
    r = correlations(scores, how)
    counts = covariances(scores)[2]

    def told(
        first: str, second: str, relation: Literal["siblings", "parent", "ancestor"]
    ) -> Correlation:
        at = tree.place[first], tree.place[second]
        value = None if np.isnan(r[at]) else float(r[at])
        return Correlation(first, second, relation, value, int(counts[at]), flagged(value))

    return [
        told(*pair, "siblings") for b in tree.branches for pair in combinations(b.children, 2)
    ] + [
        told(node, above, "ancestor" if n else "parent")
        for node in tree.place
        for n, above in enumerate(lineage(tree, node))
    ]


def flagged(r: float | None) -> Flag | None:
    """What a correlation warns of."""
    if r is None or WEAK <= r <= COLLINEAR:
        return None
    return "collinear" if r > COLLINEAR else "negative" if r < NEGATIVE else "weak"


def lineage(tree: Tree, node: str) -> Iterator[str]:
    """The branches above a node, the nearest first."""
    parents = {child: b.id for b in tree.branches for child in (*b.children, *b.deductions)}
    while node in parents:
        node = parents[node]
        yield node


def _mid_ranks(values: Floats) -> Floats:
    """Ties share the mean of their ranks."""
    worse, better = below(values, values), below(-values, -values)
    known = np.sum(~np.isnan(values), axis=0)
    return np.asarray((worse + known - better + 1) / 2)
