"""Time: an instant is microseconds since 1970-01-01 UTC; the zone is kept beside it.

Integers sort, compare and travel the same way through SQLite, PostgreSQL, Parquet and
JSON. They become ISO 8601 text at the edges only (RFC 3339 profile).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from anlan.standards.errors import BadDeclaration, BadInput
from anlan.standards.title import Title

Instant = NewType("Instant", int)
"""Microseconds since the epoch, UTC."""

Clock = Callable[[], Instant]
"""Whoever needs the time is handed a clock; nobody reads the wall."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = Instant(-2_208_988_800 * SECOND)
"""1900-01-01: nothing a city keeps is older; an earlier time is a typing error."""
LATEST = Instant(4_102_444_800 * SECOND)
"""2100-01-01."""


def system_clock() -> Instant:
    """The machine's own time."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> Instant:
    """The instant of an aware datetime.

    >>> instant(datetime(1970, 1, 2, tzinfo=UTC)) == DAY
    True
    """
    if moment.tzinfo is None:
        raise BadInput(
            Title(zh="时间没有时区", en="time without a zone"),
            value=moment.isoformat(),
            way_out=Title(zh="写明时区", en="name the zone"),
        )
    return Instant((moment - _EPOCH) // timedelta(microseconds=1))


def moment(at: Instant, zone: str = "UTC") -> datetime:
    """The aware datetime of an instant, in a zone; BadInput outside the years 1 to 9999."""
    there = zone_named(zone)
    try:
        return (_EPOCH + timedelta(microseconds=at)).astimezone(there)
    except OverflowError:
        raise BadInput(
            Title(zh="时间超出历法范围", en="a time outside the calendar"),
            value=at,
            way_out=Title(
                zh="用公元 1 年到 9999 年之间的时间", en="use a time in the years 1 to 9999"
            ),
        ) from None


def iso(at: Instant, zone: str = "UTC") -> str:
    """ISO 8601 text with the offset of the zone.

    >>> iso(Instant(0), "Asia/Shanghai")
    '1970-01-01T08:00:00+08:00'
    """
    return moment(at, zone).isoformat()


def parse_iso(text: str) -> Instant:
    """The instant of ISO 8601 text that carries an offset.

    >>> parse_iso("1970-01-01T08:00:00+08:00")
    0
    """
    try:
        return instant(datetime.fromisoformat(text))
    except ValueError:
        raise BadInput(
            Title(zh="不是 ISO 8601 时间", en="not an ISO 8601 time"),
            value=text,
            way_out=Title(
                zh="写作 2026-01-31T08:00:00+08:00 的样子",
                en="write it like 2026-01-31T08:00:00+08:00",
            ),
        ) from None


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name; BadDeclaration when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones
        raise BadDeclaration(
            Title(zh="没有这个时区", en="no such time zone"),
            value=name,
            way_out=Title(
                zh="用 IANA 名称，如 Asia/Shanghai", en="use an IANA name such as Asia/Shanghai"
            ),
        ) from None


class ManualClock:
    """A clock that moves when told, never backwards. Simulation and tests use it."""

    def __init__(self, start: Instant) -> None:
        self._now = start

    def __call__(self) -> Instant:
        return self._now

    def advance_to(self, at: Instant) -> None:
        self._now = max(self._now, at)
