"""The unanswered family against the reference."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.unanswered import Unanswered
from tests.detect.drawn import LAYOUT, SMALL, draw_models, draw_stream, steps_of
from tests.detect.fast.by_hand import LAYOUT as HAND, START, Story, part, plan
from tests.detect.fast.pit import by_group, by_reference, same


@pytest.mark.parametrize("seed", range(4))
def test_equals_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plans = draw_models(rng, 16, SMALL, ["unanswered"], easy=True)
    stream = draw_stream(
        rng, 2500, SMALL, per_day=(100, 1000, 5000)[seed % 3], disorder=100, far=0.02
    )
    steps = steps_of(stream)
    expected = by_reference(plans, LAYOUT, steps)
    assert len(expected[0]) > 10
    for size in (97, len(steps)):
        same(by_group(Unanswered, plans, LAYOUT, steps, size), expected)
    same(by_group(Unanswered, plans, LAYOUT, steps, 61, rng), expected)


def told(models: list[Plan], story: Story) -> set[tuple[int, int, int, tuple[int, ...]]]:
    """Step, level, moment after the start and evidence of what is raised, whatever the batches."""
    expected = by_reference(models, HAND, story.steps)
    for size in (1, 2, len(story.steps)):
        same(by_group(Unanswered, models, HAND, story.steps, size), expected)
    return {(one[0], one[3], one[4] - START, one[8]) for one in expected[0]}


ORDERED = plan("unanswered", first=part("a", "both"), then=part("b", "both"), within=100)


def test_a_limit_at_the_clock_has_passed() -> None:
    story = Story()
    story.put("1", 0, part="a")
    story.tick(100)
    assert told([ORDERED], story) == set()
    story.tick(101)
    assert told([ORDERED], story) == {(2, 1, 101, (1,))}


@pytest.mark.parametrize(("time", "answered"), [(0, True), (100, True), (101, False)])
def test_an_answer_counts_up_to_the_limit(time: int, answered: bool) -> None:
    story = Story()
    story.put("1", 0, part="a")
    story.put("2", time, part="b")
    story.tick(500)
    assert (told([ORDERED], story) == set()) is answered


def test_at_one_instant_the_order_decides() -> None:
    story = Story()
    story.put("1", 0, part="b")
    story.put("2", 0, part="a")
    story.tick(500)
    assert told([ORDERED], story) == {(2, 1, 101, (2,))}


def test_a_record_does_not_answer_itself() -> None:
    story = Story()
    story.put("1", 0, part="both")
    story.put("2", 50, part="both")
    story.tick(500)
    assert told([ORDERED], story) == {(2, 1, 151, (2,))}


def test_an_amendment_before_the_limit_needs_no_answer_and_may_need_one_again() -> None:
    story = Story()
    story.put("1", 0, part="a")
    story.put("1", 0, part="c")
    story.tick(90)
    story.put("1", 0, part="a")
    story.tick(101)
    assert told([ORDERED], story) == {(4, 1, 101, (1,))}


def test_an_answer_taken_back_answers_no_longer() -> None:
    story = Story()
    story.put("1", 0, part="a")
    story.put("2", 20, part="b")
    story.put("3", 10, part="b")
    story.withdraw("2")
    story.put("3", 10, part="c")
    story.tick(500)
    assert told([ORDERED], story) == {(5, 1, 101, (1,))}


def test_a_missed_limit_stays_through_a_correction_and_goes_with_the_key() -> None:
    story = Story()
    twice = plan("unanswered", (2,), first=part("a"), within=100)
    story.put("1", 0, part="a")
    story.put("2", 10, part="a")
    story.tick(105)
    story.put("1", 0, part="a")
    story.tick(111)
    story.put("1", 0, key="other", part="a")
    story.put("3", 20, part="a")
    story.tick(1000)
    assert told([twice], story) == {(4, 1, 111, (1, 2)), (7, 1, 121, (2, 3))}
