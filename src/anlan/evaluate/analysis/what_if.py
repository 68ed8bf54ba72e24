"""What if: other weights or other values, and the scores and ranks that come of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.method.build import Built
from anlan.evaluate.method.tree import Tree
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that could be another: a unit's measure in a period, as measured."""

    unit: str
    measure: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A unit in a period, before and after."""

    unit: str
    period: str
    score: float | None
    new_score: float | None
    rank: float | None
    new_rank: float | None


def supposed(
    study: Study,
    *,
    weights: Mapping[str, float] | None = None,
    values: Mapping[Cell, float] | None = None,
) -> Study:
    """The study with other weights (by node, among its siblings) and other values.

    A supposed value is exact: it has no interval. NotFound for a node, unit or measure that is
    not there, BadInput for a weight below 0 or a branch left without any.
    """
    tree = _reweighed(study, weights or {})
    panel = study.panel
    if values:
        tables = [each.copy() for each in (panel.values, *(panel.ends or ()))]
        for cell, value in values.items():
            for table in tables:
                table[_row(study, cell), _column(study, cell.measure)] = value
        panel = replace(
            panel, values=tables[0], ends=(tables[1], tables[2]) if panel.ends else None
        )
    return replace(study, tree=tree, panel=panel)


def outcomes(study: Study, other: Study, *, node: str = ROOT) -> list[Outcome]:
    """Every unit under a study and under a supposed one."""
    study.require(node)
    before, after = _by_row(study.build(), node), _by_row(other.build(), node)
    nothing = (None, None)
    return [
        Outcome(unit, period, *_alternate(before.get(key, nothing), after.get(key, nothing)))
        for key in sorted(before.keys() | after.keys(), key=lambda key: (key[1], key[0]))
        for unit, period in (key,)
    ]


Pair = tuple[float | None, float | None]


def _alternate(before: Pair, after: Pair) -> tuple[float | None, ...]:
    return before[0], after[0], before[1], after[1]


def _by_row(built: Built, node: str) -> dict[tuple[str, str], Pair]:
    place = built.tree.place[node]
    scores, ranks = built.scores[:, place].tolist(), built.ranks()[:, place].tolist()
    keys = zip(built.panel.units, built.panel.periods, strict=True)
    return {
        key: (None if isnan(score) else score, None if isnan(rank) else rank)
        for key, score, rank in zip(keys, scores, ranks, strict=True)
    }


def _reweighed(study: Study, weights: Mapping[str, float]) -> Tree:
    tree = study.tree
    weighed = {child for branch in tree.branches for child in branch.children}
    for node, weight in weights.items():
        if node not in weighed:
            raise NotFound(
                "no node with a weight has this id",
                value=node,
                way_out=f"use one of {', '.join(sorted(weighed)[:12])} …",
            )
        if not weight >= 0 or np.isinf(weight):
            raise BadInput(
                "a weight is 0 or more", place=node, value=weight, way_out="0 leaves a node out"
            )
    branches = []
    for branch in tree.branches:
        given = zip(branch.children, branch.weights, strict=True)
        changed = tuple(weights.get(child, weight) for child, weight in given)
        if branch.children and sum(changed) == 0:
            raise BadInput(
                "no part of this branch would have a weight",
                place=branch.id,
                way_out="leave the branch itself out: give it the weight 0",
            )
        branches.append(replace(branch, weights=changed))
    return Tree(tree.leaves, tuple(branches))


def _row(study: Study, cell: Cell) -> int:
    for n, key in enumerate(zip(study.panel.units, study.panel.periods, strict=True)):
        if key == (cell.unit, cell.period):
            return n
    raise NotFound(
        "no such unit in this period",
        value=f"{cell.unit} {cell.period}".strip(),
        way_out=f"use one such as {study.panel.units[0]} {study.panel.periods[0]}".strip(),
    )


def _column(study: Study, measure: str) -> int:
    if measure not in study.panel.indicators:
        raise NotFound(
            "no such measure",
            value=measure,
            way_out=f"use one of {', '.join(study.panel.indicators[:12])} …",
        )
    return study.panel.indicators.index(measure)
