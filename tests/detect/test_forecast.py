"""Candidates see only the past, are scored as the books say, and intervals hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from anlan.detect.forecast.contest import contest
from anlan.detect.forecast.hot import hot
from anlan.detect.forecast.methods import METHODS, last_week, mean, pooled
from anlan.detect.forecast.panel import Floats, Panel, panel_of, watched
from anlan.detect.forecast.spread import coverage, dispersion, limits, quantile


def world(
    areas: int = 30, weeks: int = 24, steps: int = 168, seed: int = 1
) -> tuple[Panel, Floats]:
    """Poisson calls of areas of very different size with one rhythm, and their true rates."""
    random = np.random.default_rng(seed)
    at = np.arange(steps)
    rhythm = 1 + 0.8 * np.sin(2 * np.pi * at / (24 if steps == 168 else steps))
    rates = random.lognormal(-2.5, 1.2, areas)[:, None] * rhythm
    counts = random.poisson(rates[:, None, :], (areas, weeks, steps)).astype(float)
    names = tuple(f"A{number:03}" for number in range(areas))
    return Panel(names, counts, np.ones((weeks, steps), dtype=bool)), rates


@pytest.mark.parametrize("name", METHODS)
def test_no_candidate_sees_the_week_it_is_scored_on_or_a_later_one(name: str) -> None:
    panel, _ = world(areas=5, weeks=12)
    other = panel.counts.copy()
    other[:, 9:] = 99.0
    changed = Panel(panel.areas, other, panel.observed)
    one = contest(panel, METHODS, held_out=4).forecasts[name]
    two = contest(changed, METHODS, held_out=4).forecasts[name]
    assert np.array_equal(one[:, :2], two[:, :2])  # weeks 8 and 9 are forecast from 0 to 8
    assert not np.array_equal(one[:, 2], two[:, 2])


def test_scores_are_those_of_the_textbook() -> None:
    panel, _ = world(areas=3, weeks=10, steps=7)
    scores = contest(panel, METHODS, held_out=3).scores["mean"]
    for at in range(3):
        y = panel.counts[at].ravel()
        m, first = 7, 7 * 7
        errors = [y[t] - y[t % m : t - t % m : m].mean() if t % m else y[t] - y[0:t:m].mean()
                  for t in range(first, len(y))]  # fmt: skip
        naive = [y[t] - y[t - m] for t in range(m, first)]
        assert scores.mase[at] == pytest.approx(np.mean(np.abs(errors)) / np.mean(np.abs(naive)))
        rmsse = np.sqrt(np.mean(np.square(errors)) / np.mean(np.square(naive)))
        assert scores.rmsse[at] == pytest.approx(rmsse)


def test_the_pooled_model_is_nearer_to_the_truth_than_the_others_where_calls_are_few() -> None:
    panel, rates = world()
    off = {name: float(((made(panel) - rates) ** 2).mean()) for name, made in METHODS.items()}
    assert off["pooled"] < off["mean"] / 3 < off["last-week"] / 3
    assert pooled(panel).sum() == pytest.approx(rates.sum(), rel=0.05)
    assert contest(panel, METHODS, held_out=6).winner == "pooled"


def test_an_area_with_its_own_rhythm_keeps_it() -> None:
    panel, _ = world(areas=20, weeks=40)
    night = np.where(np.arange(168) % 24 < 6, 3.0, 0.1)
    panel.counts[0] = np.random.default_rng(2).poisson(night, (40, 168))
    made = pooled(panel)[0]
    assert np.corrcoef(made, night)[0, 1] > 0.9


def test_the_best_of_each_area_is_named_and_an_area_that_cannot_tell_takes_the_winner() -> None:
    panel, _ = world(areas=6, weeks=12)
    panel.counts[0] = 0
    held = contest(panel, METHODS, held_out=4)
    assert held.winners[0] == held.winner
    for at, best in enumerate(held.winners[1:], start=1):
        assert held.scores[best].rmsse[at] == min(s.rmsse[at] for s in held.scores.values())


def test_a_week_without_data_is_not_a_week_without_calls() -> None:
    panel, _ = world(areas=80, weeks=20, steps=7)
    whole = {name: made(panel) for name, made in METHODS.items()}
    step = np.concatenate([np.repeat(np.arange(-140, 0), panel.counts[a].ravel().astype(int))
                           for a in range(80)])  # fmt: skip
    area = np.repeat(np.arange(80), panel.counts.sum(axis=(1, 2)).astype(int))
    lost = (step >= -70) & (step < -56)
    gap = panel_of(panel.areas, area[~lost], step[~lost], weeks=20, steps=7)
    assert not gap.observed[10:12].any()
    assert gap.observed.sum() == 18 * 7
    for name in ("mean", "pooled"):
        assert METHODS[name](gap).sum() == pytest.approx(whole[name].sum(), rel=0.1)
    assert np.array_equal(last_week(gap.before(12)), gap.counts[:, 9])


def test_silence_is_missing_data_only_when_it_is_long_and_loud() -> None:
    busy, quiet = np.full(168, 10.0), np.full(168, 0.2)
    busy[40:42] = 0  # two quiet hours of a busy town
    assert watched(busy, at_least=24).all()
    busy[60:100] = 0
    assert (~watched(busy, at_least=24)).sum() == 40
    quiet[60:100] = 0  # eight calls missed: a village may be silent that long
    assert watched(quiet, at_least=24).all()


def test_counts_in_longer_steps_are_the_same_calls() -> None:
    panel, _ = world(areas=4, weeks=6)
    assert np.array_equal(panel.by(7).counts.sum(axis=2), panel.counts.sum(axis=2))
    assert panel.by(7).counts[1, 2, 3] == panel.counts[1, 2, 72:96].sum()


def test_calls_outside_the_weeks_are_left_out() -> None:
    area, step = np.zeros(4, dtype=np.int64), np.array([-15, -14, -1, 0])
    panel = panel_of(("A",), area, step, weeks=2, steps=7)
    assert panel.counts.sum() == 2
    assert (panel.counts[0, 0, 0], panel.counts[0, 1, 6]) == (1, 1)


def test_quantiles_of_poisson_and_of_wider_counts() -> None:
    ones = np.ones(3)
    means = np.array([0.01, 3.0, 10.0])
    assert quantile(means, ones, 0.05).tolist() == [0, 1, 5]
    assert quantile(means, ones, 0.95).tolist() == [0, 6, 15]
    random = np.random.default_rng(4)
    for mean_, spread in ((2.0, 1.5), (20.0, 4.0), (299.0, 6.0), (400.0, 6.0), (5000.0, 3.0)):
        size = mean_ / (spread - 1)
        draws = random.negative_binomial(size, 1 / spread, 100_000)
        low, high = (each[0] for each in limits(np.array([mean_]), np.array([spread])))
        assert np.mean(draws < low) <= 0.055
        assert np.mean(draws > high) <= 0.055
        assert np.mean((draws >= low + 1) & (draws <= high - 1)) < 0.905


def test_intervals_made_on_some_weeks_hold_nine_in_ten_of_others() -> None:
    random = np.random.default_rng(5)
    expected = np.broadcast_to(random.lognormal(2, 1, (40, 1, 1)), (40, 8, 24)).copy()
    actual = random.negative_binomial(expected / 1.5, 1 / 2.5).astype(float)
    seen = np.ones((8, 24), dtype=bool)
    spread = dispersion(actual[:, :4], expected[:, :4], np.broadcast_to(seen[:4], (40, 4, 24)))
    assert np.median(spread) == pytest.approx(2.5, rel=0.1)
    low, high = limits(expected[:, 4:], np.broadcast_to(spread[:, None, None], (40, 4, 24)))
    assert 0.89 < coverage(actual[:, 4:], low, high, seen[4:]) < 0.95


def test_hit_rate_shares_ties_fairly_and_counts_unknown_areas_as_missed() -> None:
    later = np.zeros((101, 1))
    later[:4, 0] = (6, 2, 1, 1)
    later[100, 0] = 10  # nobody knew of this area
    known = np.arange(101) < 100
    ranks = {"right": later.copy(), "alike": np.ones((101, 1))}
    one, five = (hot(ranks, later, known)[at] for at in (0, 2))
    assert (one.ranking, one.areas, one.of_areas) == ("right", 1, 100)
    assert one.hit_rate == pytest.approx(6 / 20)
    assert one.pai == pytest.approx(0.3 / 0.01)
    assert five.hit_rate == pytest.approx(10 / 20)
    alike = hot(ranks, later, known)[3]
    assert alike.hit_rate == pytest.approx(0.05 * 10 / 20)
    assert mean(Panel(("A",), np.ones((1, 2, 7)), np.ones((2, 7), dtype=bool))).tolist() == [
        [1] * 7
    ]
