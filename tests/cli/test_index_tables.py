"""`anlan index score`, `explain`, `import` and `lint` over plain tables, without a deployment."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from anlan.cli.__main__ import main
from tests.evaluate.studied import files
from tests.evaluate.test_imports import DATA, META

COLUMNS = ["unit", "period", "node", "score", "rank", "coverage"]


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options that name a framework and its table; no deployment is near."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANLAN_HOME", raising=False)
    framework, data = files(tmp_path)
    return ["--framework", str(framework), "--data", str(data)]


@pytest.mark.parametrize("step", ["scores", "raw", "denominated", "treated", "normalised"])
@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_every_step_in_every_format(given: list[str], tmp_path: Path, step: str, form: str) -> None:
    out = tmp_path / f"scores.{form}"
    assert main(["index", "score", *given, "--step", step, "--out", str(out)]) == 0
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[form]
    table = read(out)
    assert table.columns == COLUMNS
    assert len(table) == 12 * 2 * (8 if step == "scores" else 5)
    if step == "scores":
        whole = table.filter(pl.col("node") == "index", pl.col("period").cast(pl.String) == "2026")
        best = whole.sort("score", descending=True)
        assert best["rank"].to_list() == list(range(1, 13))


def test_scores_are_printed_where_no_file_is_named(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "score", *given]) == 0
    assert capsys.readouterr().out.splitlines()[0] == ",".join(COLUMNS)
    assert main(["index", "score", *given, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["units"] == 12
    assert {*COLUMNS} == set(told["scores"][0])


def test_a_score_is_explained_down_to_its_cells(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    unit = pl.read_csv(given[-1])["unit"][0]
    assert main(["index", "explain", str(unit), *given, "--period", "2025", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["node"] == "index"
    parts = {part["node"]: part for part in told["parts"]}
    assert told["score"] == pytest.approx(sum(p["share"] * p["score"] for p in parts.values()))
    (calls,) = (each for each in parts["safety"]["parts"] if each["node"] == "calls")
    read = {cell["column"]: (cell["row"], float(cell["text"])) for cell in calls["cells"]}
    assert read["calls"][0] == 2
    assert calls["steps"]["denominated"] == read["calls"][1] / read["people"][1]
    assert main(["index", "explain", str(unit), *given]) == 0
    assert "row " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["explain", "nobody"], 6),
        (["explain", "nobody", "--node", "nothing"], 6),
        (["score", "--step", "boiled"], 4),
        (["score", "--out", "scores.doc"], 4),
        (["score", "--out", "no/such/folder.csv"], 4),
    ],
)
def test_what_cannot_be_answered(
    given: list[str], capsys: pytest.CaptureFixture[str], words: list[str], code: int
) -> None:
    assert main(["index", *words, *given]) == code
    assert "Way out" in capsys.readouterr().err


def test_import_score_and_lint_of_a_coinr_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("iMeta.csv").write_text(META, "utf-8")
    Path("iData.csv").write_text(DATA, "utf-8")
    done = ["index", "import", "coinr", "iData.csv", "iMeta.csv", "--out", "f.yaml", "--json"]
    assert main(done) == 0
    assert json.loads(capsys.readouterr().out)["measures"] == 3
    assert main(["index", "score", "--framework", "f.yaml", "--data", "iData.csv", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["node"] for row in told["scores"]} == {"roads", "jams", "trees", "links", "index"}
    assert main(["index", "lint", "f.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    assert main(["index", "import", "excel", "iData.csv", "--out", "f.yaml"]) == 4
