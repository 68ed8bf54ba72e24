"""What the user sees when something goes wrong: where, why, the way out; never a traceback."""

from __future__ import annotations

import json

import pytest

from anlan.cli import kinds
from anlan.cli.__main__ import main


def test_an_error_says_the_way_out_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kinds", "no_such_kind"]) == 6
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "no such record kind" in seen.err
    assert "Way out: use one of" in seen.err


def test_with_json_the_error_is_the_one_object_on_stdout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["kinds", "no_such_kind", "--json"]) == 6
    error = json.loads(capsys.readouterr().out)
    assert error["error"] == "not-found"
    assert error["value"] == "no_such_kind"
    assert error["way_out"]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("zh_CN.UTF-8", "没有这个记录类型（实际为 'no_such_kind'）。解决办法：可用"),
        ("en_GB.UTF-8", "no such record kind"),
    ],
)
def test_an_error_is_told_in_the_language_of_the_terminal(
    language: str, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    assert main(["kinds", "no_such_kind"]) == 6
    assert says in capsys.readouterr().err


def test_a_defect_of_ours_is_exit_code_70_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(kinds, "_declared", broken)
    monkeypatch.delenv("ANLAN_DEBUG", raising=False)
    assert main(["kinds"]) == 70
    seen = capsys.readouterr().err
    assert "ZeroDivisionError" in seen
    assert "ANLAN_DEBUG=1" in seen
    assert "Traceback" not in seen


def test_anlan_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(kinds, "_declared", broken)
    monkeypatch.setenv("ANLAN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["kinds"])
