"""The step that brings a panel to one scale: which way for which indicator, over which rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.evaluate.method import normalise
from anlan.evaluate.method.arrays import Floats, Ints
from anlan.evaluate.method.indicator import Indicator, Setting
from anlan.evaluate.method.notes import Note
from anlan.evaluate.method.panel import Panel, of_periods
from anlan.evaluate.method.recipe import Normalise, Recipe
from anlan.standards.errors import BadInput

ALL, EACH = "all", "period"


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows that are scaled together, and the rows that set their scale."""

    panel: Panel
    rows: Ints
    base: Ints

    def settings(self, given: Sequence[Setting]) -> Floats:
        """Numbers set for indicators, [rows, indicators]: one for all rows or a column beside."""
        columns = [
            self.panel.beside[each][self.rows] if isinstance(each, str)
            else np.full(len(self.rows), each, np.float64)
            for each in given
        ]  # fmt: skip
        return np.stack(columns, axis=1)

    def reference(self, unit: str | None) -> int:
        """The row of the base that a unit has."""
        for n, row in enumerate(self.base):
            if self.panel.units[row] == unit:
                return n
        raise BadInput(
            "the reference is not among the units",
            place="normalise.reference",
            value=unit,
            way_out="name a unit that has a row in the base",
        )


def normalised(
    panel: Panel,
    upwards: Floats,
    indicators: Sequence[Indicator],
    recipe: Recipe,
    scale_of: Floats | None = None,
) -> Floats:
    """Values on the common scale; `upwards`: more is better in all of them.

    `scale_of`: the values that set the scale, where they are others (the ends of an interval are
    scaled like what they are ends of).
    """
    base_values = upwards if scale_of is None else scale_of
    out = np.full(upwards.shape, np.nan)
    same: dict[Normalise, list[int]] = {}
    for n, each in enumerate(indicators):
        same.setdefault(each.normalise or recipe.normalise, []).append(n)
    for scope in _scopes(panel, recipe.base):
        for how, at in same.items():
            some, columns = [indicators[n] for n in at], np.array(at)
            x = upwards[np.ix_(scope.rows, columns)]
            base = base_values[np.ix_(scope.base, columns)]
            out[np.ix_(scope.rows, columns)] = _scaled(x, base, how, some, scope)
    return out


def flat(before: Floats, after: Floats, indicators: Sequence[Indicator]) -> Iterator[Note]:
    """Indicators that say nothing, in all rows or in some, and why."""
    for n, each in enumerate(indicators):
        known = ~np.isnan(before[:, n])
        if not known.any():
            yield Note("normalise", "all-missing", each.id, "no unit has a value")
            continue
        values, lost = before[known, n], known & np.isnan(after[:, n])
        if values.min() == values.max() and len(values) > 1:
            text = f"every unit has {values[0]:g}, so it tells none from another"
            yield Note("normalise", "constant", each.id, text)
        elif lost.any():
            text = f"no scale for {lost.sum()} of {known.sum()} values: all it is compared with is equal"
            yield Note("normalise", "no-scale", each.id, text)


def _scopes(panel: Panel, base: str) -> Iterator[Scope]:
    everything = np.arange(len(panel.units))
    if base == EACH:
        yield from (Scope(panel, rows, panel.peers(rows)) for rows in of_periods(panel))
    elif base == ALL:
        yield Scope(panel, everything, panel.peers(everything))
    else:
        frozen = np.flatnonzero(np.array(panel.periods) == base)
        if not len(frozen):
            raise BadInput(
                "there is no such period to set the scale",
                place="base",
                value=base,
                way_out=f"use {ALL}, {EACH} or one of {', '.join(sorted(set(panel.periods)))}",
            )
        yield Scope(panel, everything, panel.peers(frozen))


def _scaled(
    x: Floats, base: Floats, how: Normalise, indicators: Sequence[Indicator], scope: Scope
) -> Floats:
    match how.how:
        case "minmax":
            return normalise.minmax(x, base, how.low, how.high)
        case "zscore":
            return normalise.zscore(x, base, how.mean, how.sd)
        case "scaled":
            directions = np.array([each.direction for each in indicators])
            ends = np.sort([how.low * directions, how.high * directions], axis=0)
            return normalise.goalposts(x, ends[0], ends[1], truncate=False)
        case "rank":
            return normalise.rank(x, base)
        case "borda":
            return normalise.borda(x, base)
        case "percentile-rank":
            return normalise.percentile_rank(x, base)
        case "distance-to-max":
            return normalise.distance_to_max(x, base)
        case "distance-to-reference":
            goal = base[scope.reference(how.reference)]
            return normalise.distance_to_target(x, base, goal, cap=how.cap)
        case "distance-to-target":
            goal = _targets(indicators, scope)
            return normalise.distance_to_target(x, base, goal, cap=how.cap)
        case "fraction-of-max":
            return normalise.fraction_of_max(x, base)
        case "goalposts":
            low, high = _posts(indicators, scope)
            return how.low + normalise.goalposts(
                x, low, high, how.high - how.low, truncate=how.truncate
            )
        case "none":
            return x


def _targets(indicators: Sequence[Indicator], scope: Scope) -> Floats:
    asked: list[Setting] = []
    for each in indicators:
        if each.target is None:
            raise _lacks(each, "target")
        asked.append(each.target)
    return np.asarray(scope.settings(asked) * np.array([each.direction for each in indicators]))


def _posts(indicators: Sequence[Indicator], scope: Scope) -> tuple[Floats, Floats]:
    posts = []
    for each in indicators:
        if each.posts is None:
            raise _lacks(each, "goalposts")
        posts.append(each.posts)
    directions = np.array([each.direction for each in indicators])
    low = scope.settings([ends[0] for ends in posts]) * directions
    return low, scope.settings([ends[1] for ends in posts]) * directions


def _lacks(indicator: Indicator, what: str) -> BadInput:
    return BadInput(
        f"it is normalised by its {what} and has none",
        place=f"indicator {indicator.id}",
        way_out=f"give it {what}, or normalise it in another way",
    )
