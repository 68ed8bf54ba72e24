"""On published calls the winner is better than repeating last week, for hours and for places."""

from __future__ import annotations

from bench import _forecast_data as data

from anlan.detect.forecast.contest import contest
from anlan.detect.forecast.demand import known_before, rankings
from anlan.detect.forecast.hot import hot
from anlan.detect.forecast.methods import METHODS
from tests.real import shared_data


def test_winston_salem_streets_by_hour_and_blocks_by_week() -> None:
    calls = data.winston(shared_data(data.WINSTON))
    before = calls.hour < calls.hour.max() - 8 * 168
    streets = data.grouped(calls.street, ~calls.officer & before, 54)
    panel = data.winston_panel(calls, streets, officer=False, steps=168)
    assert (~panel.observed).any(axis=1).sum() >= 1  # a week in September 2018 is not there
    held = contest(panel, METHODS, held_out=8)
    assert held.winner == "pooled"
    assert held.scores["pooled"].all_rmsse < 0.75 * held.scores["last-week"].all_rmsse
    blocks = data.winston_panel(calls, calls.block, officer=False, steps=1)
    held = contest(blocks, METHODS, held_out=8)
    found = hot(rankings(held), held.actual.sum(axis=2), known_before(held))
    one = {each.ranking: each.hit_rate for each in found if each.share == 0.01}
    assert one["last-week"] + 0.02 < one[held.winner] < 0.40


def test_portland_cells_by_week() -> None:
    panel = data.portland(shared_data(data.PORTLAND), shared_data(data.DISTRICTS)).by(1)
    square_miles = len(panel.areas) * (data.CELL_FEET / 5280) ** 2
    assert 143 < square_miles < 152  # the police districts cover 147.7
    assert panel.counts.sum() > 17_000
    held = contest(panel, METHODS, held_out=1)
    later = held.actual.sum(axis=2)
    found = hot(rankings(held), later, later[:, 0] >= 0)
    five = {each.ranking: each.hit_rate for each in found if each.share == 0.05}
    assert held.winner == "pooled"
    assert five["last-week"] + 0.02 < five["pooled"] < 0.5
