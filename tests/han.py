"""Whether a text is said in Chinese: not in English, and not half in it."""

from __future__ import annotations

import re

from anlan.standards.errors import AnlanError
from anlan.standards.title import Title

HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b[A-Za-z]+ [a-z]+ [a-z]+\b")
"""Three words running: a sentence, not the name of a field, a code or a piece of YAML."""


def in_chinese(said: Title) -> bool:
    """Whether the Chinese is Chinese, and the English is not."""
    return bool(HAN.search(said.zh)) and not ENGLISH.search(said.zh) and said.zh != said.en


def told_in_chinese(error: AnlanError) -> bool:
    """Whether an error says in Chinese both what is wrong and the way out."""
    return in_chinese(error.what) and in_chinese(error.way)
