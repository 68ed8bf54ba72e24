"""A drawing as PNG, for formats that keep no drawings."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from anlan.evaluate.report.drawing import Box, Dot, Drawing, Mark, Stroke, Words

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

    from anlan.evaluate.report.fonts import Fonts

SCALE, FINER = 3, 2
"""Pixels a point; drawn so much finer and brought down, so that edges are smooth."""


def png(drawing: Drawing, fonts: Fonts) -> bytes:
    """The bytes of the picture, 216 pixels an inch."""
    from PIL import Image, ImageDraw

    of = SCALE * FINER
    size = round(drawing.width * of), round(drawing.height * of)
    picture = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(picture)
    for mark in drawing.marks:
        _draw(pen, mark, of, fonts)
    small = picture.resize((size[0] // FINER, size[1] // FINER), Image.Resampling.LANCZOS)
    few = small.quantize(128, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, "PNG", dpi=(72 * SCALE, 72 * SCALE), optimize=True)
    return out.getvalue()


def _draw(pen: ImageDraw, mark: Mark, of: int, fonts: Fonts) -> None:
    match mark:
        case Stroke():
            points = [(x * of, y * of) for x, y in mark.points]
            ends = points[:1] if mark.closed else []
            pen.line(points + ends, mark.colour, max(1, round(mark.width * of)), joint="curve")
        case Box():
            corners = mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
            pen.rectangle([each * of for each in corners], fill=mark.fill)
        case Dot():
            r = mark.radius
            around = mark.x - r, mark.y - r, mark.x + r, mark.y + r
            pen.ellipse([each * of for each in around], fill=mark.fill)
        case Words():
            _write(pen, mark, of, fonts)


def _write(pen: ImageDraw, mark: Words, of: int, fonts: Fonts) -> None:
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[mark.anchor]
    place = mark.x * of, (mark.y + mark.size * 0.35) * of
    pen.text(place, mark.text, mark.colour, fonts.of_picture(mark.size * of), anchor)
