"""The fast engine raises what the reference raises, however the stream is cut or interrupted."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.fast.side_by_side import SideBySide
from anlan.detect.reference import Reference
from anlan.detect.steps.layout import POINT
from anlan.detect.steps.row import Raised, Step
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.steps import Steps, heard
from tests.detect.drawn import (
    FAMILIES,
    LAYOUT,
    SMALL,
    batch_of,
    draw_models,
    draw_stream,
    steps_of,
    taken,
)  # fmt: skip

ROUNDS = int(os.environ.get("ANLAN_EQUALITY_ROUNDS", "1"))
"""Raise it for a longer search."""


def in_order(raised: Sequence[Raised]) -> list[Any]:
    return sorted(
        (one.identity, one.floor, one.measure, one.trigger, one.evidence) for one in raised
    )


def fast(
    plans: Sequence[Plan],
    steps: Sequence[Step],
    size: int,
    stops: frozenset[int] = frozenset(),
    make: type[SharedPlan] = SharedPlan,
) -> tuple[list[Raised], Counter[tuple[int, str]]]:
    """What the fast engine raises; at some steps it is saved and a fresh one goes on."""
    engine, rows = make(plans, LAYOUT), Rows(LAYOUT.slot.get(POINT))
    raised: list[Raised] = []
    cuts = sorted({*range(0, len(steps), size), *stops, len(steps)})
    for begin, end in itertools.pairwise(cuts):
        if begin in stops:
            saved = BytesIO(b"".join(engine.save()))
            engine = make(plans, LAYOUT)
            engine.restore(saved)
        raised += taken(engine, steps[begin:end], rows)
    return raised, engine.not_counted


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_equals_the_reference(family: str, seed: int) -> None:
    rng = np.random.default_rng([seed, FAMILIES.index(family)])
    plans = draw_models(rng, 24, SMALL, [family], easy=True)
    per_day = 20.0 if family == "season" else float(rng.choice([300, 3_000, 20_000]))
    steps = steps_of(draw_stream(rng, 900, SMALL, per_day=per_day))
    reference = Reference(plans, LAYOUT)
    wanted = in_order(reference.take(steps))
    missed = Counter((one.model, one.reason) for one in reference.not_counted)
    stops = frozenset(map(int, rng.integers(1, len(steps), 3)))
    for size, at in ((1, frozenset[int]()), (97, stops), (len(steps), frozenset[int]())):
        raised, not_counted = fast(plans, steps, size, at)
        assert in_order(raised) == wanted, (family, seed, size)
        assert not_counted == missed, (family, seed, size)
    assert wanted


def test_many_records_and_sweeps() -> None:
    """So long a stream that what no window holds is let go of several times."""
    rng = np.random.default_rng(5)
    plans = draw_models(rng, 22, SMALL, FAMILIES[:7], easy=True)
    plans = [plan for plan in plans if plan.horizon.length <= 4 * 86_400_000_000]
    stream = draw_stream(rng, 9_000, SMALL, per_day=500)
    steps = steps_of(stream)
    wanted = in_order(Reference(plans, LAYOUT).take(steps))
    stops = frozenset(range(500, 9_000, 500))
    raised, _ = fast(plans, steps, 4_000, stops)
    assert in_order(raised) == wanted


def test_columns_are_as_good_as_steps() -> None:
    rng = np.random.default_rng(8)
    plans = draw_models(rng, 44, SMALL, easy=True)
    stream = draw_stream(rng, 2_000, SMALL)
    steps = steps_of(stream)
    by_steps, by_columns = SharedPlan(plans, LAYOUT), SharedPlan(plans, LAYOUT)
    raised = by_steps.take(heard(steps, Rows(None)))
    found, _ = by_columns.take_batch(batch_of(stream, by_columns.columns))
    told = [(one.model, one.key, one.level, one.at, one.trigger.order) for one in raised]
    names = [
        by_columns.columns.value(plans[model].key, int(key))
        for model, key in zip(found.model, found.key, strict=True)
    ]
    columns = (found.model, names, found.level, found.at, found.trigger)
    assert sorted(told) == sorted(zip(*columns, strict=True))
    assert found.first[-1] == sum(len(one.evidence) for one in raised)


def test_groups_side_by_side_say_the_same() -> None:
    rng = np.random.default_rng(9)
    plans = draw_models(rng, 66, SMALL, easy=True)
    steps = steps_of(draw_stream(rng, 3_000, SMALL))
    raised, missed = fast(plans, steps, 200, make=SideBySide)
    wanted, not_counted = fast(plans, steps, len(steps))
    assert in_order(raised) == in_order(wanted)
    assert missed == not_counted


def test_no_steps_raise_nothing() -> None:
    assert (
        SharedPlan(draw_models(np.random.default_rng(1), 11, SMALL), LAYOUT).take(Steps(Rows(None)))
        == []
    )
