"""Intervals of counts: negative binomial, as wide as the held-out weeks were off. Pure.

`dispersion` is the variance of a count over its mean: 1 is Poisson.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from anlan.detect.forecast.panel import Bools, Floats

WITHIN = 0.9
"""The share of counts an interval should hold."""
_LARGE = 300.0
"""From this mean on a normal quantile does."""
_FAR = 20 * int(_LARGE)
_PRIOR = 5.0
"""What the spread of all areas weighs against an area's own, in well-filled steps."""


def dispersion(actual: Floats, expected: Floats, observed: Bools) -> Floats:
    """Per area (first axis), drawn towards that of all areas where it has few calls; ≥ 1."""
    axes = tuple(range(1, actual.ndim))
    mean = np.where(observed, expected, 0.0)
    off = np.where(observed, (actual - expected) ** 2, 0.0).sum(axis=axes)
    of = mean.sum(axis=axes)
    if of.sum() == 0:
        return np.ones(len(actual))
    everywhere = off.sum() / of.sum()
    own = np.divide(off, of, out=np.full_like(of, everywhere), where=of > 0)
    known = (mean / (2 * mean + 1)).sum(axis=axes)
    return np.asarray(np.maximum(1.0, (own * known + everywhere * _PRIOR) / (known + _PRIOR)))


def limits(mean: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """The smallest counts that 5 % and 95 % of draws do not exceed; the arrays agree in shape."""
    tail = (1 - WITHIN) / 2
    return quantile(mean, dispersion, tail), quantile(mean, dispersion, 1 - tail)


def quantile(mean: Floats, dispersion: Floats, at: float) -> Floats:
    """The smallest count that a share `at` of draws does not exceed."""
    mean, spread = np.maximum(mean, 1e-9), np.maximum(dispersion, 1.0 + 1e-6)
    found = np.ceil(np.maximum(mean + NormalDist().inv_cdf(at) * np.sqrt(mean * spread) - 0.5, 0.0))
    small = mean < _LARGE
    found[small] = _counted(mean[small], spread[small], at)
    return found


def coverage(actual: Floats, low: Floats, high: Floats, observed: Bools) -> float:
    """The share of observed counts within their limits."""
    inside = (actual >= low) & (actual <= high)
    known = np.broadcast_to(observed, inside.shape)
    return float(inside[known].mean()) if known.any() else float("nan")


def _counted(mean: Floats, spread: Floats, at: float) -> Floats:
    """Quantiles of the negative binomial, by adding up its terms until all are passed."""
    size, miss = mean / (spread - 1), 1 - 1 / spread
    term = np.exp(-size * np.log(spread))
    below, found = term.copy(), np.zeros_like(mean)
    k = 0
    while (short := below < at).any() and k < _FAR:
        k += 1
        found[short] = k
        term *= (k - 1 + size) / k * miss
        below += term
    return found
