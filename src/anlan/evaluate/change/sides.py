"""The two sides of a difference, and every state between them.

A state takes each of five steps from one side or the other:

data: the unit's own values · weights · framework: its version, that is structure and recipe ·
base: which rows set the scale, and the goalposts and targets that hold · peers: the values of
those rows

The unit is scored beside the peers of a state, not among them, so its own values do not move the
scale it is measured on. In the two states that are the sides themselves it is one of them, and
the score is the score that was built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from anlan.evaluate.method.arrays import Floats, Ints
from anlan.evaluate.method.ends import through
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.scale import ALL, EACH, normalised
from anlan.evaluate.method.tree import Tree
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput, NotFound

STEPS = ("data", "weights", "framework", "base", "peers")
SCALE = "scale"


@dataclass(frozen=True)
class Side:
    """A unit in a period of a study."""

    study: Study
    unit: str
    period: str
    node: str

    @cached_property
    def row(self) -> int:
        """Where it is among the rows that were scored."""
        return row_of(self.study, self.unit, self.period)


def row_of(study: Study, unit: str, period: str) -> int:
    """The row of a unit in a period; NotFound where it has none that was scored."""
    panel = study.build().panel
    for n, (one, when) in enumerate(zip(panel.units, panel.periods, strict=True)):
        if one == unit and when == period:
            return n
    raise NotFound(
        "no such row was scored",
        value=f"{unit} {period}".strip(),
        way_out=f"name a unit such as {panel.units[0]} and a period such as {panel.periods[0] or '(none)'}",
    )


@dataclass(frozen=True)
class State:
    """A row of normalised values under a tree; for Copeland among the rows it is compared with."""

    tree: Tree
    values: Floats
    """[rows, leaves]"""
    row: int
    node: str

    def score(self) -> float:
        """The score of the node."""
        return float(self.tree.scores(self.values)[self.row, self.tree.place[self.node]])


class Between:
    """All states between two sides.

    `crossed` [framework of, data of] has the studies of one side's framework over the other
    side's data; it may be left out where both sides have one framework.
    """

    def __init__(
        self, first: Side, second: Side, crossed: Mapping[tuple[int, int], Study] | None = None
    ) -> None:
        self.sides = (first, second)
        own = {(0, 0): first.study, (1, 1): second.study}
        same = {(0, 1): second.study, (1, 0): first.study}
        self._studies = own | dict(same if crossed is None else crossed)
        self._leaves: dict[tuple[int, int, int, int], Floats] = {}

    def state(self, taken: frozenset[str]) -> State:
        """The state in which these steps are as on the second side."""
        data, weights, framework, base, peers = (int(step in taken) for step in STEPS)
        tree = self._tree(framework, weights)
        own = self._own(data, framework, base, peers)
        node = self.sides[framework].node
        if not any(branch.way == "copeland" for branch in tree.branches):
            return State(tree, own, 0, node)
        study, row = self._studies[framework, peers], self._row(framework, peers)
        values = normalised(
            study.build().panel,
            study.build().steps["treated"] * _directions(study),
            study.indicators,
            study.recipe.model_copy(update={"base": self._base(base)}),
        )
        values[row] = own[0]
        return State(tree, values, row, node)

    def _base(self, side: int) -> str:
        return self._studies[side, side].recipe.base

    def _row(self, framework: int, side: int) -> int:
        of = self.sides[side]
        return row_of(self._studies[framework, side], of.unit, of.period)

    def _tree(self, framework: int, weights: int) -> Tree:
        """The tree of one side with the weights of the other, where that has the node."""
        tree = self._studies[framework, framework].tree
        own, other = _shares(tree), _shares(self._studies[weights, weights].tree)
        if own == own | {child: other[child] for child in own.keys() & other.keys()}:
            return tree  # not even rounding sets the two apart
        return Tree(
            tree.leaves,
            tuple(
                replace(b, weights=tuple(other.get(child, own[child]) for child in b.children))
                for b in tree.branches
            ),
        )

    def _own(self, data: int, framework: int, base: int, peers: int) -> Floats:
        """The normalised values of the unit, [1, leaves]."""
        key = data, framework, base, peers
        if key not in self._leaves:
            mine, others = self._studies[framework, data], self._studies[framework, peers]
            built, rows = others.build(), self._scale_rows(framework, base, peers)
            x = mine.build().steps["imputed"][[self._row(framework, data)]]
            x = through(x, built.steps["imputed"], built.steps["treated"])
            upwards = np.concatenate([built.steps["treated"][rows], x]) * _directions(others)
            panel = self._beside(framework, base, peers, rows)
            recipe = others.recipe.model_copy(update={"base": SCALE})
            self._leaves[key] = normalised(panel, upwards, others.indicators, recipe)[-1:]
        return self._leaves[key]

    def _scale_rows(self, framework: int, base: int, peers: int) -> Ints:
        panel, rule = self._studies[framework, peers].build().panel, self._base(base)
        period = self.sides[peers].period if rule == EACH else rule
        rows = np.arange(len(panel.units))
        if rule != ALL:
            rows = rows[np.array([each == period for each in panel.periods], np.bool_)]
        if not len(rows):
            raise BadInput(
                "the peers have no such period to set the scale",
                place="base",
                value=period,
                way_out="give the data of that period too, or use one base on both sides",
            )
        peers_of_it = panel.peers(rows)
        if not len(peers_of_it):
            raise BadInput(
                "nothing but the whole is scored, so no peers set a scale",
                place="peers",
                way_out="give units beside it: the areas of a deployment, or rows of a table",
            )
        return peers_of_it

    def _beside(self, framework: int, base: int, peers: int, rows: Ints) -> Panel:
        """The peers that set the scale and, last, the unit with the goalposts of the base."""
        study, own = self._studies[framework, peers], self._studies[framework, base]
        panel, row = study.build().panel, self._row(framework, base)
        named = {
            name
            for each in study.indicators
            for name in (*(each.posts or ()), each.target)
            if isinstance(name, str)
        }
        return Panel(
            (*(panel.units[n] for n in rows), self.sides[base].unit),
            (*[SCALE] * len(rows), ""),
            panel.indicators,
            np.empty((len(rows) + 1, len(panel.indicators))),
            {},
            {
                name: np.append(panel.beside[name][rows], own.build().panel.beside[name][row])
                for name in named
            },
        )


def _directions(study: Study) -> Floats:
    return np.array([each.direction for each in study.indicators], np.float64)


def _shares(tree: Tree) -> dict[str, float]:
    """Weights among siblings, summing to 1."""
    return {
        child: weight / sum(branch.weights)
        for branch in tree.branches
        for child, weight in zip(branch.children, branch.weights, strict=True)
    }
