"""The near family against the reference."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.detect.compiler.derive import Point, point_at
from anlan.detect.compiler.horizon import Horizon
from anlan.detect.fast.near import Near
from anlan.standards.time import DAY
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of
from tests.detect.fast.by_hand import LAYOUT as HAND, Story, plan
from tests.detect.fast.pit import by_group, by_reference, same


@pytest.mark.parametrize("seed", range(3))
def test_equals_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plans = draw_models(rng, 16, SMALL, ["near"], easy=True)
    for each in plans:
        if each.horizon.gap:
            each.horizon = Horizon(3 * DAY, sliding=True)
    stream = draw_stream(
        rng, 1500, SMALL, per_day=(1000, 5000, 20000)[seed % 3], disorder=100, far=0.02
    )
    steps = steps_of(stream)
    expected = by_reference(plans, LAYOUT, steps)
    assert len(expected[0]) > 10
    for size in (97, len(steps)):
        same(by_group(Near, plans, LAYOUT, steps, size), expected)
    same(by_group(Near, plans, LAYOUT, steps, 61, rng), expected)


def counts(story: Story, metres: int = 100) -> list[float]:
    """What is measured at each row, as every one raises a level of its own."""
    model = plan("near", (3, 2, 1), 1, Horizon(DAY, sliding=True), millimetres=metres * 1000)
    expected = by_reference([model], HAND, story.steps)
    for size in (1, 2, len(story.steps)):
        same(by_group(Near, [model], HAND, story.steps, size), expected)
    return [one[6] for one in sorted(expected[0])]


@pytest.mark.parametrize(
    ("off", "near"), [((100_000, 0, 0), 2.0), ((100_001, 0, 0), 1.0), ((60_000, -80_000, 0), 2.0),
                      ((60_000, -80_000, 1), 1.0), ((0, 0, -100_000), 2.0)],
)  # fmt: skip
def test_the_distance_itself_is_near(off: Point, near: float) -> None:
    here = point_at(120.0, 30.0)
    x, y, z = (a + b for a, b in zip(here, off, strict=True))
    story = Story()
    story.put("1", 0, point=here)
    story.put("2", 1, point=(x, y, z))
    assert counts(story) == [1.0, near]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((180.0, 0.0), (-180.0, 0.0)), ((179.9996, 10.0), (-179.9996, 10.0)),
        ((0.0, 90.0), (77.0, 89.9995)), ((10.0, 89.9996), (-170.0, 89.9996)),
        ((0.0, -90.0), (120.0, -89.9995)), ((-0.0003, 51.0), (0.0003, 51.0)),
    ],
)  # fmt: skip
def test_poles_and_the_date_line_are_places_like_others(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    story = Story()
    story.put("1", 0, point=point_at(*one))
    story.put("2", 1, point=point_at(*other))
    story.put("3", 2, point=point_at(one[0], -one[1] or 5.0))
    assert counts(story)[:2] == [1.0, 2.0]


def test_a_row_moved_is_looked_at_where_it_is_now() -> None:
    here, there = point_at(120.0, 30.0), point_at(121.0, 30.0)
    story = Story()
    story.put("1", 0, point=here)
    story.put("2", 10, point=there)
    story.put("2", 10, point=here)
    story.put("2", 10, point=here, part="corrected")
    story.put("3", 20, point=there)
    story.put("4", 30, key=None, point=here)
    story.put("5", 40)
    assert counts(story) == [1.0, 1.0, 2.0, 1.0]


def test_a_mark_silences_its_neighbourhood_for_the_cooldown() -> None:
    story = Story()
    for n in range(12):
        story.put(str(n), 10 * n, point=point_at(120.0 + 0.0004 * n, 30.0))
    model = plan("near", (3, 1), 35, Horizon(DAY, sliding=True), millimetres=60_000)
    expected = by_reference([model, model], HAND, story.steps)
    assert len(expected[0]) == 2 * 6
    for size in (1, 5, 12):
        same(by_group(Near, [model, model], HAND, story.steps, size), expected)
