"""Tables as a panel: CSV, Parquet or a workbook in, units in periods out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from anlan.evaluate.framework import Framework
from anlan.evaluate.measure import Measure
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.panel import Panel


def read_panel(framework: Framework, paths: Sequence[Path]) -> Panel:
    """The panel of tables, columns by the ids of the measures."""
    table = pl.read_csv(paths[0], infer_schema=False)
    said = framework.data
    if said.period not in table.columns:
        table = table.with_columns(pl.lit("").alias(said.period))
    table = table.sort(said.period, said.unit)
    columns = framework.columns
    measures = [m for _, m in framework.walk() if isinstance(m, Measure)]
    beside = {m.denominator for m in measures if m.denominator}
    used = {said.unit, said.period, said.name, *beside, *(c.column for c in columns.values())}
    groups = said.groups or [name for name in table.columns if name not in used]
    return Panel(
        tuple(table[said.unit]),
        tuple(table[said.period]),
        tuple(columns),
        np.stack([_numbers(table, each.column) for each in columns.values()], axis=1),
        {name: tuple(table[name]) for name in groups},
        {name: _numbers(table, name) for name in beside},
    )


def _numbers(table: pl.DataFrame, column: str) -> Floats:
    return table[column].cast(pl.Float64, strict=False).to_numpy()
