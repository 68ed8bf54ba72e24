"""The tree of a framework as arrays: which columns each branch is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from anlan.evaluate.method import aggregate
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.copeland import copeland

Way = Literal["arithmetic", "geometric", "harmonic", "power", "minimum", "copeland"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node above others."""

    id: str
    children: tuple[str, ...]
    weights: tuple[float, ...]
    way: Way = "arithmetic"
    power: float = 1.0
    """Of a power mean."""
    threshold: float = 0.0
    """The least share of the children that must be there."""
    deductions: tuple[str, ...] = ()
    """Nodes whose scores, 0 or less, are added to that of the branch, down to 0. A branch of
    deductions alone is their sum."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Branches, each after all it is made of; the last is the whole."""

    leaves: tuple[str, ...]
    branches: tuple[Branch, ...]
    place: dict[str, int] = field(init=False)
    """The column of every node: leaves first."""

    def __post_init__(self) -> None:
        ids = [*self.leaves, *(branch.id for branch in self.branches)]
        object.__setattr__(self, "place", {name: n for n, name in enumerate(ids)})

    def scores(self, values: Floats, weights: Sequence[Floats] | None = None) -> Floats:
        """Scores of all nodes [..., rows, nodes] from those of the leaves [..., rows, leaves].

        `weights`: for each branch those of its children, [..., children], instead of its own;
        the leading axes are replications.
        """
        return np.stack(np.broadcast_arrays(*self.by_node(values, weights)), axis=-1)

    def by_node(self, values: Floats, weights: Sequence[Floats] | None = None) -> list[Floats]:
        """The same, one array [..., rows] for each node; a leaf needs no replications."""
        given = weights or [np.array(branch.weights, np.float64) for branch in self.branches]
        nodes = list(np.ascontiguousarray(np.moveaxis(values, -1, 0)))
        for branch, each in zip(self.branches, given, strict=True):
            nodes.append(self.score(branch, nodes, each))
        return nodes

    def score(self, branch: Branch, nodes: Sequence[Floats], weights: Floats) -> Floats:
        """The scores of a branch from those of the nodes before it."""
        taken = [nodes[self.place[node]] for node in branch.deductions]
        if not branch.children:
            return total(taken)
        score = combined(branch, [nodes[self.place[node]] for node in branch.children], weights)
        return deducted(score, total(taken)) if taken else score

    def coverages(self, values: Floats) -> Floats:
        """For every node the share of its weight that rests on values, [rows, nodes]."""
        out = np.empty((values.shape[0], len(self.place)))
        out[:, : len(self.leaves)] = ~np.isnan(values)
        for branch in self.branches:
            of = branch.children or branch.deductions
            weights = np.array(branch.weights or [1.0] * len(of))
            columns = [self.place[child] for child in of]
            out[:, self.place[branch.id]] = out[:, columns] @ (weights / weights.sum())
        return out


def combined(branch: Branch, children: Sequence[Floats], weights: Floats) -> Floats:
    """The scores of a branch [..., rows] from those of its children, [..., rows] each."""
    match branch.way:
        case "copeland":
            return _copelands(children, weights, branch.threshold)
        case "minimum":
            return aggregate.minimum(children, weights, branch.threshold)
        case "arithmetic" | "geometric" | "harmonic":
            power = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}[branch.way]
            return aggregate.power_mean(children, weights, power, branch.threshold)
        case "power":
            return aggregate.power_mean(children, weights, branch.power, branch.threshold)


def total(taken: Sequence[Floats]) -> Floats:
    """The sum of deductions, of those that are known; NaN where none is."""
    known = np.stack(np.broadcast_arrays(*taken))
    return np.where(np.isnan(known).all(axis=0), np.nan, np.nansum(known, axis=0))


def deducted(score: Floats, points: Floats) -> Floats:
    """A score less the points taken off it, down to 0."""
    return np.maximum(score + np.nan_to_num(points), np.minimum(score, 0.0))


def _copelands(children: Sequence[Floats], weights: Floats, threshold: float) -> Floats:
    values = np.stack(np.broadcast_arrays(*children), axis=-1)
    if values.ndim == 2:  # the same in all replications
        out = copeland(values, weights)
    else:
        w = np.broadcast_to(weights, values.shape[:-2] + weights.shape[-1:])
        out = np.stack([copeland(x, each) for x, each in zip(values, w, strict=True)])
    known = ~np.isnan(values)
    some = (known & (weights[..., None, :] > 0)).any(-1)
    return np.where((known.mean(-1) >= threshold) & some, out, np.nan)
