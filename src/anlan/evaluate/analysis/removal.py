"""Leave one out: what the whole would be without each node."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from anlan.evaluate.analysis.uncertainty import variation_of
from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.replications import Replications, Setting
from anlan.evaluate.method.tree import Tree
from anlan.evaluate.method.vary import Varied
from anlan.evaluate.statistics.influence import levels
from anlan.evaluate.statistics.ranking import shifts
from anlan.evaluate.study.study import Study


@dataclass(frozen=True, slots=True)
class Removed:
    """The whole without one node."""

    node: str
    level: int
    """1 for a measure; a branch is above its highest part."""
    mean_shift: float
    """Places a unit moves, on the mean."""
    largest_shift: float
    moved: int
    """Units that have another rank."""
    units: tuple[float | None, ...]
    """The rank of every unit without it, in the order of the panel."""


def leave_one_out(study: Study, *, node: str = ROOT) -> list[Removed]:
    """Every node below a node left out in turn: measures, then branches.

    Its weight is 0 and goes to its siblings, as in COINr, so a step that looks at other columns
    (imputation within the row) still sees it; a branch whose only part is left out has no score
    and its weight goes to its siblings. A deduction left out takes nothing.
    """
    study.require(node)
    variation, tree = variation_of(study), study.tree
    weighed = [n for n in below(tree, node) if any(n in b.children for b in tree.branches)]
    varied = variation.run(_without(tree, weighed), node)
    found = {name: varied.scores[n] for n, name in enumerate(weighed)}
    for name in below(tree, node):
        if name not in found:
            values = variation.nominal.steps["normalised"]
            found[name] = _undeducted(tree, name).scores(values)[:, tree.place[node]]
    level = levels(tree)
    return [_told(name, level[name], varied, found[name]) for name in below(tree, node)]


def below(tree: Tree, node: str) -> list[str]:
    """The nodes below a node, in the order of the tree: measures first."""
    inside = {node}
    for branch in reversed(tree.branches):
        if branch.id in inside:
            inside |= {*branch.children, *branch.deductions}
    return [name for name in tree.place if name in inside - {node}]


def _without(tree: Tree, nodes: list[str]) -> Replications:
    weights = {}
    for branch in tree.branches:
        kept = [child != node for node in nodes for child in branch.children]
        table = np.array(kept, np.float64).reshape(len(nodes), len(branch.children))
        weights[branch.id] = np.array(branch.weights) * table
    return Replications((Setting(),), np.zeros(len(nodes), np.int64), weights)


def _undeducted(tree: Tree, node: str) -> Tree:
    return Tree(
        tree.leaves,
        tuple(
            replace(b, deductions=tuple(d for d in b.deductions if d != node))
            for b in tree.branches
        ),
    )


def _told(node: str, level: int, nominal: Varied, scores: Floats) -> Removed:
    varied = replace(nominal, scores=scores[None])
    ranks, moved = varied.ranks()[0], shifts(varied.ranks()[0], varied.nominal_ranks())
    return Removed(
        node,
        level,
        float(moved.mean()) if len(moved) else 0.0,
        float(moved.max(initial=0.0)),
        int((moved > 0).sum()),
        tuple(None if np.isnan(rank) else rank for rank in ranks.tolist()),
    )
