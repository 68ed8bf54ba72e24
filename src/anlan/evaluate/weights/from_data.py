"""Weights from the data alone: equal, entropy, CRITIC, principal component.

They say how the parts spread units apart, not how much the parts matter; that is for people to
say. All take the values of the parts, [rows, parts], pointing upwards, and bring each to its own
range of 0 to 1 first, so that units of measure do not decide. A part without a spread gets no
weight and is a doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from anlan.evaluate.method.arrays import Floats, quiet
from anlan.evaluate.method.normalise import minmax
from anlan.evaluate.statistics.correlation import correlations
from anlan.evaluate.statistics.pca import components
from anlan.evaluate.weights.found import Found, shared
from anlan.standards.errors import BadInput


def equal(parts: Sequence[str]) -> Found:
    """The same for all."""
    return Found("equal", shared(parts, np.ones(len(parts))))


def entropy(parts: Sequence[str], values: Floats) -> Found:
    """In proportion to 1 − entropy of the units' shares in each part (Shannon; Zeleny 1982)."""
    scaled, doubts = own_range(parts, values)
    evenness = np.array([_evenness(column) for column in scaled.T])
    figures = {"entropy": dict(zip(parts, evenness.tolist(), strict=True))}
    return _found("entropy", parts, 1 - evenness, figures, doubts)


def critic(parts: Sequence[str], values: Floats) -> Found:
    """Standard deviation × the sum of (1 − correlation) with the others (Diakoulaki 1995)."""
    scaled, doubts = own_range(parts, values)
    spread = np.nan_to_num(quiet(np.nanstd, scaled, ddof=1))
    conflict = np.nansum(1 - correlations(scaled), axis=1)
    figures = {
        "spread": dict(zip(parts, spread.tolist(), strict=True)),
        "conflict": dict(zip(parts, conflict.tolist(), strict=True)),
    }
    return _found("critic", parts, spread * conflict, figures, doubts)


def principal(parts: Sequence[str], values: Floats) -> Found:
    """In proportion to the squared loadings on the first principal component."""
    scaled, doubts = own_range(parts, values)
    found = components(correlations(scaled))
    loadings, explained = found.loadings[:, 0], float(found.explained[0])
    told = list(doubts)
    against = [part for part, load in zip(parts, loadings, strict=True) if load < 0]
    if against:
        told.append(f"{', '.join(against)} runs against the others; its weight hides that")
    if explained < 0.5:
        told.append(f"the first component explains only {100 * explained:.0f} % of the variance")
    figures = {
        "loadings": dict(zip(parts, loadings.tolist(), strict=True)),
        "explained": explained,
    }
    return Found("pca", shared(parts, loadings**2), figures, tuple(told))


def _found(
    origin: str,
    parts: Sequence[str],
    amounts: Floats,
    figures: dict[str, Any],
    doubts: tuple[str, ...],
) -> Found:
    if amounts.sum() > 1e-12:
        return Found(origin, shared(parts, np.maximum(amounts, 0.0)), figures, doubts)
    told = (*doubts, "all parts spread units alike, so the data prefer none: all weigh the same")
    return Found(origin, shared(parts, np.ones(len(parts))), figures, told)


def own_range(parts: Sequence[str], values: Floats) -> tuple[Floats, tuple[str, ...]]:
    """Each part on its own range of 0 to 1, and a doubt where some have none; BadInput where none
    has a spread."""
    scaled = minmax(values, values, 0.0, 1.0)
    flat = [part for part, column in zip(parts, scaled.T, strict=True) if np.isnan(column).all()]
    if len(flat) == len(parts):
        raise BadInput(
            "no part tells any unit from another",
            place="weights from data",
            value=", ".join(parts),
            way_out="give weights, or data with a spread",
        )
    told = (f"{', '.join(flat)} has no spread and so no weight",) if flat else ()
    return scaled, told


def _evenness(column: Floats) -> float:
    """The entropy of shares over its greatest value; 1 where there is nothing to tell apart."""
    known = column[~np.isnan(column)]
    if len(known) < 2:
        return 1.0
    shares = known / known.sum()
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum() / np.log(len(known)))
