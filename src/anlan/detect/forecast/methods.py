"""The candidates: each turns a panel into the calls expected per area and step of next week.

A candidate sees nothing but the panel it is given, so it cannot see the week it is scored on.
Pure; area × step, calls.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from anlan.detect.forecast.panel import Floats, Panel

Method = Callable[[Panel], Floats]

LEVEL, SHARE, RHYTHM = 8.0, 10.0, 52.0
"""Half-lives in weeks of what is known about how much the city calls, about an area's share of
it, and about the hours of both. Chosen on weeks before those the docs report."""


def last_week(panel: Panel) -> Floats:
    """Seasonal naive: what the same step of the latest observed week held."""
    latest = panel.weeks - 1 - np.argmax(panel.observed[::-1], axis=0)
    taken = np.take_along_axis(panel.counts, latest[None, None, :], axis=1)[:, 0, :]
    return np.asarray(np.where(panel.observed.any(axis=0), taken, 0.0))


def mean(panel: Panel) -> Floats:
    """The mean of the same step of all weeks."""
    return _mean(panel, np.ones(panel.weeks))


def pooled(panel: Panel) -> Floats:
    """A Poisson model: level of the city × share of the area × rhythm of the area.

    Recent weeks weigh more. The share of an area leans on that of the others, and its rhythm on
    the city's, by as much as the data say they are alike (gamma-Poisson shrinkage, strength by
    moments), so an area with few calls has a forecast, and one with many has its own.
    """
    slow = _weights(panel.weeks, RHYTHM)
    rhythm = _mean(Panel(("city",), panel.counts.sum(axis=0)[None], panel.observed), slow)[0]
    seen = np.einsum("w,aws->as", slow, panel.counts)
    exposure = rhythm * np.einsum("w,ws->s", slow, panel.observed)
    own = _own_rhythm(seen, _share(panel, RHYTHM)[:, None] * exposure)
    return np.asarray(_share(panel, SHARE)[:, None] * rhythm * own * _level(panel, rhythm))


METHODS: dict[str, Method] = {"last-week": last_week, "mean": mean, "pooled": pooled}
NAIVE = "last-week"
"""The one every other is measured against."""


def _weights(weeks: int, half_life: float) -> Floats:
    return np.asarray(0.5 ** (np.arange(weeks - 1, -1, -1) / half_life))


def _mean(panel: Panel, weights: Floats) -> Floats:
    of = np.einsum("w,ws->s", weights, panel.observed)
    total = np.einsum("w,aws->as", weights, panel.counts)
    return np.asarray(np.divide(total, of, out=np.zeros_like(total), where=of > 0))


def _level(panel: Panel, rhythm: Floats) -> float:
    """How much more the city called of late than its rhythm says."""
    fast = _weights(panel.weeks, LEVEL)[:, None]
    expected = float((fast * panel.observed * rhythm).sum())
    return float((fast * panel.counts.sum(axis=0)).sum()) / expected if expected else 1.0


def _share(panel: Panel, half_life: float) -> Floats:
    """Each area's share of the calls, drawn towards equal shares; adds up to 1."""
    calls = np.einsum("w,aw->a", _weights(panel.weeks, half_life), panel.counts.sum(axis=2))
    parts = _shrunk(calls, np.full_like(calls, calls.mean()))
    return np.asarray(parts / parts.sum())


def _own_rhythm(seen: Floats, expected: Floats) -> Floats:
    """How each step of an area differs from its share of the city's rhythm, about 1."""
    if seen.shape[1] == 168:
        seen, expected = _smooth(seen), _smooth(expected)
    return _shrunk(seen, expected)


def _smooth(values: Floats) -> Floats:
    """Each hour with half of its neighbours."""
    return values + (np.roll(values, 1, axis=1) + np.roll(values, -1, axis=1)) / 2


def _shrunk(seen: Floats, expected: Floats) -> Floats:
    """Ratios seen / expected, drawn towards 1 the more, the more of their spread is chance."""
    beyond = float(((seen - expected) ** 2 - seen).sum())
    square = float((expected**2).sum())
    if beyond <= 0 or square == 0:
        return np.ones_like(seen)
    strength = square / beyond
    return np.asarray((seen + strength) / (expected + strength))
