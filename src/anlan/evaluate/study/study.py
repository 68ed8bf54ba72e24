"""A study: one framework over one panel, ready to be built, varied and explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.build import Built, build
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Recipe
from anlan.evaluate.method.tree import Tree
from anlan.evaluate.study.arranged import indicators_of, recipe_of, settings_of, tree_of
from anlan.evaluate.weights.declared import weighed
from anlan.evaluate.weights.found import Found
from anlan.standards.declaration import read_declaration
from anlan.standards.errors import NotFound


@dataclass(frozen=True)
class Study:
    """What the method needs, all from one framework and its data. Node ids are those of the
    framework; the whole is ROOT."""

    framework: Framework
    panel: Panel
    """Columns by the ids of the measures."""
    indicators: tuple[Indicator, ...]
    tree: Tree
    recipe: Recipe
    found: Mapping[str, Found] = field(default_factory=dict)
    """How weights were found that the framework does not give as numbers, by branch."""

    def build(self) -> Built:
        """Every step and the scores; computed once."""
        return self._built

    def require(self, node: str) -> None:
        """NotFound where there is no such node."""
        if node not in self.tree.place:
            known = list(self.tree.place)
            raise NotFound(
                "no such node",
                place=f"{self.framework.id} {self.framework.version}",
                value=node,
                way_out=f"use {known[-1]}, or an id of the framework such as {known[0]}",
            )

    @cached_property
    def _built(self) -> Built:
        return build(self.panel, self.indicators, self.tree, self.recipe)


def read_study(framework: Path | str, data: Path | str | Sequence[Path | str]) -> Study:
    """The study of a framework file over tables: see `read_panel`.

    BadDeclaration or BadInput, with place and way out, where one of them cannot be what it says.
    """
    from anlan.evaluate.tables.data import read_panel

    declared = read_framework(framework)
    paths = [Path(data)] if isinstance(data, (str, Path)) else [Path(each) for each in data]
    return study_of(declared, read_panel(declared, paths))


def read_framework(path: Path | str) -> Framework:
    """The framework in a YAML file; BadDeclaration with line and column where it is wrong."""
    return read_declaration(Path(path), Framework)


def study_of(framework: Framework, panel: Panel) -> Study:
    """The study of a framework over a panel that has a column for every collected measure."""
    indicators = indicators_of(framework)
    ids = tuple(each.id for each in indicators)
    whole = replace(
        panel,
        indicators=ids,
        values=_columns(panel, panel.values, ids),
        beside={**panel.beside, **settings_of(framework, panel)},
        ends=None
        if panel.ends is None
        else (_columns(panel, panel.ends[0], ids), _columns(panel, panel.ends[1], ids)),
    )
    recipe, given = recipe_of(framework), tree_of(framework)
    tree, found = weighed(
        framework, given, lambda: build(whole, indicators, given, recipe).steps["normalised"]
    )
    return Study(framework, whole, indicators, tree, recipe, found)


def _columns(panel: Panel, values: Floats, ids: Sequence[str]) -> Floats:
    """The columns of some indicators; nothing is known of those the panel lacks."""
    place = {id: n for n, id in enumerate(panel.indicators)}
    nothing = np.full(len(panel.units), np.nan)
    return np.stack([values[:, place[id]] if id in place else nothing for id in ids], axis=1)
