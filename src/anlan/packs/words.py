"""The words of declarations: both languages, and nothing this platform never holds."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from anlan.standards.errors import BadDeclaration
from anlan.standards.lawful import forbidden_word
from anlan.standards.title import Title


def wrong_words(declared: BaseModel) -> Iterator[BadDeclaration]:
    """Ids and titles that break the law, and titles that lack one of the languages."""
    if word := forbidden_word(str(getattr(declared, "id", ""))):
        yield _lawless("id", word)
    for where, title in titles(declared):
        if not any("\u4e00" <= letter <= "\u9fff" for letter in title.zh):
            yield BadDeclaration(
                f"{where}.zh is not Chinese", value=title.zh, way_out="translate it"
            )
        if not any(letter.isascii() and letter.isalpha() for letter in title.en):
            yield BadDeclaration(
                f"{where}.en is not English", value=title.en, way_out="translate it"
            )
        word = forbidden_word(title.zh) or forbidden_word(title.en)
        if word and where.rsplit(".", 1)[-1] == "title":
            yield _lawless(where, word)


def titles(node: object, where: str = "") -> Iterator[tuple[str, Title]]:
    """Every text in two languages inside a declaration, with the path to it."""
    if isinstance(node, Title):
        yield where, node
        return
    parts: Iterator[tuple[object, object]] = iter(())
    if isinstance(node, BaseModel):
        parts = ((name, getattr(node, name)) for name in type(node).model_fields)
    elif isinstance(node, dict):
        parts = iter(node.items())
    elif isinstance(node, tuple):
        parts = iter(enumerate(node))
    for name, part in parts:
        yield from titles(part, f"{where}.{name}".lstrip("."))


def _lawless(where: str, word: str) -> BadDeclaration:
    return BadDeclaration(
        f"{where}: `{word}` names what this platform never holds",
        way_out="say which place, premises, dispute or service it is about; "
        "see “Lawful by construction” in the design",
    )
