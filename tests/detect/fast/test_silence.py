"""The silence family against the reference."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.silence import Silence
from anlan.standards.time import DAY
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of
from tests.detect.fast.by_hand import LAYOUT as HAND, START, Story, plan
from tests.detect.fast.pit import by_group, by_reference, same


@pytest.mark.parametrize("seed", range(4))
def test_equals_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plans = draw_models(rng, 16, SMALL, ["silence"], easy=True)
    spans = (DAY, 3 * DAY, 10 * DAY)
    for each in plans:
        each.horizon = Horizon(spans[int(rng.integers(3))], sliding=True)
    stream = draw_stream(
        rng, 2500, SMALL, per_day=(100, 1000, 5000)[seed % 3], disorder=100, far=0.02
    )
    steps = steps_of(stream)
    expected = by_reference(plans, LAYOUT, steps)
    assert len(expected[0]) > 10
    for size in (97, len(steps)):
        same(by_group(Silence, plans, LAYOUT, steps, size), expected)
    same(by_group(Silence, plans, LAYOUT, steps, 61, rng), expected)


def told(model: Plan, story: Story) -> set[tuple[int, int, int, int]]:
    """Step, level, moment after the start and last row of what is raised."""
    expected = by_reference([model], HAND, story.steps)
    for size in (1, 2, len(story.steps)):
        same(by_group(Silence, [model], HAND, story.steps, size), expected)
    return {(one[0], one[3], one[4] - START, one[7]) for one in expected[0]}


SILENT = plan("silence", (3, 1), every=100)


def test_levels_are_reached_one_after_the_other() -> None:
    story = Story()
    story.put("1", 0)
    story.tick(99)
    story.tick(100)
    story.tick(250)
    story.tick(900)
    assert told(SILENT, story) == {(2, 2, 100, 1), (4, 1, 300, 1)}


def test_a_clock_that_jumps_reaches_each_level_as_of_its_moment() -> None:
    story = Story()
    story.put("1", 0)
    story.put("2", 1000)
    assert told(SILENT, story) == {(1, 2, 100, 1), (1, 1, 300, 1)}


def test_a_late_row_that_is_not_the_last_changes_nothing() -> None:
    story = Story()
    story.put("1", 50)
    story.put("2", 20)
    story.tick(149)
    story.tick(150)
    assert told(SILENT, story) == {(3, 2, 150, 1)}


def test_when_the_last_row_goes_the_one_before_it_counts_from_then_on() -> None:
    story = Story()
    story.put("1", 0)
    story.put("2", 150)
    story.withdraw("2")
    story.tick(299)
    story.tick(300)
    assert told(SILENT, story) == {(1, 2, 100, 1), (4, 1, 300, 1)}


def test_a_row_put_later_or_earlier_moves_the_moment() -> None:
    story = Story()
    story.put("1", 0)
    story.put("1", 60)
    story.tick(120)
    story.put("1", 30)
    story.tick(130)
    assert told(SILENT, story) == {(4, 2, 130, 1)}


def test_a_cooldown_silences_the_next_silence() -> None:
    story = Story()
    for n in range(8):
        story.put(str(n), 150 * n)
    calm = plan("silence", (1,), 400, every=100)
    assert told(calm, story) == {(1, 1, 100, 1), (4, 1, 550, 4), (7, 1, 1000, 7)}
