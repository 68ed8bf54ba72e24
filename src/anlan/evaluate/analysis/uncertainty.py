"""Uncertainty and sensitivity of a study: how far results hold under other reasonable choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.method import sobol
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.choices import Choice, label
from anlan.evaluate.method.replications import Replications, read_replications
from anlan.evaluate.method.vary import Variation, Varied
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput, NotFound

LOW, HIGH = 5, 95
"""Per cent of replications below the ends of an interval."""


@dataclass(frozen=True, slots=True)
class Held:
    """A unit in a period, and what became of it in all replications."""

    unit: str
    period: str
    score: float | None
    """As the framework has it."""
    score_low: float | None
    score_high: float | None
    rank: float | None
    rank_mean: float | None
    rank_low: float | None
    rank_median: float | None
    rank_high: float | None


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What replications did to the scores and ranks of one node."""

    node: str
    choices: tuple[str, ...]
    units: tuple[Held, ...]
    shift: float | None
    """How many places units are from their nominal rank, on the mean of all."""
    undefined: int
    """Replications in which a mean is not defined for some unit (a geometric one of 0)."""
    replications: Replications
    scores: Floats
    """[replications, units]"""
    ranks: Floats


@dataclass(frozen=True, slots=True)
class Factor:
    """A choice and the share of the variance it is behind, with 90 % bootstrap intervals."""

    choice: str
    first: float
    first_low: float | None
    first_high: float | None
    total: float
    total_low: float | None
    total_high: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Sobol indices of every choice."""

    target: str
    """What varies: the mean shift of ranks, or the score of a unit."""
    factors: tuple[Factor, ...]
    variance: float
    uncertainty: Uncertainty
    """From the points of the design that are plain random draws."""
    replications: Replications
    """All of the design, in its order: A, B, then A with each choice from B."""


def variation_of(study: Study) -> Variation:
    """A study to be run again under other decisions."""
    return Variation(study.panel, study.indicators, study.tree, study.recipe)


def uncertainty(
    study: Study,
    choices: Sequence[Choice],
    *,
    node: str = ROOT,
    replications: int = 1000,
    seed: int = 1,
) -> Uncertainty:
    """Random draws of all choices at once."""
    study.require(node)
    variation = variation_of(study)
    drawn = variation.draw(choices, replications, seed)
    return _told(variation, variation.run(drawn, node), drawn, choices)


def replayed(study: Study, file: Path, *, node: str = ROOT) -> Uncertainty:
    """The replications of a file, run again: the same numbers to the last bit."""
    study.require(node)
    kept, variation = read_replications(file, study.tree), variation_of(study)
    return _told(variation, variation.run(kept, node), kept, ())


def sensitivity(
    study: Study,
    choices: Sequence[Choice],
    *,
    node: str = ROOT,
    size: int = 500,
    seed: int = 1,
    bootstrap: int = 1000,
    unit: tuple[str, str] | None = None,
    replay: Path | None = None,
) -> Sensitivity:
    """(choices + 2) · size replications. What varies is the mean shift of ranks (as in COINr), or
    the score of one `unit` in a period.

    `replay`: a file of the replications of a design instead of new ones, in its order.
    """
    study.require(node)
    if len(choices) < 2:
        raise BadInput(
            "the shares of choices need two or more of them",
            place="choices",
            value=len(choices),
            way_out="add a choice, or run `anlan index uncertainty`",
        )
    variation = variation_of(study)
    if replay is None:
        columns = variation.columns(choices)
        design = sobol.design(columns[-1].stop, columns, size, seed)
        replications = variation.at(choices, design)
    else:
        replications = read_replications(replay, study.tree)
        size = _size(len(replications), len(choices), replay)
    varied = variation.run(replications, node)
    results = varied.rank_shift() if unit is None else varied.scores[:, _row(varied, *unit)]
    if np.isnan(results).any():
        raise BadInput(
            "some replications give no result to compare",
            place="choices",
            value=f"{int(np.isnan(results).sum())} of {len(results)}",
            way_out="leave out options under which scores are not defined, such as geometric means of "
            "values at or below 0 (normalise with a low above 0)",
        )
    found = sobol.indices(results, len(choices), bootstrap, seed)
    plain = np.arange(2 * size)
    return Sensitivity(
        "mean shift of ranks" if unit is None else f"score of {' '.join(unit).strip()}",
        tuple(_factors(found, choices)),
        found.variance,
        _told(variation, varied.some(plain), replications.some(plain), choices),
        replications,
    )


def _size(replications: int, choices: int, file: Path) -> int:
    size, over = divmod(replications, choices + 2)
    if over or size < 2:
        raise BadInput(
            f"not a design of {choices} choices: it would have a multiple of {choices + 2} lines",
            place=str(file),
            value=replications,
            way_out="give the choices the file was made with",
        )
    return size


def _factors(found: sobol.Indices, choices: Sequence[Choice]) -> list[Factor]:
    intervals = np.column_stack([found.first_interval, found.total_interval]).tolist()
    estimates = zip(choices, found.first.tolist(), found.total.tolist(), intervals, strict=True)
    return [
        Factor(label(choice), first, low, high, total, total_low, total_high)
        for choice, first, total, each in estimates
        for low, high, total_low, total_high in ([None if np.isnan(n) else n for n in each],)
    ]


def _told(
    variation: Variation, varied: Varied, replications: Replications, choices: Sequence[Choice]
) -> Uncertainty:
    ranks, nominal = varied.ranks(), varied.nominal_ranks()
    with np.errstate(invalid="ignore"):
        table = np.column_stack([
            varied.nominal, *_quantiles(varied.scores, LOW, HIGH), nominal, _mean(ranks),
            *_quantiles(ranks, LOW, 50, HIGH),
        ])  # fmt: skip
    units = zip(varied.panel.units, varied.panel.periods, table.tolist(), strict=True)
    held = (
        Held(unit, period, *(None if np.isnan(cell) else cell for cell in row))
        for unit, period, row in units
    )
    shift = _mean(varied.rank_shift()[:, None])[0]
    return Uncertainty(
        varied.node,
        tuple(label(choice) for choice in choices),
        tuple(held),
        None if np.isnan(shift) else float(shift),
        variation.undefined(replications),
        replications,
        varied.scores,
        ranks,
    )


def _quantiles(table: Floats, *per_cent: float) -> Floats:
    """[per cent, columns]; NaN for a column without a value."""
    out = np.full((len(per_cent), table.shape[1]), np.nan)
    known = ~np.isnan(table)
    whole, some = known.all(axis=0), known.any(axis=0)
    out[:, whole] = np.percentile(table[:, whole], per_cent, axis=0)
    for column in np.flatnonzero(some & ~whole):
        out[:, column] = np.percentile(table[known[:, column], column], per_cent)
    return out


def _mean(table: Floats) -> Floats:
    known = np.maximum((~np.isnan(table)).sum(axis=0), 1)
    mean = np.nansum(table, axis=0) / known
    return np.where(np.isnan(table).all(axis=0), np.nan, mean)


def _row(varied: Varied, unit: str, period: str) -> int:
    rows = list(zip(varied.panel.units, varied.panel.periods, strict=True))
    if (unit, period) not in rows:
        raise NotFound(
            "no such unit in this period",
            value=f"{unit} {period}".strip(),
            way_out=f"use one such as {' '.join(rows[0]).strip()}",
        )
    return rows.index((unit, period))
