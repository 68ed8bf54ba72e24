"""Every declaration broken in every place: what pydantic finds wrong is said in Chinese too."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticKnownError
from ruamel.yaml import YAML

from anlan.packs.loader import SHAPES
from anlan.standards.errors import AnlanError, Unfit
from anlan.standards.expected import CHINESE, expected
from tests.han import in_chinese

ANLAN = Path(str(resources.files("anlan")))
OURS = {
    "kinds": ANLAN / "standards" / "kind_files" / "call.yaml",
    "codes": ANLAN / "standards" / "code_tables" / "category.yaml",
}
WRONG: tuple[Any, ...] = (
    None,
    "",
    "?",
    "x" * 300,
    -1,
    1.5,
    10**18,
    True,
    [],
    {},
    {"colour": "red"},
)
MOST = 120
"""Places broken in one declaration; a place of a list or table counts once."""

Way = tuple[str | int, ...]


def declared(folder: str) -> Any:
    """A declaration of the library, as plain values."""
    path = OURS.get(folder) or sorted((ANLAN / "packs" / "library").glob(f"*/{folder}/*.yaml"))[0]
    return orjson.loads(orjson.dumps(YAML(typ="safe", pure=True).load(path), default=str))


def ways(node: Any, so_far: Way = ()) -> Iterator[Way]:
    """The way to every node, outermost first in each branch."""
    yield so_far
    members = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for step, inner in members:
        yield from ways(inner, (*so_far, step))


def broken(tree: Any) -> Iterator[Any]:
    """The declaration with one node wrong, left out, or with another beside it."""
    alike = {
        tuple("*" if isinstance(step, int) else step for step in way): way for way in ways(tree)
    }
    for way in list(alike.values())[1 : MOST + 1]:
        for wrong in (*WRONG, ...):
            changed = copy.deepcopy(tree)
            holder = changed
            for step in way[:-1]:
                holder = holder[step]
            if wrong is ...:
                holder.pop(way[-1])
            else:
                holder[way[-1]] = wrong
            yield changed


def found(shape: type[BaseModel], tree: Any) -> list[ErrorDetails]:
    with suppress(AnlanError):
        try:
            shape.model_validate_json(orjson.dumps(tree), strict=True)
        except ValidationError as error:
            return error.errors()
    return []


@cache
def wrongs(folder: str) -> dict[tuple[str, str], ErrorDetails]:
    """What is found wrong in all of these, once for each thing that can be said."""
    tree = declared(folder)
    errors = (error for each in broken(tree) for error in found(SHAPES[folder], each))
    return {(error["type"], error["msg"]): error for error in errors}


def plain(error: ErrorDetails) -> bool:
    """Whether a validator of ours said it, and in English only."""
    return error["type"] == "value_error" and not isinstance(error["ctx"]["error"], Unfit)


@pytest.mark.parametrize("folder", SHAPES)
def test_what_is_wrong_is_said_in_chinese(folder: str) -> None:
    errors = wrongs(folder).values()
    assert {"missing", "string_type"} <= {error["type"] for error in errors}
    assert [e["msg"] for e in errors if not plain(e) and not in_chinese(expected(e))] == []


def test_a_model_says_nothing_in_english_only() -> None:
    assert [error["msg"] for error in wrongs("models").values() if plain(error)] == []


def test_the_table_covers_what_declarations_meet() -> None:
    met = {kind for folder in SHAPES for kind, _ in wrongs(folder)} - {"value_error"}
    assert met <= set(CHINESE)
    assert {"enum", "literal_error", "greater_than_equal", "too_short", "date_parsing"} <= met


LIMITS: dict[str, Any] = {
    "expected": "'a', 'b' or 'c'", "field_type": "Tuple", "min_length": 1, "max_length": 2,
    "actual_length": 3, "gt": 1, "ge": 1, "lt": 1, "le": 1, "pattern": "^x$", "error": "too short",
    "class_name": "Model",
}  # fmt: skip


@pytest.mark.parametrize("kind", CHINESE)
def test_every_sentence_of_the_table_is_one_of_pydantics_with_its_limits(kind: Any) -> None:
    known = PydanticKnownError(kind, LIMITS)
    said = expected({"type": kind, "msg": known.message(), "ctx": LIMITS})
    assert in_chinese(said)
    assert not set("{}") & set(said.zh)


def test_what_the_table_does_not_know_stays_english() -> None:
    said = expected({"type": "url_parsing", "msg": "Input should be a valid URL", "ctx": {}})
    assert said.zh == said.en == "Input should be a valid URL"
