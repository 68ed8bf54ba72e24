"""Ranks in two periods, a line from one to the other for each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anlan.evaluate.report.charts.scale import Scale
from anlan.evaluate.report.drawing import (
    DANGER,
    GOOD,
    QUIET,
    Dot,
    Drawing,
    Mark,
    Stroke,
    Words,
    fitted,
)

WIDTH, LEFT, RIGHT, TOP = 480.0, 165.0, 315.0, 20.0
STEP, ROOM = 11.0, 150.0


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit with its ranks; 1 is the best."""

    label: str
    before: float
    after: float


def slope(moved: Sequence[Moved], before: str, after: str) -> Drawing:
    """The lines; who rose is green, who fell red, who stayed grey. Units that share a rank stand
    one under the other."""
    lefts = _places([each.before for each in moved])
    rights = _places([each.after for each in moved])
    scale = Scale(0, max(len(moved) - 1, 1), TOP + 12, TOP + 12 + STEP * max(len(moved) - 1, 1))
    marks: list[Mark] = [
        Words(LEFT, 8, before, 8, "end", QUIET),
        Words(RIGHT, 8, after, 8, "start", QUIET),
    ]
    for each, left, right in zip(moved, lefts, rights, strict=True):
        marks += _line(each, scale.at(left), scale.at(right))
    return Drawing(WIDTH, scale.end + 12, tuple(marks))


def _line(each: Moved, left: float, right: float) -> Iterator[Mark]:
    colour = QUIET
    if each.before != each.after:
        colour = GOOD if each.after < each.before else DANGER
    yield Stroke(((LEFT, left), (RIGHT, right)), colour, 1.2)
    yield Dot(LEFT, left, 2, colour)
    yield Dot(RIGHT, right, 2, colour)
    name = fitted(each.label, 7.5, ROOM - 24)
    yield Words(LEFT - 6, left, f"{name}  {each.before:g}", 7.5, "end")
    yield Words(RIGHT + 6, right, f"{each.after:g}  {name}", 7.5, "start")


def _places(ranks: Sequence[float]) -> list[int]:
    order = sorted(range(len(ranks)), key=lambda n: (ranks[n], n))
    places = [0] * len(ranks)
    for place, n in enumerate(order):
        places[n] = place
    return places
