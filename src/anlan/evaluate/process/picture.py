"""A process map as a picture: SVG that stands alone, in Chinese or English."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from anlan.evaluate.process.conformance import Move
from anlan.evaluate.process.layout import LAYER, Placed, Point, layered
from anlan.evaluate.process.map import Edge, Node, ProcessMap
from anlan.evaluate.process.words import lasting
from anlan.standards.title import Language, Title

START, END = ("start",), ("end",)
MOST_NODES = 40
"""Activities a picture can hold; of a larger map the most frequent are drawn."""
_HIGH, _TEXT, _LINE, _WRONG = 46, "#1f2937", "#64748b", "#b91c1c"
_FONT = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
_WORDS = {
    "zh": {"cases": "件", "start": "开始", "end": "结束", "median": "中位等待", "left": "未画出"},
    "en": {
        "cases": "cases",
        "start": "start",
        "end": "end",
        "median": "median waiting",
        "left": "not drawn",
    },
}


def picture(
    found: ProcessMap,
    language: Language,
    *,
    title: Title | None = None,
    titles: Mapping[str, Title] | None = None,
    share: float = 0.03,
    wrong: Collection[Move] = (),
) -> str:
    """The map as SVG. Drawn are the moves that at least `share` of the cases take, and for every
    activity its strongest move in and out; `wrong` moves are red."""
    nodes = found.nodes[:MOST_NODES]
    edges = _drawn(found, {node.activity for node in nodes}, share)
    labels = {n.activity: _label(n.activity, titles or {}, language) for n in nodes}
    weights: dict[tuple[object, object], float] = {(e.source, e.target): e.count for e in edges}
    weights |= {(START, n.activity): n.begins for n in nodes if n.begins >= share * found.cases}
    weights |= {(n.activity, END): n.ends for n in nodes if n.ends >= share * found.cases}
    widths: dict[object, float] = {START: 52.0, END: 52.0}
    widths |= {name: max(96.0, _wide(label) + 28) for name, label in labels.items()}
    placed = layered(widths, weights)
    drawn = _Drawing(found, language, placed, wrong)
    body = [
        *(drawn.line(edge) for edge in sorted(edges, key=lambda e: e.count)),
        *(drawn.terminal(at, weights) for at in (START, END)),
        *(drawn.node(node, labels[node.activity], widths[node.activity]) for node in nodes),
        *(drawn.label(edge) for edge in edges),
    ]
    left = len(found.edges) - len(edges)
    return drawn.whole(body, title.in_(language) if title else None, left)


class _Drawing:
    """The parts of the picture."""

    def __init__(
        self, found: ProcessMap, language: Language, placed: Placed, wrong: Collection[Move]
    ) -> None:
        self._found, self._language, self._placed, self._wrong = found, language, placed, wrong
        self._words = _WORDS[language]
        self._most = max((edge.count for edge in found.edges), default=1)
        self._longest = max((edge.waiting.median for edge in found.edges), default=0.0) or 1.0

    def line(self, edge: Edge) -> str:
        """A move: width by count, redder the longer it waits, dashed where it is not legal."""
        wrong = (edge.source, edge.target) in self._wrong
        colour = _WRONG if wrong else _heat(edge.waiting.median / self._longest)
        width = 1 + 5 * math.log1p(edge.count) / math.log1p(self._most)
        dashes = ' stroke-dasharray="7 4"' if wrong else ""
        return (
            f'<path d="{_curve(self._way(edge))}" fill="none" stroke="{colour}" '
            f'stroke-width="{width:.1f}"{dashes} stroke-opacity="0.75" marker-end="url(#tip)"/>'
        )

    def label(self, edge: Edge) -> str:
        """How often, and after how long at the median."""
        points = self._way(edge)
        x, y = points[len(points) // 2]
        if len(points) == 2:
            x, y = (points[0][0] + x) / 2, (points[0][1] + y) / 2
        waiting = lasting(edge.waiting.median, self._language)
        return _text(x, y + 4, f"{edge.count:,} · {waiting}", size=11, halo=True)

    def _way(self, edge: Edge) -> Sequence[Point]:
        if edge.source == edge.target:
            x, y = self._placed.nodes[edge.source]
            return [(x - 22, y + _HIGH / 2), (x, y + _HIGH / 2 + 26), (x + 22, y + _HIGH / 2)]
        return _clipped(self._placed.edges[(edge.source, edge.target)])

    def node(self, node: Node, label: str, width: float) -> str:
        x, y = self._placed.nodes[node.activity]
        share = node.events / max(self._found.nodes[0].events, 1)
        box = (
            f'<rect x="{x - width / 2:.1f}" y="{y - _HIGH / 2:.1f}" width="{width:.1f}" '
            f'height="{_HIGH}" rx="7" fill="{_blue(share)}" stroke="{_LINE}"/>'
        )
        count = _text(x, y + 15, f"{node.events:,}", size=11)
        return box + _text(x, y - 3, label, size=13) + count

    def terminal(self, name: tuple[str], weights: Mapping[tuple[object, object], float]) -> str:
        """Start or end, with its moves in grey."""
        x, y = self._placed.nodes[name]
        parts = [
            f'<path d="{_curve(_clipped(self._placed.edges[edge]))}" fill="none" '
            f'stroke="{_LINE}" stroke-opacity="0.5" stroke-dasharray="2 3" '
            'marker-end="url(#tip)"/>'
            for edge in weights
            if name in edge
        ]
        circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="20" fill="#ffffff" stroke="{_LINE}"/>'
        return "".join(parts) + circle + _text(x, y + 4, self._words[name[0]], size=12)

    def whole(self, body: Iterable[str], title: str | None, left: int) -> str:
        """The document: heading, arrow tips, and what was left out."""
        words = self._words
        facts = f"{self._found.cases:,} {words['cases']} · {words['median']}"
        note = facts + (f" · {words['left']} {left:,}" if left else "")
        width, height = max(self._placed.width, 360), self._placed.height + 56
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 -56 {width:.0f} {height:.0f}" font-family="{_FONT}" role="img" '
            f'aria-label="{escape(title or facts, {chr(34): "&quot;"})}">'
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
            f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" '
            f'fill="{_LINE}"/></marker></defs>'
            f'<rect y="-56" width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
            + _text(16, -30, title or "", size=16, anchor="start")
            + _text(16, -10, note, size=12, anchor="start")
            + "".join(body)
            + "</svg>\n"
        )


def _drawn(found: ProcessMap, there: Collection[str], share: float) -> list[Edge]:
    """The moves that are common, and the strongest into and out of each activity."""
    within = [e for e in found.edges if e.source in there and e.target in there]
    kept = {(e.source, e.target): e for e in within if e.cases >= share * found.cases}
    for end in ("source", "target"):
        strongest: dict[str, Edge] = {}
        for edge in within:  # the most frequent come first
            if edge.source != edge.target:
                strongest.setdefault(getattr(edge, end), edge)
        kept |= {(e.source, e.target): e for e in strongest.values()}
    return list(kept.values())


def _label(activity: str, titles: Mapping[str, Title], language: Language) -> str:
    name = titles[activity].in_(language) if activity in titles else activity
    return name if len(name) <= 40 else name[:38] + "…"


def _wide(text: str) -> float:
    """Pixels of a text at 13 px: Chinese characters are twice as wide."""
    return sum(13.0 if unicodedata.east_asian_width(c) in "WF" else 7.2 for c in text)


def _clipped(points: Sequence[Point]) -> list[Point]:
    """An edge from the rim of its source to the rim of its target."""
    down = points[-1][1] >= points[0][1]
    (x0, y0), (x1, y1) = points[0], points[-1]
    half = _HIGH / 2 + 1
    if y0 == y1:
        middle = ((x0 + x1) / 2, y0 + LAYER / 2 - 4)
        return [(x0, y0 + half), middle, (x1, y1 + half)]
    side = 0 if down else 14  # moves back run beside the moves on
    turn = half if down else -half
    return [(x0 + side, y0 + turn), *points[1:-1], (x1 + side, y1 - turn)]


def _curve(points: Sequence[Point]) -> str:
    """Through the points, upright at each."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        middle = (y0 + y1) / 2
        parts.append(f"C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}")
    return "".join(parts)


def _text(
    x: float, y: float, text: str, *, size: int, anchor: str = "middle", halo: bool = False
) -> str:
    stroke = ' stroke="#ffffff" stroke-width="3" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="{_TEXT}"{stroke}>{escape(text)}</text>'
    )


def _blue(share: float) -> str:
    return _between((244, 248, 252), (147, 190, 226), share)


def _heat(share: float) -> str:
    return _between((100, 116, 139), (217, 72, 15), math.sqrt(min(share, 1.0)))


def _between(low: tuple[int, ...], high: tuple[int, ...], share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
