"""Where a score comes from: the node, its parts, each measure's steps, and the cells behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from anlan.evaluate.declaration.framework import ROOT, Framework, Node
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.declaration.source import Column
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.build import Built
from anlan.evaluate.study.study import Study, study_of
from anlan.evaluate.tables.data import panel_of_table, table_of
from anlan.evaluate.tables.files import FILE, ROW
from anlan.standards.errors import NotFound
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class CellRead:
    """A cell of a table, as it was written."""

    column: str
    file: str
    row: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Traced:
    """One node of one unit in one period, with all that is below it.

    `share`: of the parent's weight over what is present. `steps`: the value of a measure after
    each step. A measure fed by tables has `cells`, one of a deployment a `query` and `records`.
    """

    node: str
    title: Title
    score: float | None
    rank: int | None
    coverage: float
    share: float | None
    steps: dict[str, float | None]
    cells: tuple[CellRead, ...]
    parts: tuple[Traced, ...]
    query: str | None = None
    """Of a measure of a deployment: the query as declared."""
    records: tuple[str, ...] = ()
    """A page of the ids of the records behind it, of `total`."""
    total: int = 0


def trace(
    framework: Framework,
    data: Sequence[Path],
    unit: str,
    *,
    period: str | None = None,
    node: str = ROOT,
) -> Traced:
    """The lineage of a score down to the cells. NotFound for a node, unit or period there is not;
    no period: the latest the unit has."""
    table = table_of(framework, data)
    study = study_of(framework, panel_of_table(framework, table))
    built = study.build()
    if node != ROOT:
        framework.part(node)
    at = _row(built, unit, period)
    said = framework.data
    same = (pl.col(said.unit) == unit) & (pl.col(said.period) == built.panel.periods[at])
    return _Trace(study, built, built.ranks(), at, table.filter(same)).of(node, None)


def _row(built: Built, unit: str, period: str | None) -> int:
    panel = built.panel
    of_unit = [n for n, name in enumerate(panel.units) if name == unit]
    if not of_unit:
        raise NotFound(
            "no such unit is scored",
            value=unit,
            way_out="it was screened out; loosen `screen` in the recipe"
            if unit in {name.split(" ")[0] for name in built.screened}
            else f"use one of {', '.join(sorted(set(panel.units))[:20])}",
        )
    if period is None:
        return of_unit[-1]
    for n in of_unit:
        if panel.periods[n] == period:
            return n
    raise NotFound(
        "the unit has no row in that period",
        value=period,
        way_out=f"use one of {', '.join(panel.periods[n] for n in of_unit)}",
    )


@dataclass(frozen=True, slots=True)
class _Trace:
    study: Study
    built: Built
    ranks: Floats
    at: int
    row: pl.DataFrame

    def of(self, node: str, share: float | None) -> Traced:
        framework, built, at = self.study.framework, self.built, self.at
        part = framework if node == ROOT else framework.part(node)
        place, measure = built.tree.place[node], isinstance(part, Measure)
        weights = {
            child: weight
            for branch in built.tree.branches
            for child, weight in zip(branch.children, branch.weights, strict=True)
        }
        shares = shares_of(part, weights, self._scored)
        rank = self.ranks[at, place]
        steps = built.steps.items() if measure else ()
        return Traced(
            node,
            part.title,
            _known(built.scores, at, place),
            None if np.isnan(rank) else int(rank),
            float(built.coverage[at, place]),
            share,
            {name: _known(table, at, place) for name, table in steps},
            tuple(_cells(part, self.row)) if isinstance(part, Measure) else (),
            tuple(self.of(child.id, shares.get(child.id)) for child in part.parts),
        )

    def _scored(self, node: str) -> bool:
        return not np.isnan(self.built.scores[self.at, self.built.tree.place[node]])


def shares_of(
    part: Framework | Node | Measure,
    weights: Mapping[str, float],
    scored: Callable[[str], bool],
) -> dict[str, float]:
    """The weights of a branch's parts over those that have a score, summing to 1."""
    present = {
        each.id: weights[each.id] for each in part.parts if each.id in weights and scored(each.id)
    }
    total = sum(present.values())
    return {id: weight / total for id, weight in present.items()} if total else {}


def _cells(measure: Measure, row: pl.DataFrame) -> list[CellRead]:
    source = measure.source
    if not isinstance(source, Column):
        return []
    names = (source.column, source.of, source.error, measure.denominator)
    return [
        CellRead(name, row[FILE][0], int(row[ROW][0]), row[name][0])
        for name in names
        if name is not None
    ]


def _known(table: Floats, at: int, place: int) -> float | None:
    value = float(table[at, place])
    return None if np.isnan(value) else value
