"""Opening a file as a stream of bytes: plain, gzip, bzip2, xz or a zip with one member.

What a file is, is told by its first bytes, never by its name alone. A stream that grows
beyond what its packed size can honestly hold is a bomb and ends in BadInput.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from anlan.standards.errors import BadInput, NotFound

LARGEST = 64 * 2**30
"""Bytes a file may unpack to."""
RATIO = 300
"""Unpacked to packed; honest text stays below 100."""
FREE = 64 * 2**20
"""Unpacked bytes below which no ratio is held against a file."""

_PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip"}
_OTHER = {
    b"PK\x05\x06": "an empty zip archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file (save it as .xlsx)",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a zstd file",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
}
_UNPACKING = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a packed file may unpack to."""

    largest: int = LARGEST
    ratio: int = RATIO
    free: int = FREE


class Guarded(io.RawIOBase):
    """Bytes of a stream that is counted while it is read, its failures told as BadInput."""

    def __init__(self, stream: IO[bytes], *, place: str, packed: int, limits: Limits) -> None:
        self._stream, self._place = stream, place
        self._most = min(limits.largest, max(limits.free, packed * limits.ratio))
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        try:
            data = self._stream.read(len(buffer))
        except _UNPACKING as error:
            raise BadInput(
                f"the packed file is cut short or damaged after {self.count} bytes ({error})",
                place=self._place,
                way_out="get the file again and compare its size with the source",
            ) from None
        self.count += len(data)
        if self.count > self._most:
            raise BadInput(
                f"unpacks to more than {self._most} bytes: this looks like a zip bomb",
                place=self._place,
                value=self.count,
                way_out="unpack it yourself and load the plain file if you trust it",
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def check_file(path: Path) -> None:
    """NotFound or BadInput unless the path is a file with something in it."""
    if not path.exists():
        raise NotFound("no such file", place=str(path), way_out="check the path")
    if not path.is_file():
        raise BadInput("not a file", place=str(path), way_out="name one file")
    if path.stat().st_size == 0:
        raise BadInput("the file is empty", place=str(path), way_out="get the file again")


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(
    path: Path, *, member: str | None = None, limits: Limits | None = None
) -> Iterator[io.BufferedReader]:
    """The unpacked bytes of a file. BadInput when they cannot be had whole and honest."""
    check_file(path)
    bounds = limits or Limits()
    try:
        with path.open("rb") as file:
            stream = _unpacked(file, path, member)
            size = path.stat().st_size
            guarded = Guarded(stream, place=str(path), packed=size, limits=bounds)
            with io.BufferedReader(guarded, 1 << 20) as buffered:
                yield cast(io.BufferedReader, buffered)
    except PermissionError:
        raise BadInput(
            "may not read the file", place=str(path), way_out="change its permissions"
        ) from None


@contextmanager
def seekable(stream: io.BufferedReader) -> Iterator[IO[bytes]]:
    """The same bytes in a temporary file, for formats that must be read from their end."""
    with tempfile.TemporaryFile() as spool:
        while block := stream.read(1 << 20):
            spool.write(block)
        spool.seek(0)
        yield cast(IO[bytes], spool)


def not_data(head: bytes) -> str | None:
    """What the first bytes say the file is, when it is no table; None when it may be one."""
    return next((what for magic, what in _OTHER.items() if head.startswith(magic)), None)


def _unpacked(file: io.BufferedReader, path: Path, member: str | None) -> IO[bytes]:
    head = file.peek(8)[:8]
    packing = next((name for magic, name in _PACKED.items() if head.startswith(magic)), None)
    if packing == "gzip":
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if packing == "bzip2":
        return cast(IO[bytes], bz2.BZ2File(file))
    if packing == "xz":
        return cast(IO[bytes], lzma.LZMAFile(file))
    return _member(file, path, member) if packing == "zip" else file


def _member(file: io.BufferedReader, path: Path, member: str | None) -> IO[bytes]:
    """The stream of the one data file in a zip; the file itself when it is a workbook."""
    try:
        archive = zipfile.ZipFile(file)
        names = [
            info.filename
            for info in archive.infolist()
            if not info.is_dir() and not info.filename.startswith("__MACOSX/")
        ]
        if "xl/workbook.xml" in names:
            file.seek(0)
            return file
        wanted = [name for name in names if member in (None, name)]
        if len(wanted) != 1:
            raise BadInput(
                f"the archive holds {len(names)} files" if member is None else "no such member",
                place=str(path),
                value=", ".join(names[:10]),
                way_out="name the one to read with `format: {member: NAME}` in the mapping",
            )
        return archive.open(wanted[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise BadInput(
            f"the zip archive cannot be read ({error})",
            place=str(path),
            way_out="get the file again; encrypted archives must be unpacked first",
        ) from None
