"""The tables of a study as rows people and programs take on: unit, period, node, score …"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from anlan.evaluate.method import ranks
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.build import Built
from anlan.evaluate.method.panel import of_periods
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput

Step = Literal["scores", "raw", "denominated", "imputed", "treated", "normalised"]
STEPS: tuple[Step, ...] = ("scores", "raw", "denominated", "imputed", "treated", "normalised")
FORMATS = ("csv", "json", "parquet")


def rows_of(study: Study, step: Step = "scores") -> pl.DataFrame:
    """A row a unit, period and node, in the order of the panel and the tree.

    `score`: of all nodes, or the table of a step before, which has the measures only. `rank`:
    1 is the best in its period. `coverage`: the share of the weight that rests on values. With
    intervals also `low` and `high`, of the scores, and `band`: units whose intervals overlap share
    one.
    """
    built = study.build()
    values = values_of(built, step)
    nodes = list(built.tree.place) if step == "scores" else list(built.tree.leaves)
    width = len(nodes)
    columns = {
        "unit": np.repeat(np.array(built.panel.units, object), width),
        "period": np.repeat(np.array(built.panel.periods, object), width),
        "node": np.tile(np.array(nodes, object), len(built.panel.units)),
        "score": values.ravel(),
        "rank": _ranks(study, built, values, step).ravel(),
        "coverage": (built.coverage if step == "scores" else 1.0 * ~np.isnan(values)).ravel(),
    }
    if built.ends is not None and step == "scores":
        low, high = built.ends
        banded = _bands(built, low, high)
        columns |= {"low": low.ravel(), "high": high.ravel(), "band": banded.ravel()}
    table = pl.DataFrame(
        columns, schema_overrides=dict.fromkeys(("unit", "period", "node"), pl.String)
    )
    known = table.with_columns(pl.col(pl.Float64).fill_nan(None))
    timeless = pl.when(pl.col("period") != "").then(pl.col("period")).alias("period")
    return known.with_columns(timeless, pl.col("^(rank|band)$").cast(pl.Int64))


def values_of(built: Built, step: Step) -> Floats:
    """The table of a step, [rows, measures]; of `scores`, [rows, nodes]."""
    if step == "scores":
        return built.scores
    return built.panel.values if step == "raw" else built.steps[step]


def _bands(built: Built, low: Floats, high: Floats) -> Floats:
    out = np.full(built.scores.shape, np.nan)
    for rows in of_periods(built.panel):
        for node in range(len(built.tree.place)):
            out[rows, node] = ranks.bands(
                built.scores[rows, node], low[rows, node], high[rows, node]
            )
    return out


def write_rows(table: pl.DataFrame, out: Path, form: str | None = None) -> None:
    """Write rows in a format, by default the one the name ends in. BadInput for another."""
    form = form or out.suffix.removeprefix(".")
    if form not in FORMATS:
        raise BadInput(
            "not a format scores can be written in",
            place=str(out),
            value=form,
            way_out=f"use --format {', '.join(FORMATS)}",
        )
    try:
        if form == "csv":
            table.write_csv(out)
        elif form == "json":
            table.write_json(out)
        else:
            table.write_parquet(out)
    except OSError as error:
        raise BadInput(
            f"cannot be written ({error.strerror or error})",
            place=str(out),
            way_out="check the path",
        ) from None


def _ranks(study: Study, built: Built, values: Floats, step: Step) -> Floats:
    if step == "scores":
        return built.ranks()
    upwards = step == "normalised"
    directions = np.array([1 if upwards else each.direction for each in study.indicators])
    out = np.full(values.shape, np.nan)
    for rows in of_periods(built.panel):
        out[rows] = ranks.best_first(values[rows] * directions)
    return out
