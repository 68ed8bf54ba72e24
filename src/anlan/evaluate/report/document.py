"""A document before it has a format: sections of text, tables and figures in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

from anlan.evaluate.report.drawing import Drawing, width_of
from anlan.standards.time import Instant
from anlan.standards.title import Language

MISSING = "—"
"""Shown for a number that is not known."""

PADDING = 1.3
"""Room beside the text of a cell, in em."""

SIGNIFICANT = 4
"""Digits that count, of numbers of unlike size; no column has so many after the point."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `to` is the id of the code or section that tells where it is from."""

    value: str | float | None
    to: str | None = None

    @property
    def number(self) -> float | None:
        """The value where it is a known number."""
        known = isinstance(self.value, (int, float)) and not isnan(self.value)
        return float(self.value) if known else None  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of text, or of numbers shown with some digits after the point."""

    title: str
    digits: int | None = None
    """SIGNIFICANT: as many as make four that count."""

    def shown(self, cell: Cell) -> str:
        """The cell as people read it."""
        if isinstance(cell.value, str):
            return cell.value
        if cell.number is None:
            return MISSING
        digits = self.digits or 0
        if digits == SIGNIFICANT:
            short = f"{cell.number:.{SIGNIFICANT}g}"
            digits = 0 if "e" in short else len(short.partition(".")[2])
        text = f"{cell.number:.{digits}f}"
        return text.removeprefix("-") if not text.strip("-0.") else text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def widths(self, room: float) -> list[float]:
        """How wide each column is in `room` (in em): what it needs, while the widest give way."""
        needs = [self._need(n, column) + PADDING for n, column in enumerate(self.columns)]
        if sum(needs) <= room:
            return [need * room / sum(needs) for need in needs]
        most, left = room, room
        for place, need in enumerate(sorted(needs)):
            most = left / (len(needs) - place)
            if need > most:
                break
            left -= need
        return [min(need, most) for need in needs]

    def _need(self, at: int, column: Column) -> float:
        """Of the widest cell; a heading may be broken between its words."""
        texts = [*column.title.split(" "), *(column.shown(row[at]) for row in self.rows)]
        return max(width_of(text, 1.0) for text in texts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not there, said plainly."""

    text: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A query or formula, as it was declared; cells may point at its `id`."""

    caption: str
    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing; `told` says in words what it shows."""

    caption: str
    drawing: Drawing
    told: str


Block = Table | Paragraph | Gap | Subheading | Code | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a document."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole; `facts` stand under the title, `at` is the time of its data."""

    title: str
    language: Language
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    at: Instant | None = None

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Every table, in order."""
        for section in self.sections:
            yield from ((section, block) for block in section.blocks if isinstance(block, Table))
