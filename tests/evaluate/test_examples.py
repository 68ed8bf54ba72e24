"""The examples of the policing index come out as they say, and a wrong one is found out."""

from __future__ import annotations

import pytest

from anlan.evaluate.checking.examples import Expected, IndexExample, run_examples
from anlan.evaluate.declaration.framework import Framework
from anlan.packs.loader import library
from anlan.standards.declaration import read_declaration
from anlan.standards.errors import BadDeclaration
from tests.evaluate.small import codes, kinds

(PACK,) = (path for path in library() if path.name == "policing-index")
FRAMEWORKS = {
    each.id: each
    for each in (read_declaration(f, Framework) for f in (PACK / "frameworks").glob("*.yaml"))
}
FRAMEWORK = FRAMEWORKS["smart-policing"]
EXAMPLES = sorted((PACK / "examples").glob("*.yaml"))
OF_RECORDS = next(f for f in EXAMPLES if not read_declaration(f, IndexExample).rows)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_comes_out_as_it_says(file) -> None:  # type: ignore[no-untyped-def]
    example = read_declaration(file, IndexExample)
    framework = FRAMEWORKS[example.framework or FRAMEWORK.id]
    (result,) = run_examples(framework, [example], kinds=kinds(), codes=codes())
    assert result.problems == ()
    assert result.passed


def test_a_wrong_expectation_is_named() -> None:
    example = read_declaration(OF_RECORDS, IndexExample)
    first = example.expect[0]
    wrong = first.model_copy(update={"value": 99.0})
    unknown = Expected(node="L1P1M1", period="2026-03")
    said = example.model_copy(update={"expect": (wrong, unknown)})
    (result,) = run_examples(FRAMEWORK, [said], kinds=kinds(), codes=codes())
    assert not result.passed
    assert f"value is {first.value}, expected 99.0" in result.problems[0]
    assert result.problems[1].endswith("not computed")


def test_a_field_the_kind_lacks_is_refused() -> None:
    example = read_declaration(OF_RECORDS, IndexExample)
    odd = example.model_copy(update={"records": {"call": ({"id": "c", "when": 1},)}})
    with pytest.raises(BadDeclaration, match="no such field"):
        run_examples(FRAMEWORK, [odd], kinds=kinds(), codes=codes())
