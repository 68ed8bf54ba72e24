"""The feedback check tells planted worlds apart: patrols that make calls, and patrols that do not."""

from __future__ import annotations

import numpy as np

from anlan.detect.forecast.feedback import Feedback, feedback

AREAS, WEEKS, HELD_OUT = 120, 60, 8


def checked(seed: int, *, follow: float = 0.0, gather: float = 0.0) -> Feedback:
    """A world in which `follow` of last week's extra patrols become public calls, and in which
    patrols turn to the busiest tenth by `gather` more each held-out week."""
    random = np.random.default_rng(seed)
    rate = random.lognormal(2, 0.6, AREAS)
    usual = random.lognormal(1.5, 0.4, AREAS)
    surge = random.lognormal(0, 0.5, (AREAS, WEEKS))
    busiest = rate >= np.sort(rate)[-AREAS // 10]
    trend = np.maximum(0, np.arange(WEEKS) - (WEEKS - HELD_OUT)) * gather
    officer = random.poisson(usual[:, None] * surge * (1 + trend * busiest[:, None]))
    before = np.roll(officer, 1, axis=1)
    before[:, 0] = usual
    public = random.poisson(np.maximum(0.1, rate[:, None] + follow * (before - usual[:, None])))
    expected = np.broadcast_to(rate[:, None], (AREAS, HELD_OUT))
    return feedback(
        public.astype(float), officer.astype(float), expected, np.ones(WEEKS, dtype=bool)
    )


def test_patrols_that_make_public_calls_are_found() -> None:
    for seed in range(5):
        found = checked(seed, follow=0.5)
        assert found.verdict == "calls-follow"
        assert found.follows_within is not None
        assert found.follows_within[0] > 0


def test_patrols_that_gather_in_the_areas_chosen_are_found() -> None:
    assert all(checked(seed, gather=0.5).verdict == "patrols-gather" for seed in range(5))


def test_patrols_that_change_nothing_seldom_raise_it() -> None:
    verdicts = [checked(seed).verdict for seed in range(40)]
    assert verdicts.count("clear") >= 36


def test_a_week_without_data_is_left_out_of_the_check() -> None:
    random = np.random.default_rng(3)
    public = random.poisson(9.0, (AREAS, WEEKS)).astype(float)
    officer = random.poisson(4.0, (AREAS, WEEKS)).astype(float)
    observed = np.ones(WEEKS, dtype=bool)
    observed[-4] = False
    public[:, -4] = officer[:, -4] = 0
    found = feedback(public, officer, np.full((AREAS, HELD_OUT), 9.0), observed)
    assert len(found.in_chosen) == HELD_OUT - 1
    assert found.verdict == "clear"


def test_it_says_so_when_nobody_wrote_down_who_began() -> None:
    public = np.ones((AREAS, WEEKS))
    found = feedback(public, np.zeros_like(public), public[:, :8], np.ones(WEEKS, dtype=bool))
    assert found.verdict == "unknown"
    assert "cannot be checked" in found.sentence.en
