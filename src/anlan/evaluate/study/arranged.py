"""A framework as the method takes it: a tree of branches, indicators, and a recipe."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from anlan.evaluate.declaration.framework import ROOT, Framework, Node, deducts_only
from anlan.evaluate.declaration.measure import Deducts, Measure, MeasureKind
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.indicator import Guard, Indicator, Setting
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Aggregate, Normalise, Recipe
from anlan.evaluate.method.scale import EACH
from anlan.evaluate.method.tree import Branch, Tree

GOALPOSTS = Normalise(how="goalposts")
NOTHING = Normalise(how="none")
"""For a measure that is not collected: it has no values, and needs no goalposts yet."""


def tree_of(framework: Framework, weights: Mapping[str, tuple[float, ...]] | None = None) -> Tree:
    """Leaves in the order they are declared, every branch after its parts, ROOT last.

    `weights`: for some branches those of their parts, instead of the declared ones.
    """
    leaves = tuple(part.id for _, part in framework.walk() if isinstance(part, Measure))
    return Tree(
        leaves, tuple(_branches(framework, ROOT, framework.recipe.aggregate, weights or {}))
    )


def recipe_of(framework: Framework) -> Recipe:
    """The recipe; where it names no normalisation, goalposts if the framework sets any."""
    parts = (part for _, part in framework.walk() if isinstance(part, Measure))
    stated = "normalise" in framework.recipe.model_fields_set
    if stated or not any(part.goalposts for part in parts):
        return framework.recipe
    return framework.recipe.model_copy(update={"normalise": GOALPOSTS})


def indicators_of(framework: Framework) -> tuple[Indicator, ...]:
    """The leaves; see `settings_of` for the columns they name."""
    found: dict[str, Normalise | None] = {ROOT: framework.normalise}
    indicators = []
    for parent, part in framework.walk():
        found[part.id] = part.normalise or found[parent]
        if isinstance(part, Measure):
            indicators.append(_indicator(part, found[part.id]))
    return tuple(indicators)


ALONE = ("goalposts", "scaled", "none")
"""Normalisations that look at no other unit."""


def stands_alone(framework: Framework, measure: str) -> bool:
    """Whether the score of a value depends on that value only: no other unit, period or measure."""
    recipe = recipe_of(framework)
    (own,) = (each for each in indicators_of(framework) if each.id == measure)
    how = (own.normalise or recipe.normalise).how
    return how in ALONE and not (own.treat or recipe.treat or recipe.impute or own.guard)


def needs_all_periods(framework: Framework) -> bool:
    """Whether a period cannot be scored without the others."""
    recipe = recipe_of(framework)
    hows = {(each.normalise or recipe.normalise).how for each in indicators_of(framework)}
    treated = recipe.treat or any(each.treat for each in indicators_of(framework))
    along_time = recipe.impute is not None and recipe.impute.how in ("last", "constant", "linear")
    return bool(treated or along_time or (recipe.base != EACH and not hows <= set(ALONE)))


def settings_of(framework: Framework, panel: Panel) -> dict[str, Floats]:
    """Goalposts and targets that differ by group or period, as columns beside the indicators."""
    columns: dict[str, Floats] = {}
    for _, part in framework.walk():
        if not isinstance(part, Measure):
            continue
        if (posts := part.goalposts) is not None and len(posts.all) > 1:
            pairs = [posts.of(_group(panel, n), panel.periods[n]) for n in _rows(panel)]
            columns[_floor(part)] = np.array([each.floor for each in pairs])
            columns[_target(part)] = np.array([each.target for each in pairs])
        if (targets := part.targets) is not None and (targets.by_group or targets.by_period):
            goals = [targets.of(_group(panel, n), panel.periods[n]) for n in _rows(panel)]
            columns[_goal(part)] = np.array(goals)
    return columns


def _branches(
    part: Framework | Node,
    id: str,
    above: Aggregate,
    weights: Mapping[str, tuple[float, ...]],
) -> Iterator[Branch]:
    how = part.aggregate or above
    for child in part.parts:
        if isinstance(child, Node):
            yield from _branches(child, child.id, how, weights)
    weighed = [child for child in part.parts if not deducts_only(child)]
    yield Branch(
        id,
        tuple(child.id for child in weighed),
        weights.get(id) or tuple(child.weight.value for child in weighed),
        how.how,
        how.power,
        how.threshold,
        tuple(child.id for child in part.parts if deducts_only(child)),
    )


def _indicator(measure: Measure, normalise: Normalise | None) -> Indicator:
    posts = measure.goalposts
    ends: tuple[Setting, Setting] | None = None
    if posts is not None:
        varied = len(posts.all) > 1
        ends = (_floor(measure), _target(measure)) if varied else (posts.floor, posts.target)
    if measure.source is None:
        normalise = NOTHING
    elif measure.deducts is not None:
        ends = (measure.deducts.most / measure.deducts.slope, 0.0)
        normalise = _losing(measure.deducts, measure.kind)
    targets = measure.targets
    varied = targets is not None and bool(targets.by_group or targets.by_period)
    return Indicator(
        measure.id,
        1 if measure.direction == "positive" else -1,
        measure.denominator,
        _goal(measure) if varied else targets.value if targets else None,
        ends,
        measure.treat,
        normalise,
        _guard(measure),
    )


def _losing(deducts: Deducts, kind: MeasureKind) -> Normalise:
    """Points lost in proportion to the value: goalposts from the most that can be lost to none."""
    full = 0.0 if kind is MeasureKind.DEDUCTION else 100.0
    return Normalise(how="goalposts", low=full - deducts.most, high=full)


def _guard(measure: Measure) -> Guard | None:
    said = measure.guard
    if said is None or said.measure is None:
        return None
    least = -math.inf if said.at_least is None else said.at_least
    return Guard(said.measure, least, math.inf if said.at_most is None else said.at_most)


def _rows(panel: Panel) -> range:
    return range(len(panel.units))


def _group(panel: Panel, row: int) -> Callable[[str], str | None]:
    """What grouping says of a row; a grouping that the data lack says nothing."""
    return lambda grouping: panel.groups[grouping][row] if grouping in panel.groups else None


def _floor(measure: Measure) -> str:
    return f"{measure.id} floor"


def _target(measure: Measure) -> str:
    return f"{measure.id} full"


def _goal(measure: Measure) -> str:
    return f"{measure.id} target"
