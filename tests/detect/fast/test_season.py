"""The season family against the reference.

The streams are long enough for clocks that are moved, and sparse enough for days without data.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from anlan.detect.fast.season import Season
from anlan.detect.fast.season_kernel import NEVER, measured, smallest
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of
from tests.detect.fast.pit import by_group, by_reference, same


@pytest.mark.parametrize("seed", range(3))
def test_equals_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plans = draw_models(rng, 24, SMALL, ["season"], easy=True)
    for plan in plans[::3]:
        off = frozenset({date(2023, 11, 15 + int(n)) for n in rng.integers(0, 14, 4)})
        plan.horizon = replace(plan.horizon, days_off=off)
    count, per_day = ((2500, 20), (700, 2), (3000, 300))[seed % 3]
    stream = draw_stream(rng, count, SMALL, per_day=per_day, far=0.02)
    steps = steps_of(stream)
    expected = by_reference(plans, LAYOUT, steps)
    assert len(expected[0]) > 10
    for size in (97, len(steps)):
        same(by_group(Season, plans, LAYOUT, steps, size), expected)
    same(by_group(Season, plans, LAYOUT, steps, 61, rng), expected)


def test_the_smallest_count_is_exact() -> None:
    rng = np.random.default_rng(1)
    for _ in range(3000):
        mean, variance = rng.gamma(1.0, 20.0), rng.gamma(1.0, 30.0)
        count = int(rng.integers(0, 200))
        for at_least in (rng.normal(2.0, 2.0), measured(count, mean, variance)):
            found = smallest(at_least, mean, variance)
            assert measured(found, mean, variance) >= at_least
            assert found == 0 or measured(found - 1, mean, variance) < at_least
    assert smallest(1e18, 1.0, 1.0) == NEVER
