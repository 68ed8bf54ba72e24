"""The text of a file as it flows by: whole lines, taken one or many at a time, counted."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

from anlan.ingest.text import LONGEST_LINE
from anlan.standards.errors import BadInput

_BLOCK = 1 << 20
"""Bytes read at once."""


class Flow:
    """A file's text in UTF-8. BadInput at bytes its encoding does not know."""

    def __init__(self, stream: io.BufferedReader, path: Path, encoding: str) -> None:
        self._stream, self._path, self._encoding = stream, path, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._held = b""
        self._at = 0
        self._ended = False
        self.count = 0
        """Lines taken."""
        self.line = ""
        """The line last taken by itself."""

    def __iter__(self) -> Flow:
        return self

    def __next__(self) -> str:
        """The next line, its end kept: \\n, \\r\\n or \\r."""
        while (end := self._line_end(self._at)) is None:
            self._refuse_endless()
            if not self._read():
                break
        if end is None:
            end = len(self._held)
        if end == self._at:
            raise StopIteration
        self.line = self._held[self._at : end].decode()
        self._at = end
        self.count += 1
        return self.line

    def ahead(self, least: int) -> bytes:
        """What comes next, some `least` bytes or the whole rest; nothing at the end.

        The last line has its end even where the file has none.
        """
        while len(self._held) - self._at < least and self._read():
            pass
        window = self._held[self._at :]
        return window + b"\n" if self._ended and window and window[-1:] not in b"\r\n" else window

    def take(self, size: int, lines: int) -> None:
        """Pass over so many bytes of what came next, which are so many lines."""
        self._at = min(self._at + size, len(self._held))
        self.count += lines

    def _read(self) -> bool:
        if self._ended:
            return False
        block = self._stream.read(_BLOCK)
        self._ended = not block
        try:
            text = self._decoder.decode(block, final=self._ended).encode()
        except UnicodeError as error:
            raise self._unknown(error) from None
        self._held = self._held[self._at :] + text
        self._at = 0
        return not self._ended or bool(text)

    def _line_end(self, start: int) -> int | None:
        """Where the line that starts here ends; None while that cannot be seen."""
        held = self._held
        end = held.find(b"\n", start) + 1
        back = held.find(b"\r", start, end or len(held)) + 1
        if not back or back == end - 1:
            return end or None
        return back if back < len(held) or self._ended else None

    def _refuse_endless(self) -> None:
        if len(self._held) - self._at >= LONGEST_LINE:
            raise BadInput(
                f"a line longer than {LONGEST_LINE} characters",
                place=f"{self._path}:{self.count + 1}",
                way_out="this is not a table of lines; look at the file",
            )

    def _unknown(self, error: UnicodeError) -> BadInput:
        line = self.count + 1 + self._held.count(b"\n", self._at)
        value = None
        if isinstance(error, UnicodeDecodeError):
            line += error.object.count(b"\n", 0, error.start)
            value = error.object[error.start : error.end].hex()
        return BadInput(
            f"the text is not {self._encoding} ({getattr(error, 'reason', error)})",
            place=f"{self._path}:{line}",
            value=value,
            way_out="name the right one in the mapping: `format: {encoding: cp1252}`",
        )
