"""Crosswalks: a source's own words to codes of ours.

A crosswalk lists, for each of our codes, the source words that mean it; patterns catch
families of words; `default` takes the rest, and without one an unknown word is quarantined.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated

from pydantic import Field as Bounded, model_validator

from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

_SPACES = re.compile(r"\s+")


class Pattern(Declaration):
    """Words that match a regular expression mean a code."""

    like: str
    code: str

    @model_validator(mode="after")
    def _whole(self) -> Pattern:
        try:
            re.compile(self.like)
        except re.error as error:
            raise ValueError(f"like: not a regular expression ({error})") from None
        return self


class Crosswalk(Declaration):
    """Source words to codes; words are compared without regard to case and spacing."""

    id: Annotated[str, Bounded(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    title: Title
    words: dict[str, tuple[str, ...]]
    """Our code → the source's words."""
    patterns: tuple[Pattern, ...] = ()
    """Tried in order when no word matches."""
    default: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Crosswalk:
        seen: dict[str, str] = {}
        for code, words in self.words.items():
            for word in words:
                if seen.setdefault(plain(word), code) != code:
                    raise ValueError(f"words: `{word}` stands for two codes")
        return self

    @property
    def codes(self) -> frozenset[str]:
        """Every code it can give."""
        ends = [self.default] if self.default else []
        return frozenset([*self.words, *(pattern.code for pattern in self.patterns), *ends])

    def code_of(self, word: str) -> str | None:
        """The code a source word stands for; None when there is none."""
        if (code := self._by_word.get(plain(word))) is not None:
            return code
        for like, code in self._by_pattern:
            if like.search(word):
                return code
        return self.default

    @cached_property
    def _by_word(self) -> dict[str, str]:
        return {plain(word): code for code, words in self.words.items() for word in words}

    @cached_property
    def _by_pattern(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(p.like, re.IGNORECASE), p.code) for p in self.patterns]


def plain(word: str) -> str:
    """A word as words are compared.

    >>> plain("  Noise   Party ")
    'noise party'
    """
    return _SPACES.sub(" ", word.strip()).casefold()
