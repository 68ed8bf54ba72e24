"""JSON lines: one object a line. Objects inside objects become columns named `outer.inner`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from anlan.ingest.chunk import ROWS, Chunk, Fault, clip
from anlan.ingest.opening import Limits, opened
from anlan.ingest.readers.delimited import LONGEST_CELL
from anlan.ingest.text import lines
from anlan.standards.errors import BadInput


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A JSON lines file; its columns are all names seen in it."""

    path: Path
    encoding: str
    columns: tuple[str, ...]
    member: str | None = None
    limits: Limits | None = None

    @property
    def description(self) -> str:
        return f"JSON lines, {self.encoding}"

    def chunks(self, size: int = ROWS) -> Iterator[Chunk]:
        """The objects, one row each."""
        chunk = Chunk(self.columns)
        for number, found in _objects(self.path, self.encoding, self.member, self.limits):
            if isinstance(found, Fault):
                chunk.faults.append(found)
            else:
                chunk.rows.append([found.get(name) for name in self.columns])
                chunk.numbers.append(number)
            if len(chunk) == size:
                yield chunk
                chunk = Chunk(self.columns)
        if len(chunk):
            yield chunk


def find_columns(
    path: Path, *, encoding: str, member: str | None, limits: Limits | None
) -> JsonLines:
    """The file's columns, in the order they first appear. BadInput when no line is an object."""
    columns: dict[str, None] = {}
    for _, found in _objects(path, encoding, member, limits):
        if not isinstance(found, Fault):
            columns.update(dict.fromkeys(found))
        elif not columns:
            raise BadInput(
                "the file does not begin with a JSON object on its first line",
                place=f"{path}:{found.row}",
                value=found.text,
                way_out="write one JSON object a line, not an array over many lines",
            )
    if not columns:
        raise BadInput("no rows in the file", place=str(path), way_out="get the file again")
    return JsonLines(path, encoding, tuple(columns), member, limits)


def _objects(
    path: Path, encoding: str, member: str | None, limits: Limits | None
) -> Iterator[tuple[int, dict[str, str | None] | Fault]]:
    with opened(path, member=member, limits=limits) as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, newline="\n")
        for number, line in enumerate(lines(text, path, encoding), 1):
            if line.strip():
                yield number, _cells(line, number)


def _cells(line: str, number: int) -> dict[str, str | None] | Fault:
    try:
        tree = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Fault(number, "bad-json", f"not JSON ({error})", clip(line, 2_000))
    if not isinstance(tree, dict):
        return Fault(number, "bad-json", "not a JSON object", clip(line, 2_000))
    cells: dict[str, str | None] = {}
    _flatten(tree, "", cells)
    for name, cell in cells.items():
        if cell is not None and len(cell) > LONGEST_CELL:
            return Fault(number, "too-long", f"{name}: a value too long", clip(line, 2_000))
        if cell is not None and "\0" in cell:
            return Fault(number, "control-character", f"{name}: a NUL", clip(line, 2_000))
    return cells


def _flatten(tree: dict[str, Any], prefix: str, cells: dict[str, str | None]) -> None:
    for name, value in tree.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{name}.", cells)
        else:
            cells[prefix + name] = _text(value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
