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
    order = np.lexsort((times, units))
    inline, at = x[order], times[order]
    before, after = _known_beside(inline, units[order])
    filled, gaps = inline.copy(), np.isnan(inline)
    rows, columns = np.nonzero(gaps)
    b, a = before[gaps], after[gaps]
    now, has_b, has_a = at[rows], b >= 0, a >= 0
    source = np.where(has_b, b, np.where(has_a & (how != "last"), a, -1))
    near = (source >= 0) & (np.abs(now - at[source]) <= longest)
    value = np.where(near, inline[source, columns], np.nan)
    if how == "linear":
        share = divided(now - at[b], at[a] - at[b])
        line = inline[b, columns] + share * (inline[a, columns] - inline[b, columns])
        short = at[a] - at[b] <= longest
        value = np.where(has_b & has_a, np.where(short, line, np.nan), value)
    filled[gaps] = value
    out = np.empty(x.shape)
    out[order] = filled
    return out


def _known_beside(x: Floats, units: Ints) -> tuple[Ints, Ints]:
    """For each cell the row of the unit's nearest known value before and after it, −1 for none.

    Rows are in the order of units, then of time.
    """
    rows, last = np.arange(len(x))[:, None], len(x)
    known = ~np.isnan(x)
    begins = np.searchsorted(units, units, side="left")[:, None]
    ends = np.searchsorted(units, units, side="right")[:, None]
    before = np.maximum.accumulate(np.where(known, rows, -1), axis=0)
    after = np.minimum.accumulate(np.where(known, rows, last)[::-1], axis=0)[::-1]
    return np.where(before >= begins, before, -1), np.where(after < ends, after, -1)
