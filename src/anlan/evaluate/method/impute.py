"""Imputation: what stands in for a missing value, and only when somebody asked for it.

Values [rows, indicators]; every way leaves known values as they are and NaN where it knows
nothing better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from anlan.evaluate.method.arrays import Floats, Ints, divided, highest, lowest, quiet

Middle = Literal["mean", "median"]
_MIDDLE: Mapping[Middle, Callable[..., Any]] = {"mean": np.nanmean, "median": np.nanmedian}


def by_column(x: Floats, how: Middle) -> Floats:
    """The mean or median of the indicator."""
    return np.where(np.isnan(x), quiet(_MIDDLE[how], x), x)


def by_group(x: Floats, groups: Ints, how: Middle) -> Floats:
    """The mean or median of the indicator within the row's group; `groups`: [rows], −1 none."""
    filled = x.copy()
    for group in np.unique(groups[groups >= 0]):
        filled[groups == group] = by_column(x[groups == group], how)
    return filled


def by_row(x: Floats, branches: Sequence[Ints], how: Middle, *, scale: bool = True) -> Floats:
    """The mean or median of the row's other indicators in the same branch.

    `scale`: compare them as shares of each indicator's range, then undo that; without it the
    indicators must have one unit of measure already.
    """
    least, span = lowest(x), highest(x) - lowest(x)
    shares = divided(x - least, span) if scale else x
    filled = x.copy()
    for branch in branches:
        of_row = quiet(_MIDDLE[how], shares[:, branch].T)[:, None]
        value = of_row * span[branch] + least[branch] if scale else of_row
        filled[:, branch] = np.where(np.isnan(x[:, branch]), value, x[:, branch])
    return filled


def along_time(
    x: Floats, units: Ints, times: Floats, how: Literal["last", "constant", "linear"],
    longest: float = np.inf,
) -> Floats:  # fmt: skip
    """A unit's own values at other times.

    `last`: the latest before. `constant`: the same, and the earliest after where none is before.
    `linear`: between the two, beyond them the nearest. `longest`: no further away than that, in
    the units of `times`; a line is drawn only over a gap no longer than it.
    """
    filled = x.copy()
    for unit in np.unique(units):
        rows = np.flatnonzero(units == unit)
        rows = rows[np.argsort(times[rows], kind="stable")]
        for column in range(x.shape[1]):
            filled[rows, column] = _filled(x[rows, column], times[rows], how, longest)
    return filled


def _filled(values: Floats, times: Floats, how: str, longest: float) -> Floats:
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return values
    at = np.searchsorted(known, np.arange(len(values)), side="right")
    before = np.where(at > 0, known[np.maximum(at - 1, 0)], -1)
    after = np.where(at < len(known), known[np.minimum(at, len(known) - 1)], -1)
    filled = values.copy()
    for n in np.flatnonzero(np.isnan(values)):
        b, a = before[n], after[n]
        if how == "linear" and b >= 0 and a >= 0:
            if times[a] - times[b] <= longest:
                share = (times[n] - times[b]) / (times[a] - times[b])
                filled[n] = values[b] + share * (values[a] - values[b])
            continue
        source = b if b >= 0 else a if how != "last" else -1
        if source >= 0 and abs(times[n] - times[source]) <= longest:
            filled[n] = values[source]
    return filled
