"""Models tried on history from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.bootstrap import Deployment
from anlan.web.judging import Judged
from tests.cli.test_a_newcomers_path import anlan
from tests.detect.calls import write
from tests.detect.declared import model


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment with calls, and two models in files beside it."""
    folder = tmp_path_factory.mktemp("trials") / "home"
    assert anlan("init", "--zone", "Asia/Shanghai", "--home", folder).code == 0
    calls = [(float(day), {"premises": name, "level": 2}) for name, first in (("P", 0), ("Q", 20))
             for day in range(first, first + 3)]  # fmt: skip
    calls += [(10.0, {"premises": "P", "category": "alarm", "level": 1}), (60.0, {"premises": "X"})]
    with Deployment.open(folder) as deployment:
        write(deployment.store, sorted(calls, key=lambda call: call[0]))
    two = {"levels": [{"level": 3, "at_least": 2}], "expires_after": "9d"}
    for name, made in (("three", model(id="three", flow="repeat-place")),
                       ("two", model(id="two", flow="repeat-place", raise_=two))):  # fmt: skip
        (folder.parent / f"{name}.yaml").write_text(made.to_yaml(), encoding="utf-8")
    return folder


def file(home: Path, name: str) -> Path:
    return home.parent / f"{name}.yaml"


def test_the_examples_of_a_model_run(home: Path) -> None:
    said = anlan("models", "test", file(home, "three"), "--home", home, "--json")
    assert (said.code, said.json["ok"]) == (0, True)
    assert [each["ok"] for each in said.json["models"][0]["examples"]] == [True, True]
    said = anlan("models", "test", file(home, "two"), "--home", home)
    assert said.code == 3


@pytest.mark.parametrize("question", ["lint", "test"])
def test_all_models_that_run_are_asked_when_none_is_named(home: Path, question: str) -> None:
    said = anlan("models", question, "--home", home, "--json")
    assert (said.code, said.json["ok"]) == (0, True)
    running = anlan("models", "list", "--home", home, "--json").json
    assert [each["model"] for each in said.json["models"]] == [each["id"] for each in running]


def test_a_back_test_in_figures_and_in_words(home: Path) -> None:
    words = ("models", "backtest", file(home, "three"), "--home", home)
    asked = ("--outcome", "{field: level, equals: 1}", "--within", "20d")
    said = anlan(*words, *asked, "--json").json
    assert (said["findings"], said["by_level"], said["outcome"]) == (2, {"3": 2}, "outcome")
    assert said["model_scores"]["precision"] == 0.5
    assert said["model_scores"]["lead_days"] == 8
    assert [each["key"] for each in said["items"]] == ["P", "Q"]
    shown = anlan(*words, *asked)
    assert "moving average" in shown.out
    assert "2 findings" in shown.out


def test_a_span_and_a_held_out_part(home: Path) -> None:
    words = ("models", "backtest", file(home, "three"), "--home", home)
    assert anlan(*words, "--until", "2026-01-10", "--json").json["findings"] == 1
    first = anlan(*words, "--holdout", "45d", "--json")
    assert {name: part["findings"] for name, part in first.json.items()} == {
        "before": 1,
        "held_out": 1,
    }
    assert "looked at" not in first.err
    assert "looked at 1 times before" in anlan(*words, "--holdout", "45d", "--json").err


def test_as_it_happened_is_labelled(home: Path) -> None:
    words = ("models", "backtest", file(home, "three"), "--home", home, "--as-it-happened")
    said = anlan(*words, "--json").json
    assert (said["as_it_happened"], said["findings"]) == (True, 2)
    assert "Live detection does not find these" in anlan(*words).out


@pytest.mark.parametrize(
    "wrong",
    [
        ("--since", "yesterday"),
        ("--holdout", "long"),
        ("--within", "30", "--outcome", "{field: level, equals: 1}"),
        ("--outcome", "{field: caller, equals: x}"),
        ("--truth", "/no/such/file.csv"),
    ],
)
def test_wrong_words_are_answered_with_a_way_out(home: Path, wrong: tuple[str, ...]) -> None:
    said = anlan("models", "backtest", file(home, "three"), "--home", home, *wrong)
    assert said.code in range(1, 9)
    assert "Way out" in said.err
    assert "Traceback" not in said.err


def test_two_models_are_compared(home: Path) -> None:
    words = ("models", "compare", file(home, "three"), file(home, "two"), "--home", home)
    said = anlan(*words, "--json").json
    assert [(each["model"], each["findings"], each["common"]) for each in said["models"]] == [
        ("three", 2, 2),
        ("two", 2, 2),
    ]
    assert said["overlap_of_evidence"] == 4 / 6
    assert "67%" in anlan(*words).out


def test_a_finding_is_explained_and_the_register_judges(home: Path) -> None:
    assert anlan("findings", "run", "--home", home).code == 0
    rows = anlan("findings", "list", "--home", home, "--json").json["items"]
    assert rows
    said = anlan("models", "explain", rows[0]["id"], "--home", home, "--json").json
    assert said["measure_now"] == said["measure"]
    assert sum(each["evidence"] for each in said["records"]) == rows[0]["count"]
    assert rows[0]["model"] in anlan("models", "explain", rows[0]["id"], "--home", home).out
    register = {
        each["id"]: each for each in anlan("models", "register", "--home", home, "--json").json
    }
    judged = register[rows[0]["model"]]
    assert judged["findings"] >= 1
    assert set(Judged.model_fields) - {"advice"} <= judged.keys()  # as the portal tells
    assert all({"what", "called", "why", "quieter"} <= each.keys() for each in judged["advice"])
    assert "overlaps" in anlan("models", "register", "--home", home).out
