"""A zip of parts with a stated time in place of that of writing it."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from anlan.standards.time import Instant

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""What a zip can say; stands where data have no time of their own."""


def time_of(at: Instant | None) -> datetime:
    """A time that a format can hold."""
    return EARLIEST if at is None else max(EARLIEST, datetime.fromtimestamp(at // 1_000_000, UTC))


def sealed(parts: bytes, at: Instant | None) -> bytes:
    """The same parts in the same order, every one of that time."""
    time = time_of(at).timetuple()[:6]
    out = BytesIO()
    with ZipFile(BytesIO(parts)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for part in given.infolist():
            told = ZipInfo(part.filename, time)
            told.compress_type = ZIP_DEFLATED
            made.writestr(told, given.read(part))
    return out.getvalue()
