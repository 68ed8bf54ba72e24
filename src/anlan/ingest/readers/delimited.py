"""Delimited text: CSV, TSV and their cousins, as RFC 4180 and most of the world write it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from anlan.ingest.chunk import ROWS, Chunk, Fault, clip
from anlan.ingest.opening import Limits, opened
from anlan.ingest.text import LONGEST_LINE, MOJIBAKE_MARK, lines
from anlan.standards.errors import BadInput

DELIMITERS = (",", "\t", ";", "|")
LONGEST_CELL = 65_536
"""Characters of a cell that can be a value."""
MOST_LINES = 1_000
"""Lines one row may span; a row that spans more has a quotation mark that never closes."""

csv.field_size_limit(LONGEST_LINE)  # the module's own limit is a process-wide setting


@dataclass(frozen=True, slots=True)
class Delimited:
    """A delimited text file, ready to be read any number of times."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    headless: bool = False
    skip_lines: int = 0
    member: str | None = None
    limits: Limits | None = None

    @property
    def description(self) -> str:
        names = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}
        return f"delimited by {names.get(self.delimiter, self.delimiter)}, {self.encoding}"

    def chunks(self, size: int = ROWS) -> Iterator[Chunk]:
        """The rows after the header."""
        with _text(self.path, self.encoding, self.member, self.limits) as text:
            source = _Lines(lines(text, self.path, self.encoding))
            for _ in islice(source, self.skip_lines):
                pass
            rows = csv.reader(source, delimiter=self.delimiter, strict=True)
            if not self.headless:
                next(rows, None)
            while chunk := self._chunk(rows, source, size):
                yield chunk

    def _chunk(self, rows: Iterator[list[str]], source: _Lines, size: int) -> Chunk | None:
        chunk = Chunk(self.columns)
        width = len(self.columns)
        add, number = chunk.rows.append, chunk.numbers.append
        while len(chunk) < size:
            first = source.count + 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                self._faulty(chunk, first, source, error)
                continue
            if row is None:
                break
            line = source.line
            plain = len(row) == width and source.count == first
            if plain and len(line) <= LONGEST_CELL and "\0" not in line:
                add(row)
                number(first)
            else:
                self._check(chunk, row, first, source)
        return chunk if len(chunk) else None

    def _check(self, chunk: Chunk, row: list[str], first: int, source: _Lines) -> None:
        """Keep a row that is not plain, or say what is wrong with it."""
        width = len(self.columns)
        if source.count - first > MOST_LINES:
            raise self._swallowed(first)
        if not any(row):
            return
        if len(row) > width and not any(row[width:]):
            row = row[:width]
        if len(row) != width:
            message = f"{len(row)} cells where the header has {width}"
            chunk.faults.append(Fault(first, "ragged-row", message, _joined(row)))
        elif any(len(cell) > LONGEST_CELL for cell in row):
            message = f"a cell longer than {LONGEST_CELL} characters"
            chunk.faults.append(Fault(first, "too-long", message, _joined(row)))
        elif any("\0" in cell for cell in row):
            message = "a NUL character in the row"
            chunk.faults.append(Fault(first, "control-character", message, _joined(row)))
        else:
            chunk.rows.append(row)
            chunk.numbers.append(first)

    def _faulty(self, chunk: Chunk, first: int, source: _Lines, error: csv.Error) -> None:
        if "unexpected end" in str(error) or source.count - first > MOST_LINES:
            raise self._swallowed(first) from None
        message = f"quotation marks do not pair ({error})"
        chunk.faults.append(Fault(first, "bad-quotes", message, clip(source.line, 2_000)))

    def _swallowed(self, first: int) -> BadInput:
        return BadInput(
            "a quotation mark opened here never closes and swallows the rows after it",
            place=f"{self.path}:{first}",
            way_out="close or remove the quotation mark in that line, then load the file again",
        )


class _Lines:
    """Lines counted and the last one kept, for numbering rows and showing broken ones."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self.count = 0
        self.line = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.line = next(self._source)
        self.count += 1
        return self.line


def find_shape(
    path: Path,
    *,
    encoding: str,
    delimiter: str | None,
    columns: tuple[str, ...] | None,
    skip_lines: int,
    wanted: Collection[str],
    member: str | None,
    limits: Limits | None,
) -> Delimited:
    """The file's delimiter and header; the delimiter that finds most wanted columns wins."""
    with _text(path, encoding, member, limits) as text:
        head = list(islice(lines(text, path, encoding), skip_lines, skip_lines + 50))
    if not head or not "".join(head).strip():
        raise BadInput("no rows in the file", place=str(path), way_out="get the file again")
    best = delimiter or max(DELIMITERS, key=lambda mark: _fit(head, mark, wanted))
    header = columns or _header(head, best)
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise BadInput(
            "two columns have one name",
            place=f"{path}:{skip_lines + 1}",
            value=", ".join(twice),
            way_out="name every column in the mapping: `format: {columns: […], skip_lines: 1}`",
        )
    return Delimited(
        path, encoding, best, tuple(header), columns is not None, skip_lines, member, limits
    )


def _header(head: list[str], delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader(head, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    if cells and cells[0].startswith(MOJIBAKE_MARK):
        cells[0] = cells[0].removeprefix(MOJIBAKE_MARK).strip('"')
    return [cell.strip() or f"column_{index}" for index, cell in enumerate(cells, 1)]


def _fit(head: list[str], delimiter: str, wanted: Collection[str]) -> tuple[int, int]:
    header = _header(head, delimiter)
    return len(set(header) & set(wanted)), len(header)


def _joined(row: list[str]) -> str:
    return clip("¦".join(clip(cell, 500) for cell in row), 2_000)


@contextmanager
def _text(
    path: Path, encoding: str, member: str | None, limits: Limits | None
) -> Iterator[io.TextIOWrapper]:
    with opened(path, member=member, limits=limits) as stream:
        yield io.TextIOWrapper(stream, encoding=encoding, newline="")
