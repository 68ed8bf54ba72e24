"""Charts are drawings: the same numbers in the same places, in every format."""

from __future__ import annotations

import pytest

from anlan.evaluate.report.charts.bars import Bar, Line, bars
from anlan.evaluate.report.charts.heat import colour, heat
from anlan.evaluate.report.charts.radar import radar
from anlan.evaluate.report.charts.scale import Scale, reach
from anlan.evaluate.report.charts.slope import Moved, slope
from anlan.evaluate.report.drawing import GOOD, Box, Drawing, Stroke, Words, fitted, width_of
from anlan.evaluate.report.writers.svg import svg


def words(drawing: Drawing) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, Words)]


def test_ticks_are_round_and_inside() -> None:
    assert Scale(0, 100, 0, 10).ticks() == [0, 20, 40, 60, 80, 100]
    assert Scale(-0.31, 0.42, 0, 10).ticks() == pytest.approx([-0.2, 0.0, 0.2, 0.4])
    assert reach([None, float("nan")]) == (0.0, 1.0)


def test_a_bar_is_as_long_as_its_value() -> None:
    drawing = bars([Line("a", (Bar(20, 10, 30),)), Line("b", (Bar(40),)), Line("c", (Bar(None),))])
    first, second = (mark for mark in drawing.marks if isinstance(mark, Box))
    assert second.width == pytest.approx(2 * first.width)
    assert words(drawing).count("—") == 1
    assert {"a", "20.0", "40.0"} <= set(words(drawing))


def test_bars_below_zero_go_the_other_way() -> None:
    drawing = bars([Line("a", (Bar(-3),)), Line("b", (Bar(3),))])
    first, second = (mark for mark in drawing.marks if isinstance(mark, Box))
    assert first.x + first.width == pytest.approx(second.x)
    assert "−3.0" in words(drawing)


def test_a_radar_is_open_where_a_value_is_missing() -> None:
    whole = radar(["a", "b", "c"], [("now", [1, 2, 3])])
    broken = radar(["a", "b", "c"], [("now", [1, None, 3])])
    outlines = [
        [m for m in d.marks if isinstance(m, Stroke) and m.width > 1] for d in (whole, broken)
    ]
    assert [m.closed for m in outlines[0]] == [True]
    assert [m.closed for m in outlines[1]] == [False]


def test_who_rises_is_green() -> None:
    drawing = slope([Moved("a", 2, 1)], "2025", "2026")
    assert [m.colour for m in drawing.marks if isinstance(m, Stroke)] == [GOOD]


def test_a_heat_map_goes_from_red_to_blue() -> None:
    assert colour(0.0) == "#ffffff"
    assert colour(None) not in (colour(0.0), colour(1.0), colour(-1.0))
    assert "−0.50" in words(heat(["a", "b"], [[1.0, -0.5], [-0.5, 1.0]]))


def test_text_that_does_not_fit_is_cut() -> None:
    assert fitted("警情", 8, 16) == "警情"
    assert fitted("警情处置质量", 8, 30).endswith("…")
    assert width_of(fitted("警情处置质量", 8, 30), 8) <= 30


def test_svg_escapes_what_it_is_given() -> None:
    text = svg(bars([Line("<a&b>", (Bar(1),))]), 'say "x"')
    assert "&lt;a&amp;b&gt;" in text
    assert "&quot;x&quot;" in text
