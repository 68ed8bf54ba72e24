"""Spans of time as somebody types them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from anlan.standards.errors import BadInput
from anlan.standards.time import Instant, instant, parse_iso, zone_named
from anlan.standards.title import Title

_DURATION = re.compile(r"[1-9][0-9]{0,4}[mhdw]")


def first_instant(text: str, zone: str) -> Instant:
    """The first instant of a day in a zone; a full ISO time with an offset is taken as it is."""
    if "T" in text:
        return parse_iso(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            Title(zh="不是日期", en="not a day"),
            value=text,
            way_out=Title(zh="写作 2026-01-31 的样子", en="write it like 2026-01-31"),
        ) from None
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone_named(zone))
    return instant(midnight.astimezone(UTC))


def duration(text: str, place: str) -> str:
    """A duration that is one; BadInput otherwise."""
    if not _DURATION.fullmatch(text):
        raise BadInput(
            Title(zh="不是时长", en="not a length of time"),
            place=place,
            value=text,
            way_out=Title(zh="写作 90d、12h 或 4w 的样子", en="write it like 90d, 12h or 4w"),
        )
    return text
