"""What is spread over partitions raises what one engine raises: the rule, without Spark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.columns import filters_of
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.reference import Reference
from anlan.detect.spark.spread import Group, Splitter, Spread
from anlan.detect.steps.layout import POINT
from anlan.detect.steps.row import Raised, Step
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.steps import heard
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of

PARTS = 3


@pytest.mark.parametrize("runner", [Reference, SharedPlan])
@pytest.mark.parametrize("seed", range(4))
def test_the_parts_together_raise_what_the_whole_raises(seed: int, runner: Any) -> None:
    rng = np.random.default_rng(seed)
    plans = [_spreadable(plan) for plan in draw_models(rng, 66, SMALL, easy=True)]
    steps = steps_of(draw_stream(rng, 1500, SMALL, per_day=300, far=0.05))
    spread = Spread(plans, PARTS)
    found, whole = Counter[Any](), Counter[Any]()
    missed, wanted = Counter[Any](), Counter[Any]()
    for source, groups in zip(spread.sources, spread.groups, strict=True):
        pieces = _pieces(groups, steps)
        assert sum(bool(of_unit) for of_unit in pieces.values()) > PARTS
        for group in groups:
            for unit in group.units:
                part = runner(group.plans, group.layout)
                raised = part.take(heard(pieces[unit], Rows(None)))
                found += Counter(_told(group.plans, raised))
                missed += _lost(part, group.plans)
        reference = Reference(source, LAYOUT)
        whole += Counter(_told(source, reference.take(steps)))
        wanted += _lost(reference, source)
    assert found == whole
    assert len(whole) > 100
    assert missed == wanted


def test_a_key_is_looked_at_by_one_unit_and_near_by_whole_models() -> None:
    plans = [_spreadable(plan) for plan in draw_models(np.random.default_rng(1), 66, SMALL)]
    spread = Spread(plans, PARTS)
    for groups in spread.groups:
        for group in groups:
            near = {plan.measure.family == "near" for plan in group.plans}
            assert len(near) == 1
            assert len(group.units) == (1 if near == {True} else PARTS)
            assert near == {True} or {plan.key for plan in group.plans} == {group.asked}
    units = [unit for groups in spread.groups for group in groups for unit in group.units]
    assert len(units) == len(set(units))
    ran = Counter(p.name for groups in spread.groups for group in groups for p in group.plans)
    assert ran == Counter(plan.name for plan in plans)


def _pieces(groups: Sequence[Group], steps: Sequence[Step]) -> dict[int, list[Step]]:
    splitter = Splitter(groups, LAYOUT)
    pieces: dict[int, list[Step]] = {unit: [] for group in groups for unit in group.units}
    for step in steps:
        for piece in sorted(splitter.split(step), key=lambda piece: piece.turn):
            pieces[piece.unit].append(piece.step)
    for piece in splitter.tick(steps[-1].position, steps[-1].clock):
        pieces[piece.unit].append(piece.step)
    return pieces


def _told(plans: Sequence[Plan], raised: Sequence[Raised]) -> list[Any]:
    return [
        (
            plans[each.model].name, each.key, each.level, each.at, each.floor, each.measure,
            each.trigger.record, tuple(row.record for row in each.evidence),
        )
        for each in raised
    ]  # fmt: skip


def _lost(runner: Any, plans: Sequence[Plan]) -> Counter[Any]:
    if isinstance(runner.not_counted, Counter):
        return Counter({(plans[n].name, why): t for (n, why), t in runner.not_counted.items()})
    return Counter((plans[each.model].name, each.reason) for each in runner.not_counted)


def _spreadable(plan: Plan) -> Plan:
    """A drawn model with what says which attributes it looks at."""
    names = {part.attribute for asked in filters_of(plan) for part in asked.conjuncts}
    names |= {plan.key, plan.measure.field} - {None}
    names |= {POINT} if plan.measure.family == "near" else set()
    told = cast(Any, plan)
    told.kind, told.joins, told.fields, told.derived = SimpleNamespace(id="call"), (), names, {}
    return plan
