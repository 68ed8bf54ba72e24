"""A key of premises from a messy address: the same place gives the same key.

House numbers are kept (a block is its first number), intersections are put in order, street
types and directions are spelt one way, Chinese addresses end at the building: what lies
inside it (unit, floor, room) would be a household and is dropped. An address that names no
place gives no key, never a shared false one; nor does a street without a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_SUFFIX = {
    "ALLEY": "ALY", "AVENUE": "AVE", "AV": "AVE", "BOULEVARD": "BLVD", "BLV": "BLVD",
    "BV": "BLVD", "BL": "BLVD", "CIRCLE": "CIR", "CR": "CIR", "COURT": "CT", "CRESCENT": "CRES",
    "DRIVE": "DR", "EXPRESSWAY": "EXPY", "EXWY": "EXPY", "FREEWAY": "FWY", "HIGHWAY": "HWY",
    "HW": "HWY", "HY": "HWY", "LANE": "LN", "LA": "LN", "PARKWAY": "PKWY", "PKY": "PKWY",
    "PW": "PKWY", "PY": "PKWY", "PIKE": "PIKE", "PK": "PIKE", "PLACE": "PL", "PLAZA": "PLZ",
    "ROAD": "RD", "SQUARE": "SQ", "STREET": "ST", "STR": "ST", "TERRACE": "TER", "TR": "TRL",
    "TE": "TER", "TRAIL": "TRL", "WY": "WAY",
}  # fmt: skip
_TYPES = frozenset(_SUFFIX.values()) | {"WAY", "LOOP", "ROW", "RUN", "PATH", "PASS"}
_DIRECTION = {
    "NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W",
    "NORTHEAST": "NE", "NORTHWEST": "NW", "SOUTHEAST": "SE", "SOUTHWEST": "SW",
}  # fmt: skip
_DIRECTIONS = frozenset(_DIRECTION.values()) | {"NB", "SB", "EB", "WB"}

_NOWHERE = re.compile(
    r"^(?:\d+ )?(?:UNK(?:NOWN)?(?: (?:LOCATION|ADDRESS|STREET|ST|PLACE))?|N/?A|NA|NONE|NULL|NIL|"
    r"NOT (?:GIVEN|KNOWN|STATED|AVAILABLE)|NO ADDRESS|ADDRESS UNKNOWN|TBD|TEST|X+|UNDEFINED|"
    r"REDACTED|WITHHELD|CONFIDENTIAL|UNSPECIFIED|ANY ?WHERE|SEE (?:NOTES|TEXT))$"
)
_NOWHERE_ZH = re.compile(r"不详|未知|不明|不清|保密|暂无|待核实|待查|无法提供|^无$|^空$|^[-—]+$")
_INSIDE = re.compile(r"\s+(?:(?:APT|UNIT|STE|SUITE|RM|ROOM|FL|FLOOR)\b|#).*$")
_BLOCK = re.compile(r"^(\d+)(X{1,2})?\s*(?:-\s*\d+\s+)?(?:(?:BLOCK|BLK|BLOK)\b\s*)+(?:OF\s+)?")
_MASKED = re.compile(r"^(\d+)(X{1,2})\b")
_CROSSING = re.compile(r"\s+(?:&|AND|AT)\s+|\s*[/@&]\s*")
_HIGHWAY = re.compile(
    r"^(?:I|US|SR|CR|RT|RTE|ROUTE|HWY|HIGHWAY|INTERSTATE|[A-Z]{2})[ -]?\d+[A-Z]?(?: [NSEW]B?)?$"
)
_NUMBER = re.compile(r"^(\d+)(?:-\d+)?(?:\s+|$)")
_WORD = re.compile(r"[^\W\d_]{2,}")

_HAN = re.compile(r"[一-鿿]")
_ZH_CROSSING = re.compile(r"(?<=[路街道巷])(?:与|和|、|/|&)(?=.+[路街道巷])")
_ZH_CROSSING_END = re.compile(r"(?:的)?(?:交叉路?口|交汇处|交界处|路口|十字路口)$")
_ZH_BUILDING = re.compile(
    r"^.*?\d+(?:[-—之]\d+)?号(?:院|楼|(?:(?:[一-鿿A-Z]{0,12}?)[\dA-Z]+(?:栋|幢|座|号楼)))?"
    r"|^.*?[\dA-Z]+(?:栋|幢|座|号楼)"
)
_ZH_INSIDE = re.compile(r"(?:[\dA-Z一二三四五六七八九十]+单元|[-\d]+层|\d+楼|[\dA-Z]+室|\d+户).*$")
_ZH_ROAD = re.compile(r"(?:[路街道巷]|大街|大道|弄|胡同|省|市|区|县|镇|乡|街道)$")
_ZH_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_ZH_NUMBER = re.compile(r"([〇零一二三四五六七八九十百两]+)(?=号|栋|幢|座|弄)")


def premises_key(
    address: str | None, *, within: str | None = None, placeholders: Collection[str] = ()
) -> str | None:
    """The key of the premises an address names; None when it names none.

    `within` is a place name put behind the key; `placeholders` are upper-case addresses of
    the source that name no place.

    >>> premises_key("119XX BLOCK OF STENDALL DR N")
    '11900 STENDALL DR N'
    >>> premises_key("Main Street & HAWS AVE") == premises_key("HAWS AV / MAIN ST")
    True
    >>> premises_key("0 UNKNOWN") is None
    True
    >>> premises_key("人民路１２号3栋2单元501室", within="安澜市")
    '人民路12号3栋, 安澜市'
    """
    if address is None:
        return None
    text = " ".join(unicodedata.normalize("NFKC", address).upper().split())
    if text in placeholders:
        return None
    key = _chinese(text) if _HAN.search(text) else _western(text)
    return f"{key}, {' '.join(within.upper().split())}" if key and within else key


def _western(text: str) -> str | None:
    text = _INSIDE.sub("", text)
    text = re.sub(r"\([^)]*\)|[.,;#]+(?=\s|$)", " ", text)
    text = re.sub(r"\b0+(?=\d)", "", text)
    text = " ".join(text.split()).strip(" -./")
    if _NOWHERE.match(text) or not _WORD.search(text):
        return None
    text = _BLOCK.sub(lambda m: f"{_first(m)} ", text)
    text = _MASKED.sub(_first, text)
    ways = [way for way in _CROSSING.split(text) if way]
    if len(ways) > 1:
        return _intersection(ways)
    number = _NUMBER.match(text)
    street = _street(text[number.end() :] if number else text)
    if not street or _NOWHERE.match(street) or street in _TYPES:
        return None
    if number is None:
        return None if _is_whole_street(street) else street
    return f"{int(number[1])} {street}"


def _first(block: re.Match[str]) -> str:
    """The first number of a block: 119XX is 11900."""
    return str(int(block[1] + "0" * len(block[2] or "")))


def _intersection(ways: list[str]) -> str | None:
    """Streets in order, without the house number that some sources put before the first."""
    named = sorted({_street(_without_number(way)) for way in ways})
    if len(named) < 2 or any(_NOWHERE.match(way) or not way for way in named):
        return None
    return " & ".join(named)


def _without_number(way: str) -> str:
    """`1 AV` is a street; in `0 W FIFTH ST` the 0 is a house number."""
    rest = _NUMBER.sub("", way)
    return way if not rest or rest.split()[0] in _SUFFIX or rest.split()[0] in _TYPES else rest


def _street(text: str) -> str:
    """A street spelt one way; `ST` before a name stays Saint."""
    words = text.split()
    if not words:
        return ""
    if len(words) == 1:
        return _SUFFIX.get(text, text)
    tail = len(words) - 1
    while tail > 0 and _DIRECTION.get(words[tail], words[tail]) in _DIRECTIONS:
        words[tail] = _DIRECTION.get(words[tail], words[tail])
        tail -= 1
    if tail > 0:
        words[tail] = _SUFFIX.get(words[tail], words[tail])
        if tail > 1 or words[tail] not in _TYPES:
            words[0] = _DIRECTION.get(words[0], words[0])
    return " ".join(words)


def _is_whole_street(street: str) -> bool:
    words = [word for word in street.split() if word not in _DIRECTIONS]
    return _HIGHWAY.match(street) is not None or (bool(words) and words[-1] in _TYPES)


def _chinese(text: str) -> str | None:
    text = re.sub(r"[\s,，。;；()（）·]+", "", text)
    if _NOWHERE_ZH.search(text):
        return None
    text = _ZH_NUMBER.sub(lambda m: str(_number(m[1])), text)
    crossing = _ZH_CROSSING.split(_ZH_CROSSING_END.sub("", text))
    if len(crossing) > 1:
        return " & ".join(sorted(crossing))
    if building := _ZH_BUILDING.match(text):
        return building[0]
    named = _ZH_INSIDE.sub("", text)
    return None if not named or _ZH_ROAD.search(named) else named


def _number(digits: str) -> int:
    """A Chinese number below a thousand.

    >>> _number("一百二十三"), _number("十二"), _number("一二")
    (123, 12, 12)
    """
    if "十" not in digits and "百" not in digits:
        return int("".join(str(_ZH_DIGITS[c]) for c in digits))
    total = step = 0
    for character in digits:
        if character in "十百":
            total += (step or 1) * (10 if character == "十" else 100)
            step = 0
        else:
            step = _ZH_DIGITS[character]
    return total + step
