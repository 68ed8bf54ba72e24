"""A drawing as SVG text."""

from __future__ import annotations

from html import escape

from anlan.evaluate.report.drawing import Box, Dot, Drawing, Mark, Stroke, Words


def svg(drawing: Drawing, told: str) -> str:
    """One `svg` element; `told` is what a reader who does not see it is told."""
    marks = "".join(_mark(mark) for mark in drawing.marks)
    return (
        f'<svg viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" role="img" '
        f'aria-label="{escape(told)}" xmlns="http://www.w3.org/2000/svg">{marks}</svg>'
    )


def _mark(mark: Mark) -> str:
    match mark:
        case Stroke():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
            stroke = f'stroke="{mark.colour}" stroke-width="{_n(mark.width)}"'
            kind = "polygon" if mark.closed else "polyline"
            return f'<{kind} points="{points}" fill="none" {stroke}/>'
        case Box():
            size = f'width="{_n(mark.width)}" height="{_n(mark.height)}"'
            return f'<rect x="{_n(mark.x)}" y="{_n(mark.y)}" {size} fill="{mark.fill}"/>'
        case Dot():
            place = f'cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.radius)}"'
            return f'<circle {place} fill="{mark.fill}"/>'
        case Words():
            # A third of the size below the middle: dominant-baseline is not kept by all printers.
            x, y = _n(mark.x), _n(mark.y + mark.size * 0.35)
            style = f'font-size="{_n(mark.size)}" text-anchor="{mark.anchor}" fill="{mark.colour}"'
            return f'<text x="{x}" y="{y}" {style}>{escape(mark.text)}</text>'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
