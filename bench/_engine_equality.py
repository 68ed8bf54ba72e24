"""Whether the shared plan raises what the reference interpreter raises, evidence and all.

The shared plan takes the steps one by one, in batches of 997 with 20 restarts, and all at once,
while two processes ask the reference, model by model. Of a model whose limits do not pass by
themselves, it sees only the steps whose rows meet its filter, as it ignores the others.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
from tests.detect.drawn import LAYOUT, TOWN, draw_models, draw_stream, steps_of, taken

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.reference import Reference
from anlan.detect.steps.layout import POINT
from anlan.detect.steps.row import Raised, Step
from anlan.detect.steps.rows import Rows

ALWAYS_TOLD = ("season", "unanswered", "silence")
PROCESSES = 2
PART = 25
"""Models that a process is asked at a time."""

_plans: list[Plan] = []
_steps: list[Step] = []


def equality(models: int, events: int, families: Sequence[str], sizes: Sequence[int]) -> bool:
    """Whether all is equal at batches of some sizes; that of 997 is restarted 20 times."""
    begin = time.perf_counter()
    rng = np.random.default_rng(1)
    _plans[:] = draw_models(rng, models, TOWN, families)
    _steps[:] = steps_of(draw_stream(rng, events, TOWN, per_day=events / 30))
    restarts = set(map(int, rng.integers(0, events, 20)))
    with multiprocessing.get_context("fork").Pool(PROCESSES, os.nice, (5,)) as pool:
        parts = pool.map_async(_told, range(0, models, PART), 1)
        answers = [_shared(size or events, restarts if size == 997 else set()) for size in sizes]
        wanted = sorted(one for part in parts.get() for one in part)
    same = all(answer == wanted for answer in answers)
    took = time.perf_counter() - begin
    verdict = "all equal" if same else "NOT EQUAL"
    print(
        f"{models:,} models, {events:,} events: reference {len(wanted):,} raised; {verdict}, {took:.0f} s"
    )
    return same


def _shared(size: int, restarts: set[int]) -> list[Any]:
    """What the shared plan raises."""
    engine, raised = SharedPlan(_plans, LAYOUT), list[Raised]()
    rows = Rows(LAYOUT.slot.get(POINT))
    begin = time.perf_counter()
    for first, last in pairwise(sorted({*range(0, len(_steps), size), *restarts, len(_steps)})):
        if first in restarts:
            saved = BytesIO(b"".join(engine.save()))
            engine = SharedPlan(_plans, LAYOUT)
            engine.restore(saved)
        raised += taken(engine, _steps[first:last], rows)
    took = time.perf_counter() - begin
    print(
        f"batches of {size:,}, {len(restarts)} restarts: {len(raised):,} raised, {took:.0f} s",
        flush=True,
    )
    return canonical(raised)


def _told(first: int) -> list[Any]:
    """What the reference raises for some of the models."""
    part = range(first, min(first + PART, len(_plans)))
    return canonical(one for number in part for one in told(number, _plans[number], _steps))


def told(number: int, plan: Plan, steps: Sequence[Step]) -> list[Raised]:
    """What the reference raises for one model, told the steps that concern it."""
    heard = steps if plan.measure.family in ALWAYS_TOLD else concerning(plan, steps)
    return [
        Raised(number, r.key, r.level, r.at, r.floor, r.measure, r.trigger, r.evidence)
        for r in Reference([plan], LAYOUT).take(heard)
    ]


def concerning(plan: Plan, steps: Sequence[Step]) -> list[Step]:
    """Steps of which a row meets the filter."""
    tests = [(LAYOUT.slot[part.attribute], part.accepts) for part in plan.where.conjuncts]
    return [
        step
        for step in steps
        if any(
            row is not None and all(accepts(row.values[at]) for at, accepts in tests)
            for row in (step.removed, step.added)
        )
    ]


def canonical(raised: Iterable[Raised]) -> list[Any]:
    """What is compared; rows by their hash, which says all they say."""
    return sorted(
        (
            *one.identity, one.floor, one.measure, one.trigger.order, hash(one.trigger),
            tuple(row.order for row in one.evidence), hash(one.evidence),
        )
        for one in raised
    )  # fmt: skip
