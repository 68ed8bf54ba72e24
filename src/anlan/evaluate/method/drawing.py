"""Drawing: points in [0, 1) made into decisions, by the choices they are about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from anlan.evaluate.method.arrays import Floats, Ints
from anlan.evaluate.method.choices import (
    Aggregation,
    Choice,
    Goalposts,
    Removal,
    Step,
    Weights,
    label,
    on_tree,
)
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.replications import Replications, Setting
from anlan.evaluate.method.tree import Tree, Way
from anlan.standards.errors import BadDeclaration


def columns(choices: Sequence[Choice], tree: Tree, indicators: Sequence[Indicator]) -> list[slice]:
    """Which coordinates of a point each choice takes."""
    found, begin = [], 0
    for choice in choices:
        end = begin + _width(choice, tree, indicators)
        found.append(slice(begin, end))
        begin = end
    return found


def drawn(
    points: Floats, choices: Sequence[Choice], tree: Tree, indicators: Sequence[Indicator]
) -> Replications:
    """What the points [replications, width] decide."""
    weights: dict[str, Floats] = {}
    goalposts: dict[str, Floats] = {}
    picks: list[Ints] = []
    stepwise: list[Step | Aggregation] = []
    for choice, at in zip(choices, columns(choices, tree, indicators), strict=True):
        u = points[:, at]
        match choice:
            case Weights() | Removal():
                _weigh(weights, u, choice, tree)
            case Goalposts():
                goalposts |= _posts(u, choice, indicators)
            case _:
                on_tree(choice, tree)
                picks.append(_pick(u, len(choice.options)))
                stepwise.append(choice)
    which, settings = _settings(picks, stepwise, tree, len(points))
    return Replications(settings, which, weights, goalposts)


def _width(choice: Choice, tree: Tree, indicators: Sequence[Indicator]) -> int:
    if isinstance(choice, Goalposts):
        return 2 * len(_movable(choice, indicators))
    if isinstance(choice, Weights) and choice.sets is None:
        named = set(on_tree(choice, tree))
        return sum(len(branch.children) for branch in tree.branches if branch.id in named)
    return 1


def _pick(u: Floats, options: int) -> Ints:
    return (u[:, 0] * options).astype(np.int64)


def _weigh(weights: dict[str, Floats], u: Floats, choice: Weights | Removal, tree: Tree) -> None:
    """Put the weights a choice decides over those decided before it."""
    named, begin = set(on_tree(choice, tree)), 0
    for branch in tree.branches:
        if branch.id not in named:
            continue
        given = weights.get(branch.id)
        if given is None:
            given = np.broadcast_to(
                np.array(branch.weights, np.float64), (len(u), len(branch.weights))
            )
        if isinstance(choice, Removal):
            weights[branch.id] = given * _kept(u, choice.nodes, branch.children)
        elif choice.sets is not None:
            weights[branch.id] = _of_sets(u, choice.sets, branch.children, given)
        else:
            end = begin + len(branch.children)
            weights[branch.id] = _varied(u[:, begin:end], choice, given)
            begin = end


def _varied(u: Floats, choice: Weights, given: Floats) -> Floats:
    if choice.noise is not None:
        return np.asarray(given * (1 + choice.noise * (2 * u - 1)))
    from scipy.special import gammaincinv

    # A Dirichlet draw is gamma draws over their sum; the quantile keeps one coordinate for each.
    total = given.sum(axis=-1, keepdims=True)
    shape = np.maximum((choice.dirichlet or 1.0) * given / total, 1e-300)
    drawn = np.where(given > 0, gammaincinv(shape, u), 0.0)
    return np.asarray(total * drawn / drawn.sum(axis=-1, keepdims=True))


def _of_sets(
    u: Floats, sets: Sequence[dict[str, float]], children: Sequence[str], given: Floats
) -> Floats:
    table = np.array([[each.get(child, np.nan) for child in children] for each in sets], np.float64)
    picked = table[_pick(u, len(sets))]
    return np.where(np.isnan(picked), given, picked)


def _kept(u: Floats, nodes: Sequence[str], children: Sequence[str]) -> Floats:
    """1 for a child that stays; the last option leaves out none."""
    place = {node: n for n, node in enumerate(nodes)}
    numbers = np.array([place.get(child, -1) for child in children])
    return np.asarray(_pick(u, len(nodes) + 1)[:, None] != numbers, np.float64)


def _movable(choice: Goalposts, indicators: Sequence[Indicator]) -> list[tuple[str, float, float]]:
    """The indicators that have two numbers as goalposts, with them."""
    found = []
    for each in indicators:
        if choice.indicators and each.id not in choice.indicators:
            continue
        match each.posts:
            case (float() | int() as low, float() | int() as high):
                found.append((each.id, float(low), float(high)))
    missing = set(choice.indicators) - {id for id, _, _ in found}
    if missing or not found:
        raise BadDeclaration(
            "there are no goalposts to vary",
            place=f"choice {label(choice)}",
            value=", ".join(sorted(missing)) or None,
            way_out="name indicators with one floor and one target, or leave this choice out",
        )
    return found


def _posts(u: Floats, choice: Goalposts, indicators: Sequence[Indicator]) -> dict[str, Floats]:
    found = {}
    for n, (id, low, high) in enumerate(_movable(choice, indicators)):
        off = choice.noise * (high - low) * (2 * u[:, 2 * n : 2 * n + 2] - 1)
        found[id] = np.array([low, high]) + off
    return found


def _settings(
    picks: Sequence[Ints], choices: Sequence[Step | Aggregation], tree: Tree, replications: int
) -> tuple[Ints, tuple[Setting, ...]]:
    if not picks:
        return np.zeros(replications, np.int64), (Setting(),)
    distinct, which = np.unique(np.stack(picks, axis=1), axis=0, return_inverse=True)
    settings = []
    for row in distinct.tolist():
        steps: dict[str, object] = {}
        ways: dict[str, Way] = {}
        for choice, n in zip(choices, row, strict=True):
            if isinstance(choice, Step):
                steps[choice.vary] = choice.options[n]
            else:
                ways |= dict.fromkeys(on_tree(choice, tree), choice.options[n])
        settings.append(
            Setting(
                tuple((step, steps[step]) for step in sorted(steps)), tuple(sorted(ways.items()))
            )
        )
    return which.reshape(-1), tuple(settings)
