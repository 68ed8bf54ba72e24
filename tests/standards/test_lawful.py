"""The words that may name nothing here, found whole and in any spelling."""

from __future__ import annotations

import pytest

from anlan.standards.lawful import FORBIDDEN, forbidden_word


@pytest.mark.parametrize("word", FORBIDDEN)
def test_every_word_is_found_in_every_spelling(word: str) -> None:
    spellings = [word, f"x_{word}", f"{word}_2", f"x-{word}-y"]
    if word.isascii():
        camel = "".join(part.title() for part in word.split("_"))
        spellings += [word.upper(), camel, f"caller{camel}", word.replace("_", "-")]
    else:
        spellings += [f"本市{word}库", f"caller_{word}"]
    for spelling in spellings:
        assert forbidden_word(spelling), spelling


@pytest.mark.parametrize(
    "name",
    ["surface", "interface", "template", "plateau", "irish_street", "blacklisted", "facet",
     "call", "premises", "时间", "路面", "", "_", "score", "device", "person_in_charge"],
)  # fmt: skip
def test_a_word_that_only_contains_the_letters_is_not(name: str) -> None:
    assert forbidden_word(name) is None
