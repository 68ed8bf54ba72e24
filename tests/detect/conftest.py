"""What tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from anlan.standards.errors import AnlanError, Unfit
from tests.han import in_chinese, told_in_chinese


@pytest.fixture
def both_languages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every error made while the test runs is said in Chinese and in English."""
    made: list[AnlanError | Unfit] = []
    for family in (AnlanError, Unfit):
        monkeypatch.setattr(family, "__init__", _noted(family.__init__, made))
    yield
    monkeypatch.undo()
    half = [
        each
        for each in made
        if not (in_chinese(each.said) if isinstance(each, Unfit) else told_in_chinese(each))
    ]
    assert half == []


def _noted(begin: Any, made: list[Any]) -> Any:
    def init(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        made.append(self)

    return init
