"""Rows cut at once: the stretch of a delimited text where every row is as RFC 4180 has it.

In such a stretch each quotation mark opens or closes a cell or is doubled within one, so
the marks that lie outside quotes, and with them rows and cells, are found by counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.ingest.chunk import Chunk

_NEWLINE, _RETURN, _QUOTE = 10, 13, 34


@dataclass(slots=True)
class RegularChunk(Chunk):
    """Rows still uncut; their cells are cut when they are asked for."""

    text: bytes = b""
    delimiter: str = ","

    def cells(self) -> pl.DataFrame:
        """The rows as columns of text."""
        return pl.read_csv(
            self.text.replace(b"\r\n", b"\n"),
            has_header=False,
            schema=dict.fromkeys(self.columns, pl.String),
            separator=self.delimiter,
            quote_char='"' if b'"' in self.text else None,
            empty_string_is_null=False,
        )

    def row(self, index: int) -> Sequence[str | None]:
        """The cells of a row."""
        if not self.rows:
            self.rows = list(self.cells().rows())
        return self.rows[index]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Regular rows at the start of a text: how many bytes, and the line each begins on."""

    size: int
    lines: int
    firsts: list[int]
    """Counted from 0 within the stretch."""


def regular(
    text: bytes, delimiter: str, width: int, *, most: int, longest: int, tallest: int
) -> Stretch | None:
    """At most so many regular rows that a text begins with; None where it does not.

    `width` is the number of cells; a row is at most `longest` bytes and `tallest` lines.
    """
    if width < 2 or b"\0" in text or text.count(b"\r") != text.count(b"\r\n"):
        return None
    marks = np.frombuffer(text, np.uint8)
    breaks = np.flatnonzero(marks == _NEWLINE)
    quotes = np.flatnonzero(marks == _QUOTE)
    ends = _outside(breaks, quotes)[:most]
    if not len(ends):
        return None
    size = int(ends[-1]) + 1
    quotes = quotes[quotes < size]
    delimiters = _outside(np.flatnonzero(marks[:size] == ord(delimiter)), quotes)
    starts = np.concatenate(([0], ends[:-1] + 1))
    firsts = np.searchsorted(breaks, starts)
    lines = int(np.searchsorted(breaks, size))
    fits = (
        len(delimiters) == len(ends) * (width - 1)
        and _each_within(delimiters.reshape(len(ends), -1), starts, ends)
        and int((ends - starts).max()) <= longest
        and int(np.diff(firsts, append=lines).max()) <= tallest
        and (lines == len(ends) or b"\r" not in text[:size])
        and _paired(marks, quotes, ord(delimiter))
    )
    return Stretch(size, lines, firsts.tolist()) if fits else None


def _outside(places: NDArray[np.int64], quotes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places that lie outside quotes."""
    if not len(quotes):
        return places
    outside: NDArray[np.int64] = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside


def _each_within(
    delimiters: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> bool:
    """Whether the delimiters of each row lie within the row."""
    return bool((delimiters[:, 0] >= starts).all() and (delimiters[:, -1] < ends).all())


def _paired(marks: NDArray[np.uint8], quotes: NDArray[np.int64], delimiter: int) -> bool:
    """Whether every quotation mark opens a cell, closes one, or is half of a doubled one."""
    if not len(quotes):
        return True
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing):
        return False
    before = np.where(opening > 0, marks[opening - 1], _NEWLINE)
    after = marks[closing + 1]
    doubled = closing[:-1] + 1 == opening[1:]
    opens = np.isin(before, (delimiter, _NEWLINE))
    closes = np.isin(after, (delimiter, _NEWLINE, _RETURN))
    opens[1:] |= doubled
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())
