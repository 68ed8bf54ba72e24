"""The examples in the docstrings hold, and the package names what it gives."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from types import ModuleType

import pytest

import anlan.simulate
from anlan.simulate import city, run, table


@pytest.mark.parametrize("module", [city, run, table], ids=lambda module: module.__name__)
def test_docstring_examples(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_example_of_the_explanation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation" / "simulated-city.md"
    (example,) = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    exec(compile(example, str(page), "exec"), {})
    assert "20260302-00001 received" in capsys.readouterr().out


def test_everything_exported_is_there() -> None:
    assert sorted(anlan.simulate.__all__) == anlan.simulate.__all__
    assert all(hasattr(anlan.simulate, name) for name in anlan.simulate.__all__)
