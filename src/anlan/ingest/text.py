"""Bytes to text: which encoding a file is in, and lines that cannot exhaust memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from anlan.ingest.opening import Limits, not_data, opened
from anlan.standards.errors import BadDeclaration, BadInput

LONGEST_LINE = 16 * 2**20
"""Characters; a longer line is no table."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOJIBAKE_MARK = "ï»¿"
"""A UTF-8 byte order mark that somebody read as Latin-1 and wrote again as UTF-8."""


def check_encoding(name: str) -> str:
    """The encoding's name; BadDeclaration when Python knows none such."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise BadDeclaration(
            "no such encoding", value=name, way_out="use a name such as utf-8, gb18030 or cp1252"
        ) from None


def find_encoding(
    path: Path, *, named: str | None, member: str | None, limits: Limits | None
) -> str:
    """The encoding of a text file: as named, else by its mark, else UTF-8 if every byte
    agrees, else a guess from the bytes around the first that does not.

    BadInput when the file is binary, empty, or no guess holds.
    """
    with opened(path, member=member, limits=limits) as stream:
        head = stream.peek(65_536)[:65_536]
        _refuse_binary(head, path, named)
        if named is not None:
            name = check_encoding(named)
            return "utf-8-sig" if name == "utf-8" else name
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        sample: bytes | None = None
        while block := stream.read(1 << 20):
            if sample is None:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    sample = head + block[:262_144] if block[:65_536] != head else block[:262_144]
    if sample is None:
        return "utf-8"
    guess = from_bytes(sample).best()
    if guess is None:
        raise BadInput(
            "the text is not UTF-8, and its encoding cannot be told",
            place=str(path),
            way_out="name it in the mapping: `format: {encoding: gb18030}`",
        )
    return "gb18030" if guess.encoding in ("gb2312", "gbk", "hz") else guess.encoding


def lines(text: io.TextIOBase, path: Path, encoding: str) -> Iterator[str]:
    """The lines of a text, ends kept. BadInput at bytes the encoding does not know."""
    count = 0
    try:
        while line := text.readline(LONGEST_LINE):
            count += 1
            if len(line) == LONGEST_LINE:
                raise BadInput(
                    f"a line longer than {LONGEST_LINE} characters",
                    place=f"{path}:{count}",
                    way_out="this is not a table of lines; look at the file",
                )
            yield line
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the text is not {encoding} ({error.reason})",
            place=f"{path}:{count + 1}",
            value=error.object[error.start : error.end].hex(),
            way_out="name the right one in the mapping: `format: {encoding: cp1252}`",
        ) from None
    except UnicodeError as error:
        raise BadInput(
            f"the text is not {encoding} ({error})",
            place=f"{path}:{count + 1}",
            way_out="name the right one in the mapping: `format: {encoding: cp1252}`",
        ) from None


def _refuse_binary(head: bytes, path: Path, named: str | None) -> None:
    if not head:
        raise BadInput("nothing in the packed file", place=str(path), way_out="get it again")
    what = not_data(head)
    wide = named is not None and check_encoding(named).startswith(("utf-16", "utf-32"))
    marked = wide or any(head.startswith(mark) for mark, _ in _MARKS)
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if what is None and not marked and odd > len(head) // 20:
        what = "binary data, or UTF-16 without its mark"
    if what is not None:
        raise BadInput(
            f"not a table of text: it is {what}",
            place=str(path),
            way_out="give a CSV, TSV, JSON lines, Parquet or XLSX file",
        )
