"""Durations, windows and numbers in words, in Chinese and English."""

from __future__ import annotations

from anlan.detect.language.window import Window
from anlan.standards.title import Language

_UNITS: dict[str, tuple[str, str]] = {
    "m": ("分钟", "minute"),
    "h": ("小时", "hour"),
    "d": ("天", "day"),
    "w": ("周", "week"),
}

_CALENDAR: dict[str, tuple[str, str]] = {
    "hour": ("同一小时", "one clock hour"),
    "day": ("同一天", "one calendar day"),
    "week": ("同一周", "one calendar week"),
    "month": ("同一月", "one calendar month"),
}


def duration_in_words(duration: str, language: Language) -> str:
    """A declared duration in words.

    >>> duration_in_words("30d", "en"), duration_in_words("1h", "zh")
    ('30 days', '1小时')
    """
    number, (zh, en) = duration[:-1], _UNITS[duration[-1]]
    return f"{number}{zh}" if language == "zh" else f"{number} {en}{'' if number == '1' else 's'}"


def window_in_words(window: Window, language: Language) -> str:
    """What comes after “within” or before “内”.

    >>> window_in_words(Window(sliding="30d"), "en")
    '30 days'
    """
    if window.calendar is not None:
        zh, en = _CALENDAR[window.calendar.unit]
        return zh if language == "zh" else en
    if window.session is not None:
        longest = duration_in_words(window.session.at_most, language)
        return f"一段连续的{longest}" if language == "zh" else f"one run of at most {longest}"
    if window.tumbling is not None:
        length = duration_in_words(window.tumbling.every, language)
        return f"同一个{length}" if language == "zh" else f"one stretch of {length}"
    assert window.sliding is not None
    return duration_in_words(window.sliding, language)


def number_in_words(value: float, family: str = "value") -> str:
    """A number as a reader wants it: a share in per cent, else three digits that matter.

    >>> number_in_words(0.6667, "ratio"), number_in_words(3.0), number_in_words(12.345)
    ('67%', '3', '12.3')
    """
    if family == "ratio":
        return f"{value:.0%}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{float(f'{value:.3g}') + 0.0:.6f}".rstrip("0").rstrip(".")
