"""The first pass over a file: what it is, whether it is whole, how many rows it has.

Nothing is stored before the survey has read the file to its end, so a file that is cut
short, packed to burst or swallowed by a quotation mark never leaves half a batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from anlan.ingest.chunk import ROWS, Chunk
from anlan.ingest.opening import Limits, check_file, digest_of, opened
from anlan.ingest.readers import delimited, json_lines, parquet, workbook
from anlan.ingest.sources import Format
from anlan.ingest.text import find_encoding
from anlan.standards.errors import BadInput


class Reader(Protocol):
    """A file that can be read into chunks, again and again."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def description(self) -> str: ...

    def chunks(self, size: int = ROWS) -> Iterator[Chunk]: ...


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first pass found."""

    path: Path
    digest: str
    rows: int
    reader: Reader


def survey(
    path: Path, form: Format, wanted: Collection[str], *, limits: Limits | None = None
) -> Survey:
    """Read the file once to its end.

    `wanted` are the columns a mapping cannot do without. BadInput, with `file:line` where
    there is one, when the file is not whole, not a table, lacks a column or has no rows.
    """
    check_file(path)
    digest = digest_of(path)
    reader = _reader(path, form, wanted, limits)
    _check_columns(path, reader, wanted)
    rows = sum(len(chunk) for chunk in reader.chunks())
    if rows == 0:
        raise BadInput(
            "a header but no rows", place=str(path), way_out="get the file again, it may be cut"
        )
    return Survey(path, digest, rows, reader)


def _reader(path: Path, form: Format, wanted: Collection[str], limits: Limits | None) -> Reader:
    kind = form.type or _kind_of(path, form.member, limits)
    member = form.member
    if kind == "parquet":
        return parquet.find_columns(path, member=member, limits=limits)
    if kind == "xlsx":
        return workbook.find_sheet(
            path,
            sheet=form.sheet,
            columns=form.columns,
            skip_lines=form.skip_lines,
            member=member,
            limits=limits,
        )
    encoding = find_encoding(path, named=form.encoding, member=member, limits=limits)
    if kind == "jsonl":
        return json_lines.find_columns(path, encoding=encoding, member=member, limits=limits)
    return delimited.find_shape(
        path,
        encoding=encoding,
        delimiter=form.delimiter or ("\t" if kind == "tsv" else None),
        columns=form.columns,
        skip_lines=form.skip_lines,
        wanted=wanted,
        member=member,
        limits=limits,
    )


def _kind_of(path: Path, member: str | None, limits: Limits | None) -> str:
    """The format, by the first bytes of the unpacked file."""
    with opened(path, member=member, limits=limits) as stream:
        head = stream.peek(4096)[:4096]
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "jsonl" if start.startswith(b"{") else "csv"


def _check_columns(path: Path, reader: Reader, wanted: Collection[str]) -> None:
    missing = sorted(set(wanted) - set(reader.columns))
    if not missing:
        return
    single = len(reader.columns) == 1
    raise BadInput(
        "the file is one single column: its delimiter is not what was expected"
        if single
        else f"the file lacks columns the mapping needs: {', '.join(missing)}",
        place=f"{path}:1",
        value=", ".join(reader.columns)[:300],
        way_out="state it in the mapping: `format: {delimiter: ';'}`"
        if single
        else "correct the column names in the mapping, or get the right file",
    )
