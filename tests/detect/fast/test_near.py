"""The near family against the reference."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.detect.fast.near import Near
from anlan.detect.horizon import Horizon
from anlan.standards.time import DAY
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of
from tests.detect.fast.pit import by_group, by_reference, same


@pytest.mark.parametrize("seed", range(6))
def test_equals_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plans = draw_models(rng, 16, SMALL, ["near"], easy=True)
    for plan in plans:
        if plan.horizon.gap:
            plan.horizon = Horizon(3 * DAY, sliding=True)
    stream = draw_stream(
        rng, 2500, SMALL, per_day=(1000, 5000, 20000)[seed % 3], disorder=100, far=0.02
    )
    steps = steps_of(stream)
    expected = by_reference(plans, LAYOUT, steps)
    assert len(expected[0]) > 10
    for size in (97, 1, len(steps)):
        same(by_group(Near, plans, LAYOUT, steps, size), expected)
    same(by_group(Near, plans, LAYOUT, steps, 61, rng), expected)
