"""The contest: candidates forecast the last weeks, each from what was known before it. Pure.

The score that decides is the squared error of all areas together, because calls *expected* are a mean and the mean is
what it rewards. The absolute error (MASE) rewards the median, which for an area with less than
one call in two hours is "none": forecasting nothing at all wins there and places no unit.
Both are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from anlan.detect.forecast.methods import Method
from anlan.detect.forecast.panel import Bools, Floats, Panel


@dataclass(frozen=True, slots=True)
class Scores:
    """One candidate's errors in units of last week's: 1 is as good as repeating that was.

    Per area, NaN where nothing can be compared (its calls never changed), and over all: the
    mean of the areas' MASE, and the RMSSE of their summed squares, which leaves no area out.
    """

    method: str
    mase: Floats
    rmsse: Floats
    all_rmsse: float

    @property
    def mean_mase(self) -> float:
        return _mean(self.mase)


@dataclass(frozen=True, slots=True)
class Contest:
    """What the candidates forecast for the held-out weeks, and how they did."""

    panel: Panel
    held_out: int
    forecasts: Mapping[str, Floats]
    """Method → area × held-out week × step."""
    scores: Mapping[str, Scores]

    @property
    def actual(self) -> Floats:
        return self.panel.counts[:, -self.held_out :]

    @property
    def observed(self) -> Bools:
        return self.panel.observed[-self.held_out :]

    @property
    def winner(self) -> str:
        """The best over all areas."""
        return min(self.scores, key=lambda name: self.scores[name].all_rmsse)

    @property
    def winners(self) -> tuple[str, ...]:
        """The best of each area; the winner over all where an area cannot tell."""
        names = list(self.scores)
        errors = np.stack([self.scores[name].rmsse for name in names])
        best = np.argmin(np.where(np.isnan(errors), np.inf, errors), axis=0)
        unknown = np.asarray(np.isnan(errors).all(axis=0))
        return tuple(
            self.winner if unsure else names[at] for at, unsure in zip(best, unknown, strict=True)
        )


def contest(panel: Panel, methods: Mapping[str, Method], *, held_out: int) -> Contest:
    """Let the methods forecast each of the last weeks from the weeks before it."""
    first = panel.weeks - held_out
    origins = range(first, panel.weeks)
    forecasts = {
        name: np.stack([method(panel.before(week)) for week in origins], axis=1)
        for name, method in methods.items()
    }
    return Contest(panel, held_out, forecasts, _scores(panel, first, forecasts))


def _scores(panel: Panel, first: int, forecasts: Mapping[str, Floats]) -> dict[str, Scores]:
    observed = panel.observed[first:]
    off = {name: (panel.counts[:, first:] - what) * observed for name, what in forecasts.items()}
    cells = max(1, int(observed.sum()))
    absolute, square = _scale(panel.before(first))
    found = {}
    for name, error in off.items():
        squares = (error**2).sum(axis=(1, 2)) / cells
        found[name] = Scores(
            name,
            _ratio(np.abs(error).sum(axis=(1, 2)) / cells, absolute),
            np.sqrt(_ratio(squares, square)),
            float(np.sqrt(_ratio(squares.sum(keepdims=True), square.sum(keepdims=True))[0])),
        )
    return found


def _scale(panel: Panel) -> tuple[Floats, Floats]:
    """Mean absolute and square step-for-step change from week to week, per area, before scoring."""
    absolute, square = np.zeros(len(panel.areas)), np.zeros(len(panel.areas))
    cells = 0
    for week in range(1, panel.weeks):  # week by week: the whole at once would be a second panel
        both = panel.observed[week] & panel.observed[week - 1]
        change = (panel.counts[:, week] - panel.counts[:, week - 1])[:, both]
        absolute += np.abs(change).sum(axis=1)
        square += (change**2).sum(axis=1)
        cells += int(both.sum())
    return absolute / max(1, cells), square / max(1, cells)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
