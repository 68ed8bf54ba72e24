"""A change explained: its parts by step, and the data part by indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import isnan

from anlan.evaluate.change.down import contributions
from anlan.evaluate.change.shapley import shapley, share
from anlan.evaluate.change.sides import STEPS, Between, Side
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput


@dataclass(frozen=True, slots=True)
class Change:
    """second − first = the sum of `parts`; the data part = the sum of `indicators`."""

    first: float
    second: float
    parts: Mapping[str, float]
    """By step: data, weights, framework, base, peers."""
    indicators: Mapping[str, float] | None
    """By indicator; none where a branch is made by Copeland, in which no unit stands alone."""

    @property
    def difference(self) -> float:
        """Points from the first to the second."""
        return self.second - self.first


def explained(
    first: Side, second: Side, crossed: Mapping[tuple[int, int], Study] | None = None
) -> Change:
    """Why the second score is not the first.

    `crossed`: see `Between`. BadInput where one of the scores, or one on the way between them, is
    not assessed.
    """
    between = Between(first, second, crossed)
    known: dict[frozenset[str], float] = {}

    def value(taken: frozenset[str]) -> float:
        score = known[taken] = between.state(taken).score()
        if isnan(score):
            side = {0: "the first score", len(STEPS): "the second score"}.get(
                len(taken), f"the score with the second's {', '.join(sorted(taken))}"
            )
            raise BadInput(
                f"{side} is not assessed, so the difference cannot be split",
                value=f"{first.node} of {first.unit} and {second.node} of {second.unit}",
                way_out="choose units and periods that have data for this node on both sides",
            )
        return score

    parts = shapley(value, STEPS)
    begin, end = known[frozenset()], known[frozenset(STEPS)]
    return Change(begin, end, parts, _of_data(between))


def _of_data(between: Between) -> dict[str, float] | None:
    """The data part by indicator: in every state of the other steps, as Shapley weighs it."""
    others = [step for step in STEPS if step != "data"]
    found: dict[str, float] = {}
    for size in range(len(others) + 1):
        for taken in map(frozenset, combinations(others, size)):
            before, after = between.state(taken), between.state(taken | {"data"})
            if any(branch.way == "copeland" for branch in before.tree.branches):
                return None
            added = contributions(before.tree, before.values[0], after.values[0], before.node)
            for indicator, amount in added.items():
                found[indicator] = found.get(indicator, 0.0) + share(size, len(STEPS)) * amount
    return found
