"""Weights under which the parts' correlations with the whole are as wanted.

A nominal weight is not a part's influence: parts that agree with the others weigh more than they
seem to (Becker et al. 2017). Here weights ≥ 0 are sought whose correlations with the whole are in
proportion to stated importance. Often there are none: then the nearest are returned with how far
they are from it, as a doubt, never as a success.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from anlan.evaluate.method.aggregate import power_mean
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.statistics.correlation import WEAK
from anlan.evaluate.weights.found import Found, shared
from anlan.evaluate.weights.from_data import own_range

REACHED = 0.01
"""How far a share of the correlations may be from the share wanted."""
STARTS = 8


def optimised(
    parts: Sequence[str], values: Floats, importance: Mapping[str, float] | None = None
) -> Found:
    """Weights for values [rows, parts]; `importance` by part, the same for all where left out."""
    wanted = np.array([(importance or {}).get(part, 0.0 if importance else 1.0) for part in parts])
    wanted = wanted / wanted.sum()
    scaled, flat = own_range(parts, values)
    children = list(np.ascontiguousarray(scaled.T))
    weights = _nearest(children, wanted)
    reached = influence(children, weights)
    shares = reached / reached.sum() if reached.sum() > 0 else np.full(len(parts), np.nan)
    gap = float(np.max(np.abs(shares - wanted)))
    figures = {
        "wanted": dict(zip(parts, wanted.tolist(), strict=True)),
        "reached": dict(zip(parts, shares.tolist(), strict=True)),
        "correlations": dict(zip(parts, reached.tolist(), strict=True)),
        "farthest": gap,
    }
    doubts = (*flat, *_doubts(parts, weights, reached, gap))
    return Found("optimised", shared(parts, weights), figures, doubts)


def influence(children: Sequence[Floats], weights: Floats) -> Floats:
    """The correlation of each child with their weighted mean; 0 where it has none."""
    whole = power_mean(children, weights)
    return np.array([_correlation(child, whole) for child in children])


def _doubts(parts: Sequence[str], weights: Floats, reached: Floats, gap: float) -> tuple[str, ...]:
    doubts = []
    if not gap <= REACHED:
        doubts.append(
            f"no weights give what was wanted: the nearest are off by {100 * gap:.1f} points of 100"
        )
    nothing = [part for part, weight in zip(parts, weights, strict=True) if weight < 1e-6]
    if nothing:
        doubts.append(
            f"{', '.join(nothing)} got no weight: leave it out, or want less of the others"
        )
    loose = [part for part, r in zip(parts, reached, strict=True) if r < WEAK]
    if loose:
        doubts.append(f"the whole hardly follows {', '.join(loose)} (correlation below {WEAK})")
    return tuple(doubts)


def _nearest(children: Sequence[Floats], wanted: Floats) -> Floats:
    """The best of several searches, each from another place; the places are always the same."""
    from scipy.optimize import minimize

    def off(weights: Floats) -> float:
        reached = influence(children, np.maximum(weights, 0.0))
        total = reached.sum()
        return float(np.sum((reached / total - wanted) ** 2)) if total > 0 else 1e3

    n = len(wanted)
    rng = np.random.default_rng(0)
    starts = [wanted, np.full(n, 1 / n), *rng.dirichlet(np.ones(n), STARTS - 2)]
    found = []
    for start in starts:
        solved = minimize(
            off,
            start,
            method="SLSQP",
            bounds=[(0.0, 1.0)] * n,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            options={"ftol": 1e-15, "maxiter": 500},
        )
        found.append(np.maximum(solved.x, 0.0))
        if off(found[-1]) < 1e-12:
            break
    best = min(found, key=off)
    return np.asarray(best / best.sum())


def _correlation(x: Floats, y: Floats) -> float:
    both = ~np.isnan(x) & ~np.isnan(y)
    if not both.any():
        return 0.0
    a, b = x[both] - x[both].mean(), y[both] - y[both].mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if size > 0 else 0.0
