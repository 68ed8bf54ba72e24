"""A change of a score shared out among the indicators below it, without residual.

At each branch the change is shared among the parts by Shapley: in closed form for a weighted
mean, over all subsets of up to ten parts otherwise, and over fixed random orders for more. What a
part has goes on to what it is made of in proportion to what that did to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from anlan.evaluate.change.shapley import share
from anlan.evaluate.method.arrays import Bools, Floats
from anlan.evaluate.method.tree import Branch, Tree

MOST = 10
"""Parts of a branch of which all subsets are tried: 1,024."""
ORDERS = 256
STEP = 1e-6
"""Of a numeric derivative, in points."""


def contributions(tree: Tree, before: Floats, after: Floats, node: str) -> dict[str, float]:
    """By leaf what it adds to the change of a node, from leaves before and after, [leaves].

    The scores must not depend on other rows (no Copeland), and the node have one on both sides.
    """
    sides = [np.array([each[0] for each in tree.by_node(x[None])]) for x in (before, after)]
    found = dict.fromkeys(tree.leaves, 0.0)
    branches = {branch.id: branch for branch in tree.branches}

    def pass_on(part: str, factor: float) -> None:
        """`factor` times the change of a part that has a score on both sides."""
        if part in found:
            found[part] += factor * _change(tree, part, sides)
            return
        shares, rates = _shared(tree, branches[part], sides)
        for child, amount in shares.items():
            if child in rates:
                pass_on(child, factor * rates[child])
            else:
                spread(child, factor * amount)

    def spread(part: str, amount: float) -> None:
        """What came of a part that is there on one side only, evenly over what is below it."""
        below = [part]
        while any(each in branches for each in below):
            below = [
                child
                for each in below
                for child in (_parts(branches[each]) if each in branches else [each])
            ]
        moved = [leaf for leaf in below if _change(tree, leaf, sides) != 0] or below
        for leaf in moved:
            found[leaf] += amount / len(moved)

    pass_on(node, 1.0)
    return found


def _change(tree: Tree, part: str, sides: Sequence[Floats]) -> float:
    """NaN where it is there on one side only, 0 where on neither."""
    a, b = (side[tree.place[part]] for side in sides)
    return 0.0 if np.isnan(a) and np.isnan(b) else float(b - a)


def _parts(branch: Branch) -> list[str]:
    return [*branch.children, *branch.deductions]


def _shared(
    tree: Tree, branch: Branch, sides: Sequence[Floats]
) -> tuple[dict[str, float], dict[str, float]]:
    """The share of each part in the change of a branch; and per point of the part's own change,
    for those that are there on both sides."""
    parts = _parts(branch)
    at = [tree.place[part] for part in parts]
    a, b = sides[0][at], sides[1][at]
    stays = ~np.isnan(a) & ~np.isnan(b)
    changes = np.where(stays, b - a, 0.0)
    if branch.way == "arithmetic" and not branch.deductions and (np.isnan(a) == np.isnan(b)).all():
        weights = np.where(stays, branch.weights, 0.0)
        rates = weights / weights.sum()
        shares = rates * changes
    else:
        shares = _by_subsets(tree, branch, a, b)
        rates = _rates(tree, branch, a, b, shares)
    return (
        {part: float(shares[n]) for n, part in enumerate(parts)},
        {part: float(rates[n]) for n, part in enumerate(parts) if stays[n]},
    )


def _by_subsets(tree: Tree, branch: Branch, a: Floats, b: Floats) -> Floats:
    moved = np.flatnonzero(~((a == b) | (np.isnan(a) & np.isnan(b))))
    shares = np.zeros(len(a))
    if not len(moved):
        return shares
    if len(moved) > MOST:
        rng, steps = np.random.default_rng(0), len(moved)
        for order in (rng.permutation(moved) for _ in range(ORDERS)):
            taken = np.zeros((steps + 1, len(a)), np.bool_)
            for n, part in enumerate(order):
                taken[n + 1 :, part] = True
            shares[order] += np.diff(_scores(tree, branch, a, b, taken)) / ORDERS
        return shares
    taken = np.zeros((2 ** len(moved), len(a)), np.bool_)
    taken[:, moved] = list(product((False, True), repeat=len(moved)))
    scores = _scores(tree, branch, a, b, taken)
    number = 1 << np.arange(len(moved))[::-1]
    sizes = taken[:, moved].sum(axis=1)
    chances = np.array([share(size, len(moved)) for size in range(len(moved))])
    for n, part in enumerate(moved):
        without = np.flatnonzero(~taken[:, part])
        added = scores[without + number[n]] - scores[without]
        shares[part] = float(chances[sizes[without]] @ added)
    return shares


def _scores(tree: Tree, branch: Branch, a: Floats, b: Floats, taken: Bools) -> Floats:
    """The branch with these parts as after and the others as before, [subsets].

    With too few of them it has no score on the way; half way stands for that.
    """
    ends = _branch(tree, branch, np.stack([a, b]))
    scores = _branch(tree, branch, np.where(taken, b, a))
    return np.where(np.isnan(scores), ends.mean(), scores)


def _branch(tree: Tree, branch: Branch, parts: Floats) -> Floats:
    """A branch from its parts alone, [..., parts]."""
    nodes = [np.empty(0)] * len(tree.place)
    for n, part in enumerate(_parts(branch)):
        nodes[tree.place[part]] = parts[..., n]
    return tree.score(branch, nodes, np.array(branch.weights, np.float64))


def _rates(tree: Tree, branch: Branch, a: Floats, b: Floats, shares: Floats) -> Floats:
    """Share per point of change; the derivative half way where a part hardly moved."""
    changes = b - a
    still = np.abs(changes) < STEP
    middle = np.tile(np.where(np.isnan(a) | np.isnan(b), b, (a + b) / 2), (len(a), 1))
    step = STEP * np.eye(len(a))
    slopes = (_branch(tree, branch, middle + step) - _branch(tree, branch, middle - step)) / (
        2 * STEP
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(still, np.nan_to_num(slopes), shares / changes)
