"""Replications: what was decided in each, in the open, so that any of them can be run again.

A file of replications has one JSON object a line, with only what differs from the framework:
`recipe` (steps), `aggregation` (by branch), `weights` (by node, among its siblings), `goalposts`
(by indicator, as measured). Numbers are written so that they read back to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import orjson
from pydantic import Field as Bounded, ValidationError

from anlan.evaluate.method.arrays import Floats, Ints
from anlan.evaluate.method.recipe import Impute, Normalise, Recipe, Treat
from anlan.evaluate.method.tree import Tree, Way
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.kinds import Declaration


class Steps(Declaration):
    """The steps of a recipe that replications may differ in."""

    impute: Impute | None = None
    treat: Treat | None = None
    normalise: Normalise = Recipe().normalise
    base: str = Recipe().base


@dataclass(frozen=True, slots=True)
class Setting:
    """What replications may share: steps of the recipe and ways to aggregate."""

    steps: tuple[tuple[str, Any], ...] = ()
    ways: tuple[tuple[str, Way], ...] = ()

    def recipe(self, nominal: Recipe) -> Recipe:
        """The recipe with these steps in place."""
        return nominal.model_copy(update=dict(self.steps))


@dataclass(frozen=True, slots=True)
class Replications:
    """Decisions of many replications; what is not named is as the framework has it."""

    settings: tuple[Setting, ...]
    setting: Ints
    """Which of the settings each has, [replications]."""
    weights: Mapping[str, Floats] = field(default_factory=dict)
    """By branch those of its children, [replications, children]."""
    goalposts: Mapping[str, Floats] = field(default_factory=dict)
    """By indicator, [replications, 2]."""

    def __len__(self) -> int:
        return len(self.setting)

    def some(self, rows: Ints) -> Replications:
        """Some of them, in this order."""
        return Replications(
            self.settings,
            self.setting[rows],
            {branch: each[rows] for branch, each in self.weights.items()},
            {indicator: each[rows] for indicator, each in self.goalposts.items()},
        )

    def alike(self) -> Iterator[tuple[Setting, Ints]]:
        """Replications by the setting they share."""
        for n, setting in enumerate(self.settings):
            if len(rows := np.flatnonzero(self.setting == n)):
                yield setting, rows

    def lines(self, tree: Tree) -> Iterator[bytes]:
        """As a file has them."""
        children = {branch.id: branch.children for branch in tree.branches}
        shared = [_plain(setting) for setting in self.settings]
        weights = [
            (children[branch], each.tolist()) for branch, each in sorted(self.weights.items())
        ]
        posts = [(id, each.tolist()) for id, each in sorted(self.goalposts.items())]
        for n, setting in enumerate(self.setting.tolist()):
            line: dict[str, Any] = {"replication": n + 1, **shared[setting]}
            if weights:
                line["weights"] = {
                    node: weight
                    for nodes, each in weights
                    for node, weight in zip(nodes, each[n], strict=True)
                }
            if posts:
                line["goalposts"] = {id: each[n] for id, each in posts}
            yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


class Line(Declaration):
    """One line of a file of replications."""

    replication: int = 0
    recipe: Steps = Steps()
    aggregation: dict[str, Way] = {}
    weights: dict[str, Annotated[float, Bounded(ge=0)]] = {}
    goalposts: dict[str, tuple[float, float]] = {}


def read_replications(file: Path, tree: Tree) -> Replications:
    """The replications of a file.

    NotFound when there is no such file; BadInput naming the line that is not one.
    """
    try:
        text = file.read_bytes()
    except OSError:
        raise NotFound("cannot read it", place=str(file), way_out="check the path") from None
    lines: list[Line] = []
    for n, each in enumerate(text.splitlines(), 1):
        try:
            lines.append(Line.model_validate_json(each, strict=True))
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput(
                f"not a replication: {first['msg']}",
                place=f"{file}:{n} {'.'.join(map(str, first['loc']))}",
                way_out="take a file that `anlan index uncertainty --keep FILE` wrote as a pattern",
            ) from None
    _require_known(lines, tree, str(file))
    return _together(lines, tree)


def _together(lines: Sequence[Line], tree: Tree) -> Replications:
    each = [_setting(line) for line in lines]
    settings = list(dict.fromkeys(each))
    place = {setting: n for n, setting in enumerate(settings)}
    weights = {}
    for branch in tree.branches:
        if any(child in line.weights for line in lines for child in branch.children):
            given = list(zip(branch.children, branch.weights, strict=True))
            weights[branch.id] = np.array(
                [[line.weights.get(child, weight) for child, weight in given] for line in lines],
                np.float64,
            )
    ids = {id for line in lines for id in line.goalposts}
    posts = {
        id: np.array([line.goalposts.get(id, (np.nan, np.nan)) for line in lines], np.float64)
        for id in sorted(ids)
    }
    which = np.array([place[setting] for setting in each], np.int64)
    return Replications(tuple(settings), which, weights, posts)


def _setting(line: Line) -> Setting:
    said = line.recipe.model_fields_set
    return Setting(
        tuple((step, getattr(line.recipe, step)) for step in sorted(said)),
        tuple(sorted(line.aggregation.items())),
    )


def _plain(setting: Setting) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if setting.steps:
        plain["recipe"] = {
            step: value.model_dump() if isinstance(value, Declaration) else value
            for step, value in setting.steps
        }
    if setting.ways:
        plain["aggregation"] = dict(setting.ways)
    return plain


def _require_known(lines: Iterable[Line], tree: Tree, place: str) -> None:
    branches = {branch.id for branch in tree.branches}
    for line in lines:
        unknown = (
            set(line.weights) - set(tree.place)
            | set(line.aggregation) - branches
            | set(line.goalposts) - set(tree.leaves)
        )
        if unknown:
            raise BadInput(
                "the framework has no such node",
                place=f"{place}:{line.replication}",
                value=", ".join(sorted(unknown)),
                way_out="replay it with the framework it was made with",
            )
