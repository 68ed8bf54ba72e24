"""What a model looks at now beside what it looked at before."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from anlan.detect.checking.cost import Cost, Statistics, expected_cost
from anlan.detect.compiler.derive import POINT
from anlan.detect.compiler.plan import Plan
from anlan.detect.history.columns import followed
from anlan.detect.history.matched import Matched
from anlan.standards.time import DAY, Instant
from anlan.store.store import Store

SPAN = 28 * DAY
"""Recent is four weeks, before are the four weeks before them."""
FEW = 5
"""With fewer records in one of the spans nothing is said."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Drift:
    """The share of the source's records that a model matches: recently over before.

    The interval is that of a ratio of two shares (D. Katz et al., Biometrics 34, 1978); where it
    holds 1, nothing says that the share has changed.
    """

    recent: int
    before: int
    ratio: float
    low: float
    high: float

    @property
    def changed(self) -> bool:
        """Whether chance alone would rarely make such a difference."""
        return not self.low <= 1 <= self.high


@dataclass(frozen=True, slots=True)
class Looked:
    """What a model looks at: how much, how it drifts, and how long before it comes again."""

    end: Instant
    """The clock of its source."""
    days: float
    """From the first record of the source to the last."""
    lately: int
    """Records of the last four weeks that the model matches."""
    cost: Cost
    drift: Drift | None
    keys: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]
    """Key → the times of its records that the model matches, ascending."""

    def next_after(self, key: str, at: Instant) -> Instant | None:
        """When a record that the model matches came next at a key."""
        times = self.keys.get(key)
        place = 0 if times is None else int(np.searchsorted(times, at, side="right"))
        return None if times is None or place == len(times) else Instant(int(times[place]))


def looked(store: Store, plan: Plan) -> Looked:
    """What the journal holds of what a model looks at."""
    matched = Matched(store, plan)
    rows, standing = matched.rows, matched.standing()
    keys, time = rows[plan.key], rows.time[standing]
    source = _times(store, plan)
    end = Instant(int(source[-1])) if len(source) else Instant(0)
    order = np.lexsort((time, keys.codes[standing]))
    codes, time = keys.codes[standing][order], time[order]
    numbers, first = np.unique(codes, return_index=True)
    parts = np.split(time, first[1:])
    by_key = {str(keys.distinct[n]): part for n, part in zip(numbers.tolist(), parts, strict=False)}
    days = (end - int(source[0])) / DAY if len(source) else 0.0
    lately = int((time > end - SPAN).sum())
    per_day = lately / min(max(days, 1.0), SPAN / DAY)
    share = lately / max(1, int((source > end - SPAN).sum()))
    known = Statistics(per_day, len(by_key), _square_km(matched), share)
    cost = expected_cost(plan, known)
    return Looked(end, days, lately, cost, _drift(time, source, end), by_key)


def _square_km(matched: Matched) -> float:
    """Of the box around nine tenths of the places of a near repeat's records; 1 for others."""
    if matched.plan.measure.family != "near":
        return 1.0
    places = [place for place in matched.rows[POINT].distinct if place is not None]
    if not places:
        return 1.0
    low, high = np.quantile(np.array(places, float), (0.05, 0.95), axis=0) / 1e6
    sides = np.sort(high - low)
    return max(1.0, float(sides[-1] * sides[-2]))


def _times(store: Store, plan: Plan) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The event times of the source's records, ascending."""
    table = followed(store, plan.kind).table()
    first = (table["_sign"] == 1) & table["_counts"] & (table["_version"] == 1)
    return np.sort(table.filter(first).select("_time").to_pyarrow()["_time"].to_numpy())


def _drift(time: np.ndarray, source: np.ndarray, end: Instant) -> Drift | None:
    a, b = (int(((time > end - n * SPAN) & (time <= end - (n - 1) * SPAN)).sum()) for n in (1, 2))
    m, n = (
        int(np.searchsorted(source, end - (k - 1) * SPAN, side="right"))
        - int(np.searchsorted(source, end - k * SPAN, side="right"))
        for k in (1, 2)
    )
    if min(a, b) < FEW:
        return None
    ratio = (a / m) / (b / n)
    half = _Z * sqrt(max(0.0, 1 / a - 1 / m + 1 / b - 1 / n))
    return Drift(a, b, ratio, exp(log(ratio) - half), exp(log(ratio) + half))
