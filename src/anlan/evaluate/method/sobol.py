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
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, size, (bootstrap, size))
    times = np.array([np.bincount(each, minlength=size) for each in drawn]).reshape(-1, size)
    every = np.concatenate([np.ones((1, size)), times])  # the whole first, then its samples
    first, total, variance = _estimates(runs, every)
    spread = [np.quantile(each[1:], [0.05, 0.95], axis=0).T if bootstrap
              else np.full((choices, 2), np.nan) for each in (first, total)]  # fmt: skip
    return Indices(first[0], spread[0], total[0], spread[1], float(variance[0]), results.size)


def _estimates(runs: Floats, times: Floats) -> tuple[Floats, Floats, Floats]:
    """First and total [samples, choices] and the variance [samples]; `times`: how often each
    base point is in a sample. All three are sums over base points, so one product has them."""
    size, middle = runs.shape[1], runs[:2].mean()
    a, b, *mixed = runs
    off = runs[:2] - middle  # so that the variance is no difference of large numbers
    pair = times @ np.array([off.sum(axis=0), (off * off).sum(axis=0)]).T
    variance = (pair[:, 1] - pair[:, 0] ** 2 / (2 * size)) / (2 * size - 1)
    spread = np.where(variance > 0, variance, np.inf)[:, None]
    first = times @ np.array([b * (each - a) for each in mixed]).T / size / spread
    total = times @ np.array([(a - each) ** 2 for each in mixed]).T / (2 * size) / spread
    return first, total, variance
