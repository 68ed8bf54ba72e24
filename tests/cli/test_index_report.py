"""`anlan index report` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anlan.cli.__main__ import main
from anlan.packs.loader import find_pack, load_pack
from tests.evaluate.report.reading import need_font
from tests.evaluate.studied import files


def run(folder: Path, *words: str) -> int:
    framework, data = files(folder)
    given = ["--framework", str(framework), "--data", str(data)]
    return main(["index", "report", *given, *words])


def test_all_four_files_are_written_to_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    need_font()
    assert run(tmp_path, "--language", "zh", "--out", str(tmp_path / "out"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [Path(each["file"]).suffix for each in told["files"]] == [
        ".html",
        ".docx",
        ".pdf",
        ".xlsx",
    ]
    assert [Path(each["file"]).stat().st_size for each in told["files"]] == [
        each["bytes"] for each in told["files"]
    ]
    assert (told["period"], told["compared_with"]) == ("2026", "2025")
    assert len(told["sections"]) == 15


def test_one_file_of_one_unit(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    words = ["--language", "en", "--unit", "D01", "--as-of", "2026-12-31T00:00:00+08:00"]
    assert run(tmp_path, *words, "--out", str(out)) == 0
    assert "data as of" in out.read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "r.odt"], "not a format"),
        (["--out", "r.html", "--language", "fr"], "not a language"),
        (["--out", "r.html", "--period", "1999"], "no such period"),
        (["--out", "r.html", "--unit", "D99"], "no such unit"),
        (["--out", "r.html", "--as-of", "yesterday"], "not an ISO 8601 time"),
        (["--out", "r.pdf", "--font", "none.ttf"], "no such font"),
        (["--out", "r.pdf", "--font", "districts.csv"], "not a font"),
        (["--out", "districts.csv/r.html"], "cannot be written"),
    ],
)
def test_bad_input_is_answered(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(tmp_path, *words) in range(1, 9)
    assert told in capsys.readouterr().err


def test_neither_tables_nor_a_deployment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--home", str(tmp_path / "none"), "--out", str(tmp_path / "r.html")]
    assert main(["index", "report", *words]) in range(1, 9)
    assert capsys.readouterr().err


def test_evidence_of_maturity_fills_its_section(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence.yaml"
    evidence.write_text(
        "model: five-levels\n"
        f"version: '{load_pack(find_pack('policing-index')).maturity['five-levels'].version}'\n"
        "organisation: District office\n"
        "as_of: 2026-06-30\n"
        "items: []\n",
        "utf-8",
    )
    out = tmp_path / "r.html"
    words = ("--language", "en", "--out", str(out))
    assert run(tmp_path, *words) == 0
    assert "No evidence of maturity was given" in out.read_text("utf-8")
    assert run(tmp_path, *words, "--evidence", str(evidence)) == 0
    told = out.read_text("utf-8")
    assert "District office, as of 2026-06-30, by five-levels" in told
    assert "what lacks for the next" in told
