"""A radar: one spoke for each part, one outline for each series."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from anlan.evaluate.report.charts.scale import Scale, number, reach
from anlan.evaluate.report.drawing import (
    ACCENT,
    LINE,
    QUIET,
    SECOND,
    Box,
    Dot,
    Drawing,
    Mark,
    Point,
    Stroke,
    Words,
    fitted,
)

WIDTH, HEIGHT, RADIUS = 480.0, 280.0, 105.0
COLOURS = (ACCENT, SECOND)

Series = tuple[str, Sequence[float | None]]


def radar(spokes: Sequence[str], series: Sequence[Series], *, high: float | None = None) -> Drawing:
    """Values from 0 at the centre; a part without a value breaks its outline. Three spokes or
    more."""
    numbers = [n for _, values in series for n in values]
    scale = Scale(0.0, high or max(reach(numbers)[1], 1e-9), 0.0, RADIUS)
    marks: list[Mark] = [*_web(len(spokes), scale), *_names(spokes)]
    for n, (name, values) in enumerate(series):
        marks += _outline(values, scale, COLOURS[n % 2])
        marks += [Box(8, 8 + 14 * n, 8, 8, COLOURS[n % 2])]
        marks += [Words(20, 12 + 14 * n, name, 7.5, colour=QUIET)]
    return Drawing(WIDTH, HEIGHT, tuple(marks))


def _at(spoke: int, of: int, radius: float) -> Point:
    angle = 2 * math.pi * spoke / of
    return WIDTH / 2 + radius * math.sin(angle), HEIGHT / 2 - radius * math.cos(angle)


def _web(of: int, scale: Scale) -> Iterator[Mark]:
    for tick in scale.ticks(4):
        ring = tuple(_at(n, of, scale.at(tick)) for n in range(of))
        yield Stroke(ring, LINE, 0.6, closed=True)
        yield Words(WIDTH / 2 + 3, HEIGHT / 2 - scale.at(tick), number(tick), 6.5, colour=QUIET)
    for n in range(of):
        yield Stroke((_at(n, of, 0), _at(n, of, RADIUS)), LINE, 0.6)


def _names(spokes: Sequence[str]) -> Iterator[Mark]:
    for n, name in enumerate(spokes):
        x, y = _at(n, len(spokes), RADIUS + 12)
        side = math.sin(2 * math.pi * n / len(spokes))
        anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
        room = WIDTH - x if anchor == "start" else x if anchor == "end" else WIDTH / 2
        yield Words(x, y, fitted(name, 8, room - 4), 8, anchor)  # type: ignore[arg-type]


def _outline(values: Sequence[float | None], scale: Scale, colour: str) -> Iterator[Mark]:
    of = len(values)
    places = [None if v is None else _at(n, of, scale.at(v)) for n, v in enumerate(values)]
    if all(place is not None for place in places):
        yield Stroke(tuple(p for p in places if p), colour, 1.6, closed=True)
    else:
        for one, other in zip(places, [*places[1:], places[0]], strict=True):
            if one and other:
                yield Stroke((one, other), colour, 1.6)
    yield from (Dot(*place, 2.2, colour) for place in places if place)
