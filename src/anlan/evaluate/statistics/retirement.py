"""Ceiling and discriminating power of measures over periods, and which to retire.

The rules of the seed framework: a measure on which nearly all units score full, or whose scores
hardly differ, for two periods running, no longer tells units apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.method.build import Built
from anlan.evaluate.method.panel import of_periods

FULL, NEARLY_ALL, LEAST_SPREAD, RUNNING = 95.0, 0.9, 2.0, 2
TAILS = 0.27
"""The share of units at either end that discrimination compares (Kelley 1939)."""


@dataclass(frozen=True, slots=True)
class Power:
    """How a measure tells units apart in one period; scores on 0 to 100."""

    measure: str
    period: str
    units: int
    at_full: float
    """The share of units that score 95 or more."""
    spread: float | None
    """Standard deviation across units (n − 1), in points."""
    discrimination: float | None
    """Its mean among the best units of the whole less that among the worst, in points."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """To retire a measure; a person decides."""

    measure: str
    rule: str
    """ceiling, or spread"""
    periods: tuple[str, ...]
    figures: tuple[float, ...]
    """The share at full, or the spread, in each of them."""


def powers(built: Built) -> list[Power]:
    """Every measure in every period."""
    found = []
    for rows in of_periods(built.panel):
        whole, period = built.scores[rows, -1], built.panel.periods[rows[0]]
        for n, measure in enumerate(built.tree.leaves):
            found.append(_power(measure, period, built.scores[rows, n], whole))
    return found


def proposals(found: Sequence[Power]) -> list[Proposal]:
    """Measures that the latest two periods give a reason to retire.

    One period gives none: with a single period the list is empty.
    """
    return [each for rule in ("ceiling", "spread") for each in _by_rule(found, rule)]


def _by_rule(found: Sequence[Power], rule: str) -> Iterator[Proposal]:
    latest = sorted({power.period for power in found})[-RUNNING:]
    if len(latest) < RUNNING:
        return
    for measure in dict.fromkeys(power.measure for power in found):
        last = [p for p in found if p.measure == measure and p.period in latest]
        known = [p for p in last if p.units > 1 and p.spread is not None]
        if len(known) < RUNNING:
            continue
        ceiling = rule == "ceiling" and all(p.at_full >= NEARLY_ALL for p in known)
        if ceiling or (rule == "spread" and all((p.spread or 0.0) < LEAST_SPREAD for p in known)):
            figures = tuple(p.at_full if rule == "ceiling" else p.spread or 0.0 for p in known)
            yield Proposal(measure, rule, tuple(p.period for p in known), figures)


def _power(measure: str, period: str, scores: Floats, whole: Floats) -> Power:
    known = scores[~np.isnan(scores)]
    if not len(known):
        return Power(measure, period, 0, 0.0, None, None)
    spread = float(known.std(ddof=1)) if len(known) > 1 else None
    full = float(np.mean(known >= FULL))
    return Power(measure, period, len(known), full, spread, _discrimination(scores, whole))


def _discrimination(scores: Floats, whole: Floats) -> float | None:
    both = ~np.isnan(scores) & ~np.isnan(whole)
    tail = int(np.ceil(TAILS * both.sum()))
    if both.sum() < 4:
        return None
    order = np.argsort(whole[both], kind="stable")
    inline = scores[both][order]
    return float(inline[-tail:].mean() - inline[:tail].mean())
