"""From data to scores, step by step; every table in between is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from anlan.evaluate.method import impute, normalise, ranks
from anlan.evaluate.method.arrays import Bools, Floats, Ints, divided
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Impute, Normalise, Recipe, Screen
from anlan.evaluate.method.treat import Limits, Treated, treat
from anlan.evaluate.method.tree import Tree
from anlan.standards.errors import BadInput

T = TypeVar("T")
ALL, EACH = "all", "period"


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the scores has to know."""

    step: str
    what: str
    """constant, all-missing, not-passed …"""
    column: str
    text: str


@dataclass(slots=True)
class Built:
    """What every step made; `scores` has a column for each node of the tree."""

    tree: Tree
    panel: Panel
    """The rows that were scored, with the values as they came."""
    steps: dict[str, Floats] = field(default_factory=dict)
    """denominated, imputed, treated, normalised: [rows, indicators] each."""
    scores: Floats = field(default_factory=lambda: np.empty((0, 0)))
    coverage: Floats = field(default_factory=lambda: np.empty((0, 0)))
    treated: dict[str, Treated] = field(default_factory=dict)
    screened: tuple[str, ...] = ()
    """Units left out, with their period where there are several."""
    notes: list[Note] = field(default_factory=list)

    def ranks(self) -> Floats:
        """The rank of every score within its period, [rows, nodes]; 1 is the best."""
        out = np.full(self.scores.shape, np.nan)
        for rows in of_periods(self.panel):
            out[rows] = ranks.best_first(self.scores[rows])
        return out


def build(panel: Panel, indicators: Sequence[Indicator], tree: Tree, recipe: Recipe) -> Built:
    """All steps of a recipe. BadInput where the data do not have what it asks for."""
    values = denominated(panel, indicators)
    kept = screened(values, recipe.screen)
    out = [name for name, keep in zip(_names(panel), kept, strict=True) if not keep]
    built = Built(tree, panel.some(kept), screened=tuple(out))
    values = built.steps["denominated"] = values[kept]
    directions = np.array([each.direction for each in indicators], np.float64)
    values = built.steps["imputed"] = imputed(
        built.panel, values, directions, branches(tree), recipe.impute
    )
    values = built.steps["treated"] = _treated(values, indicators, recipe, built)
    values = built.steps["normalised"] = normalised(
        built.panel, values * directions, indicators, recipe
    )
    built.notes += flat(built.steps["treated"], values, indicators)
    built.scores = tree.scores(values)
    built.coverage = tree.coverages(values)
    return built


def denominated(panel: Panel, indicators: Sequence[Indicator]) -> Floats:
    """Values [rows, indicators] divided by what makes units comparable."""
    values = np.array([panel.column(each.id) for each in indicators]).T
    for n, each in enumerate(indicators):
        if each.denominator is not None:
            if each.denominator not in panel.beside:
                raise BadInput(
                    "there is no such column to divide by",
                    place=f"indicator {each.id}",
                    value=each.denominator,
                    way_out=f"use one of {', '.join(sorted(panel.beside)) or 'none there is'}",
                )
            values[:, n] = divided(values[:, n], panel.beside[each.denominator])
    return values


def screened(values: Floats, screen: Screen | None) -> Bools:
    """Which rows have enough values, and enough that are not zero."""
    if screen is None:
        return np.ones(len(values), np.bool_)
    there = ~np.isnan(values)
    known = there.sum(axis=1)
    share_not_zero = divided((there & (values != 0)).sum(axis=1) * 1.0, known * 1.0)
    enough = known / values.shape[1] >= screen.values
    return np.asarray(enough & (np.nan_to_num(share_not_zero) >= screen.non_zero))


def imputed(
    panel: Panel,
    values: Floats,
    directions: Floats,
    siblings: Sequence[Ints],
    how: Impute | None,
) -> Floats:
    """Values with what stands in for the missing ones."""
    if how is None:
        return values
    if how.how in ("last", "constant", "linear"):
        units = np.unique(panel.units, return_inverse=True)[1]
        longest = np.inf if how.longest is None else how.longest
        return impute.along_time(values, units, panel.times(), how.how, longest)
    filled = values.copy()
    for rows in of_periods(panel):
        x = values[rows]
        if how.how == "column":
            filled[rows] = impute.by_column(x, how.middle)
        elif how.how == "group":
            groups = panel.group_numbers(_known_group(panel, how.group))[rows]
            filled[rows] = impute.by_group(x, groups, how.middle)
        else:
            upwards = impute.by_row(x * directions, siblings, how.middle, scale=how.scale)
            filled[rows] = upwards * directions
    return filled


def normalised(
    panel: Panel, upwards: Floats, indicators: Sequence[Indicator], recipe: Recipe
) -> Floats:
    """Values on the common scale; `upwards`: more is better in all of them."""
    out = np.full(upwards.shape, np.nan)
    same: dict[Normalise, list[int]] = {}
    for n, each in enumerate(indicators):
        same.setdefault(each.normalise or recipe.normalise, []).append(n)
    for rows, base in _bases(panel, recipe.base):
        for how, at in same.items():
            some, columns = [indicators[n] for n in at], np.array(at)
            x, of_base = upwards[np.ix_(rows, columns)], upwards[np.ix_(base, columns)]
            units = [panel.units[n] for n in base]
            out[np.ix_(rows, columns)] = _scaled(x, of_base, how, some, units)
    return out


def flat(before: Floats, after: Floats, indicators: Sequence[Indicator]) -> Iterator[Note]:
    """Indicators that say nothing, and why."""
    for n, each in enumerate(indicators):
        if not np.isnan(after[:, n]).all():
            continue
        known = before[~np.isnan(before[:, n]), n]
        if len(known) == 0:
            yield Note("normalise", "all-missing", each.id, "no unit has a value")
        elif known.min() == known.max():
            text = f"every unit has {known[0]:g}, so it tells none from another"
            yield Note("normalise", "constant", each.id, text)


def of_periods(panel: Panel) -> Iterator[Ints]:
    """The rows of each period."""
    periods = np.array(panel.periods)
    for period in sorted(set(panel.periods)):
        yield np.flatnonzero(periods == period)


def branches(tree: Tree) -> list[Ints]:
    """The columns of the leaves that share a branch."""
    leaves = set(tree.leaves)
    return [
        np.array([tree.place[child] for child in branch.children if child in leaves], np.int64)
        for branch in tree.branches
        if leaves & set(branch.children)
    ]


def _bases(panel: Panel, base: str) -> Iterator[tuple[Ints, Ints]]:
    """Rows, and the rows that set their scale."""
    everything = np.arange(len(panel.units))
    if base == EACH:
        yield from ((rows, rows) for rows in of_periods(panel))
    elif base == ALL:
        yield everything, everything
    else:
        frozen = np.flatnonzero(np.array(panel.periods) == base)
        if not len(frozen):
            raise BadInput(
                "there is no such period to set the scale",
                place="base",
                value=base,
                way_out=f"use {ALL}, {EACH} or one of {', '.join(sorted(set(panel.periods)))}",
            )
        yield everything, frozen


def _scaled(
    x: Floats, base: Floats, how: Normalise, indicators: Sequence[Indicator], units: Sequence[str]
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
            return normalise.distance_to_target(x, base, _reference(base, how, units), cap=how.cap)
        case "distance-to-target":
            return normalise.distance_to_target(x, base, _targets(indicators), cap=how.cap)
        case "fraction-of-max":
            return normalise.fraction_of_max(x, base)
        case "goalposts":
            low, high = _posts(indicators)
            return how.low + normalise.goalposts(
                x, low, high, how.high - how.low, truncate=how.truncate
            )
        case "none":
            return x


def _treated(
    values: Floats, indicators: Sequence[Indicator], recipe: Recipe, built: Built
) -> Floats:
    out = values.copy()
    for n, each in enumerate(indicators):
        asked = each.treat or recipe.treat
        if asked is None or np.isnan(values[:, n]).all():
            continue
        limits = Limits(asked.skew, asked.kurtosis, asked.points, asked.then, asked.power)
        done = built.treated[each.id] = treat(values[:, n], limits)
        out[:, n] = done.values
        if not done.passes:
            text = f"skewness {done.skew[1]:.2f}, kurtosis {done.kurtosis[1]:.2f} after treatment"
            built.notes.append(Note("treat", "not-passed", each.id, text))
    return out


def _reference(base: Floats, how: Normalise, units: Sequence[str]) -> Floats:
    if how.reference not in units:
        raise BadInput(
            "the reference is not among the units",
            place="normalise.reference",
            value=how.reference,
            way_out="name a unit that has a row in the base",
        )
    return np.asarray(base[units.index(how.reference)])


def _targets(indicators: Sequence[Indicator]) -> Floats:
    return np.array([_asked(each, each.target, "target") * each.direction for each in indicators])


def _posts(indicators: Sequence[Indicator]) -> tuple[Floats, Floats]:
    posts = [_asked(each, each.posts, "goalposts") for each in indicators]
    directions = np.array([each.direction for each in indicators])
    low, high = np.array(posts, np.float64).T
    return low * directions, high * directions


def _asked(indicator: Indicator, value: T | None, what: str) -> T:
    if value is None:
        raise BadInput(
            f"it is normalised by its {what} and has none",
            place=f"indicator {indicator.id}",
            way_out=f"give it a {what}, or normalise it in another way",
        )
    return value


def _known_group(panel: Panel, group: str | None) -> str:
    if group is None or group not in panel.groups:
        raise BadInput(
            "there is no such grouping of units",
            place="impute.group",
            value=group,
            way_out=f"use one of {', '.join(sorted(panel.groups)) or 'none there is'}",
        )
    return group


def _names(panel: Panel) -> list[str]:
    return [
        f"{unit} {period}".strip() for unit, period in zip(panel.units, panel.periods, strict=True)
    ]
