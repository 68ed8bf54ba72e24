"""The weights a framework declares to be found, found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from anlan.evaluate.declaration.framework import ROOT, Framework, Node
from anlan.evaluate.declaration.weighting import Weighting
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.tree import Tree
from anlan.evaluate.weights.ahp import ahp
from anlan.evaluate.weights.budget import budget
from anlan.evaluate.weights.bwm import bwm
from anlan.evaluate.weights.found import Found
from anlan.evaluate.weights.from_data import critic, entropy, equal, principal
from anlan.evaluate.weights.optimised import optimised

FROM_DATA = {"entropy": entropy, "critic": critic, "pca": principal}


def found_by(weighting: Weighting, parts: Sequence[str], values: Callable[[], Floats]) -> Found:
    """The weights of a branch's parts; `values` [rows, parts] are asked for only where the data
    decide."""
    match weighting.origin:
        case "equal":
            return equal(parts)
        case "ahp":
            return ahp(parts, weighting.pairs)
        case "bwm":
            best, worst = weighting.best or "", weighting.worst or ""
            return bwm(parts, best, worst, weighting.over_others, weighting.over_worst)
        case "budget":
            return budget(parts, weighting.budgets)
        case "optimised":
            return optimised(parts, values(), weighting.importance or None)
        case "entropy" | "critic" | "pca" as origin:
            return FROM_DATA[origin](parts, values())


def weighed(
    framework: Framework, tree: Tree, leaves: Callable[[], Floats]
) -> tuple[Tree, dict[str, Found]]:
    """A tree with the weights its framework declares to be found, and how they were, by branch.

    `leaves`: normalised values [rows, leaves]. Branches come after their parts, so a branch whose
    weights the data decide sees its parts' scores under the weights found for them.
    """
    nodes = [part for _, part in framework.walk() if isinstance(part, Node)]
    declared = {node.id: how for node in nodes if (how := node.weighting)}
    if how := framework.weighting:
        declared[ROOT] = how
    found: dict[str, Found] = {}
    for branch in tree.branches:
        if branch.id in declared:
            values = _scores(tree, branch.children, leaves)
            made = found[branch.id] = found_by(declared[branch.id], branch.children, values)
            tree = _with(tree, branch.id, made)
    return tree, found


def _scores(tree: Tree, parts: Sequence[str], leaves: Callable[[], Floats]) -> Callable[[], Floats]:
    def scores() -> Floats:
        nodes = tree.by_node(leaves())
        return np.stack([nodes[tree.place[part]] for part in parts], axis=-1)

    return scores


def _with(tree: Tree, branch: str, found: Found) -> Tree:
    return Tree(
        tree.leaves,
        tuple(
            replace(each, weights=tuple(found.weights[child] for child in each.children))
            if each.id == branch
            else each
            for each in tree.branches
        ),
    )
