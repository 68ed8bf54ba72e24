"""Every model that comes with Anlan compiles, raises no remark and passes its examples."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from anlan.detect.checking.examples import run_examples
from anlan.detect.checking.lint import lint
from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.composition import FINDING, circles
from anlan.detect.language.measure import Measure
from anlan.detect.language.model import Model, model_schema, read_model
from anlan.standards.declaration import parse_declaration
from tests.detect.declared import CODES, KINDS

LIBRARY = Path(str(resources.files("anlan.packs") / "library"))
MODELS = sorted(LIBRARY.glob("*/models/*.yaml"))

NOTHING_TO_MEASURE = {"repeat-calls-on-dispute"}
"""No published data carry the number of a dispute."""

each_model = pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)


@each_model
def test_it_compiles_and_has_nothing_to_remark(path: Path) -> None:
    model = read_model(path)
    assert compile_model(model, KINDS, CODES).subject
    assert lint(model, KINDS, CODES, today=date(2026, 11, 22)) == []
    assert model.id == path.stem


@each_model
def test_its_examples_come_out_as_declared(path: Path) -> None:
    for result in run_examples(read_model(path), KINDS, CODES):
        assert result.ok, (result.title.en, result.expected, result.found)


@each_model
def test_its_flow_is_in_the_same_pack(path: Path) -> None:
    assert (path.parents[1] / "flows" / f"{read_model(path).flow}.yaml").is_file()


@each_model
def test_it_fits_the_published_schema_and_survives_a_round_trip(path: Path) -> None:
    model = read_model(path)
    tree = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    jsonschema.validate(tree, model_schema())
    assert parse_declaration(model.to_yaml(), Model, place="again") == model


def test_there_are_twelve_and_more_and_every_family_has_one() -> None:
    models = [read_model(path) for path in MODELS]
    assert len(models) >= 12
    assert {model.measure.kind for model in models} == set(Measure.KINDS)
    assert any(model.source == FINDING for model in models)


@each_model
def test_what_is_known_of_its_error_is_said_in_figures(path: Path) -> None:
    known = read_model(path).known_error
    for text in (known.zh, known.en):
        assert any(sign.isdigit() for sign in text) or path.stem in NOTHING_TO_MEASURE, text


def test_they_do_not_raise_each_other_in_a_circle() -> None:
    plans = [compile_model(read_model(path), KINDS, CODES) for path in MODELS]
    assert circles(plans) == {}
    known = {plan.name for plan in plans}
    for plan in plans:
        assert plan.kind.id != FINDING or known >= (plan.where.only("model") or set())
