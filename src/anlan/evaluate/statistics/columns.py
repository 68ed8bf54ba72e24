"""The columns of a study one by one, and beside what they are divided by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from anlan.evaluate.method.arrays import Floats, shape
from anlan.evaluate.method.build import Built
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.treat import Limits
from anlan.evaluate.statistics.correlation import correlations

AVAILABLE, NOT_ZERO, DISTINCT, SIZED = 0.65, 0.5, 0.5, 0.6
"""Least shares of rows with a value, not zero, and distinct; and the correlation with a
denominator from which an indicator follows the size of a unit (COINr's defaults)."""

Warning = Literal["few values", "many zeros", "few distinct", "outliers"]


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator, as divided by its denominator and before anything is filled in."""

    indicator: str
    known: float
    """The share of rows that have a value."""
    warnings: tuple[Warning, ...]
    low: float | None = None
    median: float | None = None
    mean: float | None = None
    high: float | None = None
    sd: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None


@dataclass(frozen=True, slots=True)
class Sized:
    """An indicator and a denominator: a strong correlation means it still measures size."""

    indicator: str
    denominator: str
    divided: bool
    """Whether the indicator is divided by it."""
    r: float
    r_raw: float
    """Before it was divided by anything."""


def columns(built: Built) -> list[Column]:
    """Every indicator."""
    values = built.steps["denominated"]
    return [_column(id, x) for id, x in zip(built.tree.leaves, values.T, strict=True)]


def sized(built: Built, indicators: tuple[Indicator, ...]) -> list[Sized]:
    """The indicators whose correlation with a denominator is at least 0.6."""
    divided = {each.denominator for each in indicators if each.denominator}
    beside = {name: built.panel.beside[name] for name in sorted(divided)}
    ids = built.tree.leaves
    raw = np.stack([built.panel.column(id) for id in ids], axis=1)
    extra = np.array(list(beside.values())).T.reshape(len(raw), len(beside))
    after, before = (
        correlations(np.concatenate([table, extra], axis=1))[: len(ids), len(ids) :]
        for table in (built.steps["denominated"], raw)
    )
    return [
        Sized(id, name, indicators[n].denominator == name, float(after[n, m]), float(before[n, m]))
        for n, id in enumerate(ids)
        for m, name in enumerate(beside)
        if abs(after[n, m]) >= SIZED
    ]


def _column(id: str, x: Floats) -> Column:
    known = x[~np.isnan(x)]
    if not len(known):
        return Column(id, 0.0, ("few values",))
    skew, peak = shape(known)
    numbers = (known.min(), np.median(known), known.mean(), known.max(), _sd(known), skew, peak)
    checks: dict[Warning, bool] = {
        "few values": len(known) / len(x) < AVAILABLE,
        "many zeros": float(np.mean(known != 0)) < NOT_ZERO,
        "few distinct": len(np.unique(known)) / len(known) < DISTINCT,
        "outliers": not Limits().passes(known),
    }
    low, median, mean, high, sd, skewness, kurtosis = (
        None if np.isnan(number) else float(number) for number in numbers
    )
    told = tuple(warning for warning, on in checks.items() if on)
    share = len(known) / len(x)
    return Column(id, share, told, low, median, mean, high, sd, skewness, kurtosis)


def _sd(known: Floats) -> float:
    return float(known.std(ddof=1)) if len(known) > 1 else float("nan")
