"""Two people and one machine: a model goes live from the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.test_a_newcomers_path import Said, anlan
from tests.detect.declared import model
from tests.detect.test_proposals import SOUND

PASSWORD = "Spring-2027-Rain"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    assert anlan("init", "--zone", "Asia/Shanghai", "--home", folder).code == 0
    for name, role in (("li", "analyst"), ("wang", "station-chief")):
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        made = anlan("account", "add", name, "--role", role, "--password-stdin", "--home", folder)
        assert made.code == 0, made.err
    text = model(id="twice", flow="repeat-place", **SOUND).to_yaml()
    (tmp_path / "twice.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_model_takes_two_people_who_show_who_they_are(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_(name: str, *words: object, password: str = PASSWORD) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        said = ("--by", name, "--password-stdin", "--home", home, "--json")
        return anlan("models", *words, *said)

    file = tmp_path / "twice.yaml"
    assert as_("li", "propose", file, "--note", "n", password="wrong").code == 5
    assert as_("wang", "propose", file, "--note", "n").code == 5  # not a chief's work
    assert as_("li", "propose", file, "--note", "two are enough").json["status"] == "proposed"
    own = as_("li", "approve", "twice@1", "--reason", "sure")
    assert own.code == 5
    assert "station-chief" in own.err
    assert as_("wang", "approve", "twice@1", "--reason", "fine").json["status"] == "live"
    listed = anlan("models", "proposals", "--home", home, "--json").json
    assert [(row["id"], row["decided_by"]) for row in listed["items"]] == [("twice@1", "wang")]
    asked = as_("li", "retire", "twice", "--reason", "no effect").json
    assert (asked["status"], asked["change"]) == ("retiring", "retire")
    assert as_("wang", "reject", "twice@1", "--reason", "wait").json["status"] == "live"


def test_lint_speaks_the_language_of_the_terminal(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "twice.yaml"
    file.write_text(model(id="twice", key="caller").to_yaml(), encoding="utf-8")
    lint = ("models", "lint", file, "--home", home)
    said = anlan(*lint)
    assert (said.code, "pseudonym data" in said.out, "假名" in said.out) == (3, True, False)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = anlan(*lint)
    assert (said.code, "pseudonym data" in said.out, "假名" in said.out) == (3, False, True)
    (told,) = anlan(*lint, "--json").json["models"][0]["remarks"]
    assert "pseudonym data" in told["text"]["en"]
    assert "属于假名" in told["text"]["zh"]
