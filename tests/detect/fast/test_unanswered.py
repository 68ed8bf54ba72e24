"""The unanswered family against the reference."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.detect.fast.unanswered import Unanswered
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of
from tests.detect.fast.pit import by_group, by_reference, same


@pytest.mark.parametrize("seed", range(6))
def test_equals_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plans = draw_models(rng, 16, SMALL, ["unanswered"], easy=True)
    stream = draw_stream(
        rng, 2500, SMALL, per_day=(100, 1000, 5000)[seed % 3], disorder=100, far=0.02
    )
    steps = steps_of(stream)
    expected = by_reference(plans, LAYOUT, steps)
    assert len(expected[0]) > 10
    for size in (97, 1, len(steps)):
        same(by_group(Unanswered, plans, LAYOUT, steps, size), expected)
    same(by_group(Unanswered, plans, LAYOUT, steps, 61, rng), expected)
