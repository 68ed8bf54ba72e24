"""The tree of a framework as arrays: which columns each branch is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
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
        given = weights or [np.array(branch.weights) for branch in self.branches]
        lead = np.broadcast_shapes(values.shape[:-2], *(each.shape[:-1] for each in given))
        out = np.empty((*lead, values.shape[-2], len(self.place)))
        out[..., : len(self.leaves)] = values
        for branch, each in zip(self.branches, given, strict=True):
            columns = [self.place[child] for child in branch.children]
            out[..., self.place[branch.id]] = combined(branch, out[..., columns], each)
        return out

    def coverages(self, values: Floats) -> Floats:
        """For every node the share of its weight that rests on values, [rows, nodes]."""
        out = np.empty((values.shape[0], len(self.place)))
        out[:, : len(self.leaves)] = ~np.isnan(values)
        for branch in self.branches:
            columns, weights = [self.place[c] for c in branch.children], np.array(branch.weights)
            out[:, self.place[branch.id]] = out[:, columns] @ (weights / weights.sum())
        return out


def combined(branch: Branch, values: Floats, weights: Floats) -> Floats:
    """The scores of a branch [..., rows] from those of its children [..., rows, children]."""
    if branch.way == "copeland":
        return _copelands(values, weights, branch.threshold)
    powers = {"geometric": 0.0, "harmonic": -1.0, "power": branch.power}
    mean = (
        aggregate.least if branch.way == "minimum"
        else aggregate.arithmetic if powers.get(branch.way, 1.0) == 1.0
        else partial(aggregate.power_mean, power=powers[branch.way])
    )  # fmt: skip
    return aggregate.mean_of(values, weights, mean, branch.threshold)


def _copelands(values: Floats, weights: Floats, threshold: float) -> Floats:
    lead = np.broadcast_shapes(values.shape[:-2], weights.shape[:-1])
    x = np.broadcast_to(values, lead + values.shape[-2:])
    w = np.broadcast_to(weights, lead + weights.shape[-1:])
    out = np.empty(x.shape[:-1])
    for at in np.ndindex(*lead):
        out[at] = copeland(x[at], w[at])
    _, enough = aggregate.present(x, w, threshold)
    return np.where(enough, out, np.nan)
