"""A chunk: some rows of a file as text cells, and the rows that could not even be cut.

Every format is read into this one shape, so that mapping and loading know only text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

ROWS = 50_000
"""Most rows in a chunk; one chunk is one transaction."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that the reader could not cut into cells."""

    row: int
    reason: str
    message: str
    text: str


@dataclass(slots=True)
class Chunk:
    """Rows in file order. `numbers` are line, sheet-row or record numbers, counted from 1."""

    columns: tuple[str, ...]
    numbers: list[int] = field(default_factory=list)
    rows: list[Sequence[str | None]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers) + len(self.faults)

    def cells(self) -> pl.DataFrame:
        """The rows as columns of text."""
        cells = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.columns)
        return pl.DataFrame(
            [
                pl.Series(name, values, dtype=pl.String)
                for name, values in zip(self.columns, cells, strict=True)
            ]
        )

    def frame(self, wanted: Sequence[str], null_words: Sequence[str] = ()) -> pl.DataFrame:
        """The wanted columns as text, blanks trimmed, empty cells and null words as null.

        A wanted column that this chunk lacks is all null.
        """
        if not wanted:
            return pl.DataFrame(height=len(self.numbers))
        trimmed = pl.all().str.strip_chars()
        cells, height = self.cells(), len(self.numbers)
        return (
            pl.DataFrame(
                [
                    cells[name]
                    if name in self.columns
                    else pl.Series(name, [None] * height, dtype=pl.String)
                    for name in wanted
                ]
            )
            .with_columns(trimmed)
            .with_columns(pl.when(~pl.all().is_in(["", *null_words])).then(pl.all()))
        )

    def raw(self, index: int, longest: int = 2_000) -> dict[str, str | None]:
        """A row by column name, each cell cut to `longest` characters."""
        return {
            name: clip(cell, longest) if cell is not None else None
            for name, cell in zip(self.columns, self.row(index), strict=True)
        }

    def row(self, index: int) -> Sequence[str | None]:
        """The cells of a row."""
        return self.rows[index]


def clip(text: str, longest: int = 200) -> str:
    """Text that can be stored and shown: at most so long, no NUL."""
    short = text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"
    return short.replace("\0", "␀")
