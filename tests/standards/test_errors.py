"""Errors: where, what value, why, the way out; one exit code each."""

from __future__ import annotations

import pickle

import pytest

from anlan.standards import errors
from anlan.standards.errors import AnlanError, Unfit
from anlan.standards.title import Title

FAMILY = {
    "AnlanError": (1, "error"),
    "BadDeclaration": (3, "bad-declaration"),
    "BadInput": (4, "bad-input"),
    "Refused": (5, "refused"),
    "NotFound": (6, "not-found"),
    "Conflict": (7, "conflict"),
    "Broken": (8, "broken"),
}


@pytest.mark.parametrize("name", FAMILY)
def test_the_family(name: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, AnlanError)
    assert (kind.exit_code, kind.code) == FAMILY[name]


@pytest.mark.parametrize("name", FAMILY)
def test_one_comes_whole_from_another_process(name: str) -> None:
    error = getattr(errors, name)("no", way_out="do", place="a.csv:3", value="x")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), vars(again)) == (type(error), vars(error))


@pytest.mark.parametrize("name", FAMILY)
def test_one_said_in_both_languages_comes_whole_from_another_process(name: str) -> None:
    said, way = Title(zh="不行", en="no"), Title(zh="去做", en="do")
    again = pickle.loads(pickle.dumps(getattr(errors, name)(said, way_out=way, value="x")))
    assert (again.what, again.way, again.problem, again.way_out) == (said, way, "no", "do")


def test_nobody_in_the_family_is_forgotten_here() -> None:
    assert {kind.__name__ for kind in AnlanError.__subclasses__()} <= set(FAMILY)


@pytest.mark.parametrize(
    ("place", "value", "text"),
    [
        (None, None, "no. Way out: do"),
        ("a.csv:3", None, "a.csv:3: no. Way out: do"),
        (None, 0, "no (got 0). Way out: do"),
        ("a.csv:3", "x", "a.csv:3: no (got 'x'). Way out: do"),
    ],
)
def test_text(place: str | None, value: object, text: str) -> None:
    assert str(AnlanError("no", way_out="do", place=place, value=value)) == text


@pytest.mark.parametrize(
    ("place", "value", "text"),
    [
        (None, None, "不行。解决办法：去做"),
        ("a.csv:3", "x", "a.csv:3：不行（实际为 'x'）。解决办法：去做"),
    ],
)
def test_text_in_chinese(place: str | None, value: object, text: str) -> None:
    said, way = Title(zh="不行", en="no"), Title(zh="去做", en="do")
    error = AnlanError(said, way_out=way, place=place, value=value)
    assert error.in_("zh") == text
    assert (
        error.in_("en")
        == str(error)
        == str(AnlanError("no", way_out="do", place=place, value=value))
    )


def test_one_said_in_english_alone_is_english_whole() -> None:
    error = AnlanError("no", way_out="do", place="a.csv:3", value="x")
    assert error.in_("zh") == error.in_("en")
    assert error.told.zh == error.told.en


def test_what_a_validator_finds_wrong_is_english_as_text() -> None:
    assert str(Unfit(Title(zh="不行", en="no"))) == "no"


def test_a_long_value_is_cut() -> None:
    assert len(str(AnlanError("no", way_out="do", value="x" * 1_000_000))) < 120


def test_an_error_without_a_way_out_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        AnlanError("no")  # type: ignore[call-arg]
