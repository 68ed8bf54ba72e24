"""From data to scores, step by step; every table in between is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from anlan.evaluate.method import impute, ranks
from anlan.evaluate.method.arrays import Bools, Floats, Ints, divided
from anlan.evaluate.method.ends import Ends, ends_of_scores, scaled_ends
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.notes import (
    Note,
    barred_notes,
    imputed_notes,
    row_notes,
    undefined_notes,
)
from anlan.evaluate.method.panel import Panel, of_periods
from anlan.evaluate.method.recipe import Impute, Recipe, Screen
from anlan.evaluate.method.scale import flat, normalised
from anlan.evaluate.method.treat import Limits, Treated, treat
from anlan.evaluate.method.tree import Tree
from anlan.standards.errors import BadInput


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
    ends: Ends | None = None
    """Lows and highs of the scores, where the values have intervals."""
    treated: dict[str, Treated] = field(default_factory=dict)
    screened: tuple[str, ...] = ()
    """Units left out, with their period where there are several."""
    notes: list[Note] = field(default_factory=list)

    def ranks(self) -> Floats:
        """The rank of every score among the peers of its period, [rows, nodes]; 1 is the best."""
        out = np.full(self.scores.shape, np.nan)
        for rows in map(self.panel.peers, of_periods(self.panel)):
            out[rows] = ranks.best_first(self.scores[rows])
        return out


def build(panel: Panel, indicators: Sequence[Indicator], tree: Tree, recipe: Recipe) -> Built:
    """All steps of a recipe. BadInput where the data do not have what it asks for."""
    values = denominated(panel, indicators)
    barred = guarded(values, indicators)
    usable = np.where(barred, np.nan, values)
    directions = np.array([each.direction for each in indicators], np.float64)
    kept, filled = _kept_and_filled(panel, usable, directions, branches(tree), recipe)
    out = [name for name, keep in zip(_names(panel), kept, strict=True) if not keep]
    built = Built(tree, panel.some(kept), screened=tuple(out))
    built.steps["denominated"], barred = values[kept], barred[kept]
    built.steps["imputed"] = np.where(barred, np.nan, filled)
    values = built.steps["treated"] = _treated(built.steps["imputed"], indicators, recipe, built)
    values = built.steps["normalised"] = normalised(
        built.panel, values * directions, indicators, recipe
    )
    built.scores = tree.scores(values)
    built.coverage = tree.coverages(values)
    if panel.ends is not None:
        low, high = (denominated(panel, indicators, end)[kept] for end in panel.ends)
        ends = scaled_ends(built.panel, (low, high), built.steps, indicators, recipe)
        built.ends = ends_of_scores(tree, values, ends)
    built.notes += [
        *row_notes(built.panel, built.steps["denominated"]),
        *barred_notes(barred, indicators),
        *imputed_notes(usable[kept], built.steps["imputed"], indicators),
        *flat(built.steps["treated"], values, indicators),
        *undefined_notes(tree, built.scores),
    ]
    return built


def _kept_and_filled(
    panel: Panel, values: Floats, directions: Floats, siblings: Sequence[Ints], recipe: Recipe
) -> tuple[Bools, Floats]:
    """The rows that are kept, and their values with what stands in for missing ones."""
    screen = recipe.screen
    if screen is not None and screen.of == "imputed":
        filled = imputed(panel, values, directions, siblings, recipe.impute)
        kept = screened(filled, screen)
        return kept, filled[kept]
    kept = screened(values, screen)
    return kept, imputed(panel.some(kept), values[kept], directions, siblings, recipe.impute)


def denominated(
    panel: Panel, indicators: Sequence[Indicator], values: Floats | None = None
) -> Floats:
    """Values [rows, indicators] divided by what makes units comparable."""
    place = {name: n for n, name in enumerate(panel.indicators)}
    of = panel.values if values is None else values
    values = of[:, [place[each.id] for each in indicators]]
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


def guarded(values: Floats, indicators: Sequence[Indicator]) -> Bools:
    """Which values must not be scored, as what guards them is out of bounds or not known."""
    place = {each.id: n for n, each in enumerate(indicators)}
    barred = np.zeros(values.shape, np.bool_)
    for n, each in enumerate(indicators):
        if (guard := each.guard) is not None:
            other = values[:, place[guard.indicator]]
            barred[:, n] = ~((other >= guard.at_least) & (other <= guard.at_most))
    return barred & ~np.isnan(values)


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


def branches(tree: Tree) -> list[Ints]:
    """The columns of the leaves that share a branch."""
    leaves = set(tree.leaves)
    return [
        np.array([tree.place[child] for child in branch.children if child in leaves], np.int64)
        for branch in tree.branches
        if leaves & set(branch.children)
    ]


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
