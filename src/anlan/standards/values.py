"""What a value of each field type is."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


def text(value: Any) -> bool:
    """Text that every database keeps."""
    return isinstance(value, str) and "\x00" not in value


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _longitude(value: Any) -> bool:
    return _number(value) and abs(value) <= 180


def _latitude(value: Any) -> bool:
    return _number(value) and abs(value) <= 90


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _known(value: Any) -> bool:
    return value is not None


def _list(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(
        issubclass(each, str) for each in {*map(type, value)}
    )


FITS: dict[str, Callable[[Any], bool]] = {
    "integer": _integer,
    "time": _integer,
    "number": _number,
    "longitude": _longitude,
    "latitude": _latitude,
    "boolean": _boolean,
    "list": _list,
    "json": _known,
}
"""By type; of all others it is a text."""
