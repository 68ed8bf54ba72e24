"""The feedback check: would the forecast chase its own tail? Pure.

If patrols go where calls are forecast, and calls are recorded where patrols go, a forecast feeds
on itself. Rows an officer began are therefore never counted. Two signs are looked for besides:

* patrols gather: the share of officer-begun rows grows in the areas chosen against the others
* calls follow: where officers began more than usual last week, the public calls more than was
  forecast this week, so the public's own count moves with the patrols
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Literal

import numpy as np

from anlan.detect.forecast.hot import chosen
from anlan.detect.forecast.panel import Bools, Floats
from anlan.standards.title import Title

Verdict = Literal["unknown", "clear", "patrols-gather", "calls-follow"]
Interval = tuple[float, float]

TOP = 0.10
"""The share of areas that counts as chosen."""
FOLLOWS = 0.05
"""A correlation below this places no unit elsewhere, however sure it is."""
_Z = 1.959963984540054
_ENOUGH = 30

SENTENCES: dict[Verdict, Title] = {
    "unknown": Title(
        zh="数据未说明或未记录民警主动发起的警情，无法检查预测是否追随巡逻。",
        en="The data do not tell, or hold no, rows begun by officers: whether the forecast"
        " follows the patrols cannot be checked.",
    ),
    "clear": Title(
        zh="未见公众报警随巡逻变化，也未见巡逻日益集中于预测区域。",
        en="No sign that public calls move with the patrols or that patrols gather in the"
        " areas chosen.",
    ),
    "patrols-gather": Title(
        zh="注意：民警主动发起的记录日益集中于预测区域；它们不计入预测，但应留意。",
        en="Note: rows begun by officers gather more and more in the areas chosen. They are not"
        " counted, but watch whether public calls begin to follow.",
    ),
    "calls-follow": Title(
        zh="警告：巡逻增多的区域随后公众报警也高于预测，预测可能在追逐自身；勿仅据此布警。",
        en="Warning: where patrols grew, public calls then exceeded the forecast. It may be"
        " chasing its own tail; do not place units by it alone.",
    ),
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the check found; shares are of officer-begun rows in all rows, week by week."""

    verdict: Verdict
    in_chosen: tuple[float, ...] = ()
    elsewhere: tuple[float, ...] = ()
    drift: float | None = None
    """Change a week of the difference between the two; with its 95 % interval."""
    drift_within: Interval | None = None
    follows: float | None = None
    """Correlation of public calls beyond the forecast with last week's extra officer rows."""
    follows_within: Interval | None = None
    displaced: float | None = None
    """The share of chosen areas that would be others if officer-begun rows were counted."""

    @property
    def sentence(self) -> Title:
        return SENTENCES[self.verdict]


def feedback(public: Floats, officer: Floats, expected: Floats, observed: Bools) -> Feedback:
    """Check the last weeks, those of `expected` (area × held-out week), against the rows.

    `public` and `officer` are area × week over all of history; `observed` is by week.
    """
    held_out = expected.shape[1]
    if officer.sum() == 0 or held_out < 3:
        return Feedback("unknown")
    taken = chosen(expected, TOP)
    calls, rows = public[:, -held_out:], officer[:, -held_out:]
    seen = observed[-held_out:]
    inside, outside = _share(rows, calls, taken), _share(rows, calls, ~taken)
    drift, drift_within = _slope((inside - outside)[seen])
    follows, follows_within = _follow(public, officer, expected, observed)
    verdict: Verdict = "clear"
    if follows_within and follows_within[0] > 0 and (follows or 0) >= FOLLOWS:
        verdict = "calls-follow"
    elif drift_within and drift_within[0] > 0:
        verdict = "patrols-gather"
    first = public.shape[1] - held_out
    everything = chosen((public + officer)[:, :first].sum(axis=1), TOP)
    alone = chosen(public[:, :first].sum(axis=1), TOP)
    displaced = float((everything & ~alone).sum() / alone.sum())
    return Feedback(
        verdict,
        tuple(inside[seen].tolist()),
        tuple(outside[seen].tolist()),
        drift,
        drift_within,
        follows,
        follows_within,
        displaced,
    )


def _share(officer: Floats, public: Floats, where: Bools) -> Floats:
    part = (officer * where).sum(axis=0)
    of = part + (public * where).sum(axis=0)
    return np.asarray(np.divide(part, of, out=np.zeros_like(part), where=of > 0))


def _slope(values: Floats) -> tuple[float | None, Interval | None]:
    """Least-squares change a week, and its 95 % interval by normal theory."""
    if len(values) < 4:
        return None, None
    at = np.arange(len(values)) - (len(values) - 1) / 2
    slope = float((at * values).sum() / (at**2).sum())
    left = values - values.mean() - slope * at
    error = sqrt(float((left**2).sum()) / (len(values) - 2) / float((at**2).sum()))
    # Student's t for few weeks, by its expansion about the normal (Abramowitz & Stegun 26.7.5).
    freedom = len(values) - 2
    wide = _Z + (_Z**3 + _Z) / (4 * freedom) + (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / (96 * freedom**2)
    return slope, (slope - wide * error, slope + wide * error)


def _follow(
    public: Floats, officer: Floats, expected: Floats, observed: Bools
) -> tuple[float | None, Interval | None]:
    """Correlation over areas and weeks, each week's city-wide part taken out; Fisher interval."""
    weeks, held_out = public.shape[1], expected.shape[1]
    beyond, extra = [], []
    for number in range(held_out):
        week = weeks - held_out + number
        if week < 2 or not (observed[week] and observed[week - 1]):
            continue
        usual = officer[:, : week - 1][:, observed[: week - 1]].mean(axis=1)
        known = (expected[:, number] >= 1) & (usual > 0)
        if known.sum() < 2:
            continue
        mean = expected[known, number]
        beyond.append(_centred((public[known, week] - mean) / np.sqrt(mean)))
        extra.append(_centred((officer[known, week - 1] - usual[known]) / np.sqrt(usual[known])))
    if sum(map(len, beyond)) < _ENOUGH:
        return None, None
    y, x = np.concatenate(beyond), np.concatenate(extra)
    spread = sqrt(float((y**2).sum() * (x**2).sum()))
    if spread == 0:
        return None, None
    r = min(0.9999, max(-0.9999, float((x * y).sum()) / spread))
    half = _Z / sqrt(len(y) - len(beyond) - 3)
    return r, (tanh(atanh(r) - half), tanh(atanh(r) + half))


def _centred(values: Floats) -> Floats:
    return np.asarray(values - values.mean())
