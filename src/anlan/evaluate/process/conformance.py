"""Conformance: how far cases keep to a flow, and where they leave it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from anlan.evaluate.process.courses import Courses, courses
from anlan.evaluate.process.flow import BEGIN, LegalPath
from anlan.evaluate.process.log import EventLog
from anlan.evaluate.process.spread import Floats

Move = tuple[str | None, str | None]
"""From an activity to the next; None before the first and after the last."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A move the flow does not allow: how often, in how many cases, and in which."""

    source: str | None
    """None: the case begins so."""
    target: str | None
    """None: the case ends so."""
    known: bool
    """Whether the flow knows the activity at all."""
    count: int
    cases: int
    case_ids: tuple[str, ...]
    """The first of them."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """How a log keeps to a flow."""

    flow: str
    cases: int
    fitting: int
    """Cases without a deviation."""
    moves: int
    legal: int
    fitness: float
    """Mean over the cases of the share of their moves that is legal."""
    deviations: tuple[Deviation, ...]
    of_case: Floats
    """Fitness of every case of the log."""


def conformance(log: EventLog, path: LegalPath, *, ids: int = 10) -> Conformance:
    """Hold every case against a path.

    The fitness of a case is the share of its moves that are legal: one into each event, and one
    out of the last where the flow says how to end. After an illegal move the case goes on from
    where the move leads, so that one fault is counted once.
    """
    found = courses(log)
    moves, legal = np.zeros(len(found), np.int64), np.zeros(len(found), np.int64)
    faults: dict[Move, Counter[int]] = {}
    for number, case in enumerate(found.example):
        course = [log.activities[c] for c in log.activity[log.starts[case] : log.starts[case + 1]]]
        wrong = _wrong(course, path)
        moves[number] = len(course) + bool(path.ends)
        legal[number] = moves[number] - len(wrong)
        for move in wrong:
            faults.setdefault(move, Counter())[number] += 1
    of_case = (legal / moves)[found.of_case]
    deviations = [_deviation(log, found, path, move, at, ids) for move, at in faults.items()]
    return Conformance(
        path.id,
        log.cases,
        int(found.count[legal == moves].sum()),
        int((moves * found.count).sum()),
        int((legal * found.count).sum()),
        float((legal / moves * found.count).sum() / log.cases),
        tuple(sorted(deviations, key=lambda d: (-d.count, d.source or "", d.target or ""))),
        of_case,
    )


def _wrong(course: list[str], path: LegalPath) -> list[Move]:
    """The moves of one course that are not legal."""
    wrong: list[Move] = []
    state, last = BEGIN, None
    for activity in course:
        if state not in path.legal_in.get(activity, ()):
            wrong.append((last, activity))
        state = path.leads_to.get(activity) or state
        last = activity
    if path.ends and last not in path.ends:
        wrong.append((last, None))
    return wrong


def _deviation(
    log: EventLog, found: Courses, path: LegalPath, move: Move, at: Counter[int], ids: int
) -> Deviation:
    source, target = move
    having = np.isin(found.of_case, list(at))
    return Deviation(
        source,
        target,
        target is None or target in path.legal_in,
        sum(int(found.count[number]) * times for number, times in at.items()),
        int(having.sum()),
        tuple(log.case_ids[case] for case in np.flatnonzero(having)[:ids]),
    )
