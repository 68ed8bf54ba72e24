"""Plain markup as bytes: where words, comments and attributes end."""

from __future__ import annotations

from typing import Any

from numba import njit

LT, GT, SLASH, BANG, AMP, COLON = 60, 62, 47, 33, 38, 58
_MINUS, _EQUAL, _QUOTES = 45, 61, (34, 39)


@njit(cache=True)
def is_word(text: Any, at: int, end: int, word: Any) -> bool:
    """Whether the bytes from `at` to `end` are this word."""
    if end - at != len(word):
        return False
    for place in range(len(word)):  # noqa: SIM110
        if text[at + place] != word[place]:
            return False
    return True


@njit(cache=True)
def past_blanks(text: Any, at: int) -> int:
    """Where the blanks from `at` on end."""
    while at < len(text) and (text[at] == 32 or 9 <= text[at] <= 10 or text[at] == 13):
        at += 1
    return at


@njit(cache=True)
def comment_end(text: Any, at: int) -> int:
    """Where the comment that begins at `at` ends; 0 when not yet, −1 when it is none."""
    for place, byte in enumerate((LT, BANG, _MINUS, _MINUS)):
        if at + place >= len(text):
            return 0
        if text[at + place] != byte:
            return -1
    at += 4
    while at + 2 < len(text):
        if text[at] == _MINUS and text[at + 1] == _MINUS:
            return at + 3 if text[at + 2] == GT else -1
        at += 1
    return 0


@njit(cache=True)
def word_end(text: Any, at: int) -> int:
    """Where a name of letters, digits, `.`, `_`, `-` (and, in an attribute, `:`) ends."""
    while at < len(text):
        byte = text[at]
        if not (97 <= byte <= 122 or 65 <= byte <= 90 or 48 <= byte <= 58 or byte in (45, 46, 95)):
            break
        at += 1
    return at


@njit(cache=True)
def attributes(text: Any, at: int, pairs: Any) -> int:
    """Past the attributes of a tag: the place of its `>` or `/`; 0 not yet, −1 doubt.

    `pairs` takes where key and value begin and end; −1 where there is none.
    """
    pairs[:] = -1
    length = len(text)
    while True:
        before = at
        at = past_blanks(text, at)
        if at >= length:
            return 0
        if text[at] == GT or text[at] == SLASH:
            return at
        name, end = at, word_end(text, at)
        if end >= length:
            return 0
        if end == name or before == name:
            return -1
        at = past_blanks(text, end)
        if at >= length:
            return 0
        if text[at] != _EQUAL:
            return -1
        at = past_blanks(text, at + 1)
        if at >= length:
            return 0
        quote = text[at]
        if quote not in _QUOTES:
            return -1
        at += 1
        begin = at
        while at < length and text[at] != quote:
            if text[at] == LT:
                return -1
            at += 1
        if at >= length:
            return 0
        which = (
            0
            if is_word(text, name, end, b"key")
            else 2
            if is_word(text, name, end, b"value")
            else 4
        )
        if which < 4:
            if pairs[which] >= 0:
                return -1
            pairs[which], pairs[which + 1] = begin, at
        at += 1
