"""The plain competitor: a moving average with a control limit, over the same records and keys.

A key is reported when its count of the last seven days lies above the mean plus three standard
deviations of its eight weeks before (the control chart of W. A. Shewhart, 1931, as EARS runs it
over days: L. Hutwagner et al., J. Urban Health 80, 2003). A model that finds no more than this
does not earn its place.
"""

from __future__ import annotations

import numpy as np

from anlan.detect.history.diary import Alerts, Diary, Ints
from anlan.standards.time import DAY, Instant

WEEK = 7
WEEKS = 8
DEVIATIONS = 3.0


def moving_average(records: Diary, budget: int, *, since: Instant, until: Instant) -> Alerts:
    """What it reports in a span: the `budget` most unusual of its alerts.

    It needs eight weeks of the source before it says anything, reports a key at most once a
    week, and takes a deviation below that of a Poisson count for chance.
    """
    if not len(records.at) or not budget:
        return Alerts(records.keys[:0], records.at[:0])
    day = records.at // DAY
    day += WEEK * (WEEKS + 1) - day.min()
    span = int(day.max()) + 1
    place = records.keys * span + day
    ends = np.flatnonzero(np.append(np.diff(place) > 0, True))  # the last record of a key on a day
    last = place[ends]
    counts = [_count(place, last, week) for week in range(WEEKS + 1)]
    history = np.stack(counts[1:])
    mean = history.mean(axis=0)
    deviation = np.sqrt(np.maximum(history.var(axis=0), np.maximum(mean, 1.0)))
    excess = (counts[0] - mean) / deviation
    known = last % span >= 2 * WEEK * WEEKS + WEEK
    unusual = np.flatnonzero((excess > DEVIATIONS) & known)
    fresh = np.ones(len(unusual), bool)
    fresh[1:] = np.diff(last[unusual]) >= WEEK
    unusual = unusual[fresh]
    at = records.at[ends[unusual]]
    chosen = np.flatnonzero((at >= since) & (at < until))
    most = chosen[np.argsort(-excess[unusual][chosen], kind="stable")][:budget]
    return Alerts(last[unusual][most] // span, at[most])


def _count(place: Ints, last: Ints, week: int) -> Ints:
    """Records of the same key in the seven days that end so many weeks before a day."""
    end = np.searchsorted(place, last - WEEK * week, side="right")
    begin = np.searchsorted(place, last - WEEK * (week + 1), side="right")
    return end - begin
