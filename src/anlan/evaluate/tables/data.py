"""The panel of a framework from tables, every cell that cannot be what it says refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import polars as pl

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.declaration.source import Column
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.intervals import FEWEST, Z, wilson
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.tables.files import FILE, ROW, is_numeric, numbers, read_tables
from anlan.standards.errors import BadInput


def read_panel(framework: Framework, paths: Sequence[Path]) -> Panel:
    """Rows by period and unit, columns by the ids of the measures.

    BadInput for a column that is not there, text in numbers, a unit twice in a period, a row
    without a unit, a group nobody is in.
    """
    return panel_of_table(framework, table_of(framework, paths))


def table_of(framework: Framework, paths: Sequence[Path]) -> pl.DataFrame:
    """The tables as one, in the order of the panel, each unit once in a period."""
    return ordered(framework, read_tables(paths, (framework.data.unit, framework.data.period)))


def ordered(framework: Framework, table: pl.DataFrame) -> pl.DataFrame:
    """A table of text in the order of the panel, checked to have each unit once in a period."""
    said = framework.data
    _need(table, said.unit, "data.unit")
    if said.period not in table.columns:
        if "period" in said.model_fields_set:
            _need(table, said.period, "data.period")
        table = table.with_columns(pl.lit("").alias(said.period))
    for column in (said.unit, said.period):
        nameless = table.filter(table[column].is_null())
        if len(nameless):
            raise BadInput(
                f"a row without a {column}",
                place=f"{nameless[FILE][0]}, row {nameless[ROW][0]}",
                way_out="say whom it is about, or take it out",
            )
    twice = table.filter(table.select(said.unit, said.period).is_duplicated())
    if len(twice):
        again = twice.filter(pl.col(said.unit) == twice[said.unit][0])
        raise BadInput(
            "two rows for one unit in one period",
            place=f"{again[FILE][1]}, row {again[ROW][1]}",
            value=f"{again[said.unit][0]} {again[said.period][0]}".strip(),
            way_out=f"keep one of them; the first is in row {again[ROW][0]}",
        )
    return table.sort(said.period, said.unit)


def panel_of_table(framework: Framework, table: pl.DataFrame) -> Panel:
    """The panel of a table of text."""
    said, columns = framework.data, framework.columns
    if not columns:
        raise BadInput(
            "no measure of the framework is fed by a column",
            place=framework.id,
            way_out="give measures `source: {column: …}`, or score it in a deployment: "
            "`anlan index compute`",
        )
    _check_columns(framework, table)
    measured = {id: _measured(table, column) for id, column in columns.items()}
    used = {said.unit, said.period, ROW, FILE}
    used |= {name for c in columns.values() for name in (c.column, c.of, c.error) if name}
    free = [name for name in table.columns if name not in used]
    dividing = {m.denominator for m in framework.measures.values() if m.denominator is not None}
    beside = sorted(dividing | {name for name in free if is_numeric(table, name)})
    grouped = said.groups or [name for name in free if name not in beside]
    grouped = [*grouped, *([said.name] if said.name and said.name not in grouped else [])]
    groups = {name: tuple(table[name].to_list()) for name in grouped}
    _check_groups(framework, groups)
    values, lows, highs = (
        np.stack([column[n] for column in measured.values()], axis=1) for n in range(3)
    )
    return Panel(
        tuple(table[said.unit]),
        tuple(table[said.period]),
        tuple(columns),
        values,
        groups,
        {name: numbers(table, name) for name in beside},
        None if np.isnan(lows).all() else (lows, highs),
    )


def _measured(table: pl.DataFrame, source: Column) -> tuple[Floats, Floats, Floats]:
    """Values and their interval; NaN where it has none."""
    x = numbers(table, source.column)
    if source.of is not None:
        return _shares(table, source, x, numbers(table, source.of))
    if source.error is not None:
        half = Z * numbers(table, source.error)
        return x, x - half, x + half
    nothing = np.full(len(x), np.nan)
    return x, nothing, nothing


def _shares(
    table: pl.DataFrame, source: Column, hits: Floats, of: Floats
) -> tuple[Floats, Floats, Floats]:
    """Per cent with Wilson's interval; nothing below FEWEST."""
    wrong = np.flatnonzero((hits < 0) | (hits > of))
    if len(wrong):
        n = int(wrong[0])
        raise BadInput(
            f"{source.column}: a share of {source.of} lies between none and all of it",
            place=f"{table[FILE][n]}, row {table[ROW][n]}",
            value=f"{hits[n]:g} of {of[n]:g}",
            way_out="mend the counts",
        )
    enough = (of >= FEWEST) & ~np.isnan(hits)
    ends = [
        wilson(h, n) if ok else (np.nan, np.nan) for h, n, ok in zip(hits, of, enough, strict=True)
    ]
    share = np.where(enough, 100 * hits / np.where(of > 0, of, 1), np.nan)
    low, high = (100 * np.array([end[side] for end in ends]) for side in (0, 1))
    return share, low, high


def _check_columns(framework: Framework, table: pl.DataFrame) -> None:
    for _, part in framework.walk():
        if isinstance(part, Measure):
            _check_measure(part, table)
    for name in framework.data.groups or ():
        _need(table, name, "data.groups")
    if framework.data.name is not None:
        _need(table, framework.data.name, "data.name")


def _check_measure(measure: Measure, table: pl.DataFrame) -> None:
    if isinstance(measure.source, Column):
        for name in (measure.source.column, measure.source.of, measure.source.error):
            if name is not None:
                _need(table, name, f"measure {measure.id}")
    if measure.denominator is not None:
        _need(table, measure.denominator, f"measure {measure.id}, denominator")
        numbers(table, measure.denominator)


def _check_groups(framework: Framework, groups: Mapping[str, tuple[str | None, ...]]) -> None:
    """A group nobody is in is a slip of the pen: its goalposts would silently not hold."""
    for measure, grouping, group in _named_groups(framework):
        if grouping not in groups or group not in groups[grouping]:
            known = sorted({name for name in groups.get(grouping, ()) if name}) or sorted(groups)
            raise BadInput(
                f"no unit is in this group of {grouping}"
                if grouping in groups
                else f"the data have no grouping {grouping}",
                place=f"measure {measure}",
                value=group,
                way_out=f"use one of {', '.join(known) or 'none there is'}",
            )


def _named_groups(framework: Framework) -> Iterator[tuple[str, str, str]]:
    for _, part in framework.walk():
        if isinstance(part, Measure):
            posts = part.goalposts.groupings if part.goalposts else {}
            goals = part.targets.by_group if part.targets else {}
            for said in (posts, goals):
                for grouping, some in said.items():
                    yield from ((part.id, grouping, group) for group in some)


def _need(table: pl.DataFrame, column: str, place: str) -> None:
    if column in table.columns:
        return
    known = [name for name in table.columns if name not in (ROW, FILE)]
    near = get_close_matches(column, known, n=3)
    raise BadInput(
        f"the data have no column {column}",
        place=place,
        value=column,
        way_out=f"did you mean {' or '.join(near)}?" if near else f"they have {', '.join(known)}",
    )
