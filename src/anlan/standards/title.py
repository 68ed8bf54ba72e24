"""Titles in Chinese and English, side by side."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh", "en"]


class Title(BaseModel):
    """A declared title; both languages are required.

    >>> Title(zh="警情", en="call for service").in_("zh")
    '警情'
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    zh: str
    """In Chinese."""
    en: str
    """In English."""

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def at(self, place: str) -> Title:
        """The same, said of a place in a declaration.

        >>> Title(zh="缺少", en="missing").at("raise.levels").en
        'raise.levels: missing'
        """
        return Title(zh=f"{place}：{self.zh}", en=f"{place}: {self.en}")


Said = str | Title
"""A text for a reader: in both languages, or in English alone."""


def both(said: Said) -> Title:
    """A text in both languages; English alone stands for both."""
    return said if isinstance(said, Title) else Title(zh=said, en=said)
