"""A drawing of lines, boxes and words, the same in every format. Units are points, y goes down."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]

TEXT, QUIET, LINE, GROUND = "#15202b", "#51606e", "#d3dae1", "#eef1f4"
ACCENT, SECOND, DANGER, GOOD = "#0b5c80", "#bd5505", "#c0211f", "#22713c"
"""The colours of the portal."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; a closed one comes back to the first."""

    points: tuple[Point, ...]
    colour: str = TEXT
    width: float = 1.0
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ACCENT


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float = 2.5
    fill: str = ACCENT


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; y is its middle."""

    x: float
    y: float
    text: str
    size: float = 8.0
    anchor: Literal["start", "middle", "end"] = "start"
    colour: str = TEXT


Mark = Stroke | Box | Dot | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks, those that come later over those before."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def width_of(text: str, size: float) -> float:
    """About how wide a text is; Chinese characters are as wide as high."""
    return size * sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in text)


def fitted(text: str, size: float, width: float) -> str:
    """The text, or its beginning where it is wider."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
