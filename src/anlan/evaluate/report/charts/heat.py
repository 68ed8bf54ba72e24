"""A heat map of correlations."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.evaluate.report.drawing import Box, Drawing, Mark, Words, fitted

WIDTH, LABELS, HEAD = 480.0, 130.0, 20.0


def heat(labels: Sequence[str], table: Sequence[Sequence[float | None]]) -> Drawing:
    """Correlations from −1 (red) over 0 (white) to 1 (blue); the number stands in the square.

    Columns are numbered like the rows, so that long names are read once.
    """
    size = min((WIDTH - LABELS - 10) / len(labels), 30.0)
    high = min(size, 20.0)
    marks: list[Mark] = []
    for n, label in enumerate(labels):
        y = HEAD + high * n
        name = fitted(f"{n + 1} {label}", 7.5, LABELS - 8)
        marks.append(Words(LABELS - 6, y + high / 2, name, 7.5, "end"))
        marks.append(Words(LABELS + size * (n + 0.5), HEAD - 8, f"{n + 1}", 7.5, "middle"))
        for m, r in enumerate(table[n]):
            x = LABELS + size * m
            marks.append(Box(x, y, size - 0.8, high - 0.8, colour(r)))
            if r is not None and size >= 18:
                ink = "#ffffff" if abs(r) > 0.6 else "#15202b"
                text = f"{r:.2f}".replace("-", "−")
                marks.append(Words(x + size / 2, y + high / 2, text, 6.5, "middle", ink))
    return Drawing(WIDTH, HEAD + high * len(labels) + 4, tuple(marks))


def colour(r: float | None) -> str:
    """Of a correlation; grey where there is none."""
    if r is None:
        return "#d3dae1"
    end = (192, 33, 31) if r < 0 else (11, 92, 128)
    mixed = (round(255 + (channel - 255) * min(abs(r), 1.0)) for channel in end)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
