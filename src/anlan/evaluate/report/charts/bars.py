"""Bars with intervals, one or several series beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anlan.evaluate.report.charts.scale import Scale, number, reach
from anlan.evaluate.report.drawing import (
    ACCENT,
    LINE,
    QUIET,
    SECOND,
    TEXT,
    Box,
    Drawing,
    Mark,
    Stroke,
    Words,
    fitted,
)

WIDTH, LABELS, ROW, FOOT = 480.0, 150.0, 15.0, 18.0
COLOURS = (ACCENT, SECOND)


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval; None where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A label with a bar of each series."""

    label: str
    bars: tuple[Bar, ...]


def bars(
    lines: Sequence[Line],
    *,
    series: Sequence[str] = (),
    digits: int = 1,
    ends: tuple[float, float] | None = None,
) -> Drawing:
    """Horizontal bars from 0, the value at the end of each. `ends`: of the axis."""
    each = max((len(line.bars) for line in lines), default=1)
    top = 16.0 if series else 4.0
    row = ROW if each == 1 else 11.0 * each + 4
    height = top + row * len(lines) + FOOT
    numbers = [n for line in lines for bar in line.bars for n in (bar.value, bar.low, bar.high)]
    scale = Scale(*(ends or reach(numbers)), LABELS, WIDTH - 36)
    marks: list[Mark] = [*_axis(scale, top, height - FOOT), *_legend(series)]
    for n, line in enumerate(lines):
        y = top + row * n
        marks.append(
            Words(LABELS - 6, y + row / 2, fitted(line.label, 8, LABELS - 10), anchor="end")
        )
        thick = (row - 4) / each
        for m, bar in enumerate(line.bars):
            marks += _bar(bar, scale, y + 2 + thick * m, thick, COLOURS[m % 2], digits)
    return Drawing(WIDTH, height, tuple(marks))


def _bar(
    bar: Bar, scale: Scale, y: float, thick: float, colour: str, digits: int
) -> Iterator[Mark]:
    if bar.value is None:
        yield Words(scale.at(0) + 4, y + thick / 2, "—", colour=QUIET)
        return
    zero, end = scale.at(0), scale.at(bar.value)
    yield Box(min(zero, end), y + 1, abs(end - zero), thick - 2, colour)
    right = max(zero, end)
    if bar.low is not None and bar.high is not None and bar.high > bar.low:
        low, high, middle = scale.at(bar.low), scale.at(bar.high), y + thick / 2
        yield Stroke(((low, middle), (high, middle)), TEXT, 1.0)
        for x in (low, high):
            yield Stroke(((x, middle - 2.5), (x, middle + 2.5)), TEXT, 1.0)
        right = max(right, high)
    text = f"{bar.value:.{digits}f}".replace("-", "−")
    yield Words(right + 4, y + thick / 2, text, 7.5, colour=TEXT)


def _axis(scale: Scale, top: float, bottom: float) -> Iterator[Mark]:
    for tick in scale.ticks():
        x = scale.at(tick)
        yield Stroke(((x, top), (x, bottom)), QUIET if tick == 0 else LINE, 0.6)
        yield Words(x, bottom + 9, number(tick), 7, "middle", QUIET)


def _legend(series: Sequence[str]) -> Iterator[Mark]:
    x = LABELS
    for n, name in enumerate(series):
        yield Box(x, 2, 8, 8, COLOURS[n % 2])
        yield Words(x + 12, 6, name, 7.5, colour=QUIET)
        x += 110
