"""Delimited text: CSV, TSV and their cousins, as RFC 4180 and most of the world write it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from anlan.ingest.chunk import ROWS, Chunk, Fault, clip
from anlan.ingest.opening import Limits, opened
from anlan.ingest.readers.flow import Flow
from anlan.ingest.readers.regular import RegularChunk, regular
from anlan.ingest.text import LONGEST_LINE, MOJIBAKE_MARK
from anlan.standards.errors import BadInput

DELIMITERS = (",", "\t", ";", "|")
LONGEST_CELL = 65_536
"""Characters of a cell that can be a value."""
MOST_LINES = 1_000
"""Lines one row may span; a row that spans more has a quotation mark that never closes."""

_USUAL_LINE, _LONG_LINE = 128, 1_024
"""Bytes a line is reckoned to have when text is read ahead for a chunk: at first, at most."""

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
        """The rows after the header; regular ones are cut many at a time."""
        with _flow(self.path, self.encoding, self.member, self.limits) as flow:
            for _ in islice(flow, self.skip_lines):
                pass
            rows = csv.reader(flow, delimiter=self.delimiter, strict=True)
            if not self.headless:
                next(rows, None)
            line = _USUAL_LINE
            while text := flow.ahead(size * min(line, _LONG_LINE)):
                if (found := self._regular(text, flow, size)) is not None:
                    line = len(found.text) // len(found) + 2
                    yield found
                elif len(chunk := self._chunk(rows, flow, size)):
                    yield chunk

    def _regular(self, text: bytes, flow: Flow, size: int) -> RegularChunk | None:
        """The regular rows that the text begins with."""
        found = regular(
            text, self.delimiter, len(self.columns),
            most=size, longest=LONGEST_CELL, tallest=MOST_LINES,
        )  # fmt: skip
        if found is None:
            return None
        numbers = [flow.count + 1 + first for first in found.firsts]
        flow.take(found.size, found.lines)
        return RegularChunk(
            self.columns, numbers, text=text[: found.size], delimiter=self.delimiter
        )

    def _chunk(self, rows: Iterator[list[str]], source: Flow, size: int) -> Chunk:
        """The next rows one by one, whatever they are like."""
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
        return chunk

    def _check(self, chunk: Chunk, row: list[str], first: int, source: Flow) -> None:
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

    def _faulty(self, chunk: Chunk, first: int, source: Flow, error: csv.Error) -> None:
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
    with _flow(path, encoding, member, limits) as flow:
        head = list(islice(flow, skip_lines, skip_lines + 50))
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
def _flow(path: Path, encoding: str, member: str | None, limits: Limits | None) -> Iterator[Flow]:
    with opened(path, member=member, limits=limits) as stream:
        yield Flow(stream, path, encoding)
