"""Looking at some of the cases: of a period, from and to certain activities, of the main courses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from anlan.evaluate.process.courses import courses
from anlan.evaluate.process.log import EventLog
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import Instant


def chosen(
    log: EventLog,
    *,
    since: Instant | None = None,
    until: Instant | None = None,
    begins: Sequence[str] = (),
    ends: Sequence[str] = (),
    top: int | None = None,
) -> EventLog:
    """The cases that begin in `[since, until)`, with and end with one of the activities named.

    `top`: of these, only the cases of so many most frequent variants. NotFound when an activity
    is not in the log; BadInput when no case is left.
    """
    first, last = log.starts[:-1], log.starts[1:] - 1
    wanted = np.ones(log.cases, np.bool_)
    if since is not None:
        wanted &= log.time[first] >= since
    if until is not None:
        wanted &= log.time[first] < until
    for names, at in ((begins, first), (ends, last)):
        if names:
            codes = [_code(log, name) for name in names]
            wanted &= np.isin(log.activity[at], codes)
    if not wanted.any():
        raise BadInput(
            "no case is left", place=log.source, way_out="widen the period or the activities"
        )
    some = log if wanted.all() else log.some(wanted)
    if top is None:
        return some
    if top < 1:
        raise BadInput("at least one variant", value=top, way_out="ask for 1 or more")
    return some.some(courses(some).of_case < top)


def _code(log: EventLog, name: str) -> int:
    if name not in log.activities:
        raise NotFound(
            "no such activity in the log",
            place=log.source,
            value=name,
            way_out=f"use one of {', '.join(log.activities[:40])}",
        )
    return log.activities.index(name)
