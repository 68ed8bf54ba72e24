"""Waiting between departments: who hands over to whom, and how long it lies in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan.evaluate.process.log import EventLog
from anlan.evaluate.process.spread import Waiting, spread


@dataclass(frozen=True, slots=True)
class HandOver:
    """From one department to another: how often, in how many cases, after what waiting."""

    source: str
    target: str
    count: int
    cases: int
    waiting: Waiting


def hand_overs(log: EventLog) -> list[HandOver]:
    """Every hand-over between two departments, the longest total waiting first.

    An event without a department is passed over: the matter stays where it was last. The
    waiting counts from the last event in the one department to the first in the other.
    """
    if log.department is None:
        return []
    told = log.department >= 0
    case, department, time = log.case_of[told], log.department[told], log.time[told]
    moved = (case[1:] == case[:-1]) & (department[1:] != department[:-1])
    width = len(log.departments)
    code = (department[:-1].astype(np.int64) * width + department[1:])[moved]
    there, number = np.unique(code, return_inverse=True)
    counts, waits = spread(number, np.diff(time)[moved], len(there))
    once = np.unique(case[1:][moved] * max(len(there), 1) + number)
    cases = np.bincount(once % max(len(there), 1), minlength=len(there))
    rows = [
        HandOver(
            log.departments[pair // width], log.departments[pair % width], int(count), int(many), w
        )
        for pair, count, many, w in zip(there.tolist(), counts, cases, waits, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row.waiting.total, row.source, row.target))
