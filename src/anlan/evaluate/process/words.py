"""Lengths of time as people say them."""

from __future__ import annotations

from anlan.standards.title import Language

_UNITS = (
    (86_400 * 365.25, "年", "y"),
    (86_400, "天", "d"),
    (3_600, "小时", "h"),
    (60, "分", "min"),
    (1, "秒", "s"),
)


def lasting(seconds: float, language: Language) -> str:
    """A length of time in its largest fitting unit.

    >>> lasting(7_603_200, "en"), lasting(90, "zh"), lasting(0, "en")
    ('88 d', '1.5 分', '0 s')
    """
    size, zh, en = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
    value = seconds / size
    return f"{value:.{0 if value >= 10 or value == int(value) else 1}f} {zh if language == 'zh' else en}"
