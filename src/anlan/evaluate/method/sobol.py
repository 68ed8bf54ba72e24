"""Sensitivity: how much of the uncertainty of a result each choice is behind (Sobol indices).

First order: what the choice decides by itself (Saltelli et al. 2010, table 2b). Total order: what
it decides with others too (Jansen 1999). Both from A, B and the matrices in which the
coordinates of one choice are taken from B.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.evaluate.method.arrays import Floats

Result = Callable[[Floats], Floats]
"""Points [replications, width] → one number each."""


@dataclass(frozen=True, slots=True)
class Indices:
    """For each choice its share, and the interval 90 % of bootstrap samples lie in; [choices]."""

    first: Floats
    first_interval: Floats
    """[choices, 2]"""
    total: Floats
    total_interval: Floats
    variance: float
    replications: int


def design(width: int, columns: Sequence[slice], size: int, seed: int) -> Floats:
    """The points of a run: A, B, then A with each choice's coordinates from B;
    [(2 + choices) · size, width]."""
    rng = np.random.default_rng(seed)
    a, b = rng.random((size, width)), rng.random((size, width))
    mixed = []
    for column in columns:
        each = a.copy()
        each[:, column] = b[:, column]
        mixed.append(each)
    return np.concatenate([a, b, *mixed])


def indices(results: Floats, choices: int, bootstrap: int, seed: int) -> Indices:
    """Sobol indices from the results of a design, [(2 + choices) · size]."""
    runs = results.reshape(2 + choices, -1)
    size = runs.shape[1]
    first, total = _estimates(runs)
    rng = np.random.default_rng(seed)
    drawn = [_estimates(runs[:, rng.integers(0, size, size)]) for _ in range(bootstrap)]
    ends = [0.05, 0.95]
    spread = [
        np.quantile([each[n] for each in drawn], ends, axis=0).T
        if drawn
        else np.full((choices, 2), np.nan)
        for n in (0, 1)
    ]
    variance = float(np.var(runs[:2], ddof=1))
    return Indices(first, spread[0], total, spread[1], variance, results.size)


def _estimates(runs: Floats) -> tuple[Floats, Floats]:
    a, b, mixed = runs[0], runs[1], runs[2:]
    variance = np.var(runs[:2], ddof=1)
    if variance == 0:
        nothing = np.zeros(len(mixed))
        return nothing, nothing
    first = (b * (mixed - a)).mean(axis=1) / variance
    total = ((a - mixed) ** 2).mean(axis=1) / (2 * variance)
    return first, total
