"""The page on questioning an index: its files are read, its commands run, its Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from anlan.cli.__main__ import main
from tests.evaluate.studied import framework_text, table

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "question-an-index.md"
POSTS = "unit: min, goalposts: {floor: 90, target: 5}"


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text("utf-8")
    for name, content in re.findall(r"^```(?:json|yaml) (\S+)\n(.*?)^```", text, re.M | re.S):
        Path(name).write_text(content, "utf-8")
    for name, version, safety in (("F.yaml", "1", 60), ("F1.yaml", "1", 60), ("F2.yaml", "2", 55)):
        Path(name).write_text(framework_text(version, safety).replace("unit: min", POSTS), "utf-8")
    Path("D.csv").write_text(table(), "utf-8")
    lines = [line for line in re.findall(r"^\$ anlan (.*)$", text, re.M) if ".yaml" in line]
    of_tables = [line for line in lines if "smart-policing" not in line]
    assert len(of_tables) == 13
    for line in of_tables:
        assert main(shlex.split(line)) == 0, line
    tables = ["--framework", "F.yaml", "--data", "D.csv"]
    assert main(["index", "uncertainty", *tables, "--replay", "scenario.jsonl"]) == 0
    for judged in ("bwm.yaml", "budgets.yaml"):
        assert (
            main(["index", "weights", *tables, "--judgements", judged, "--branch", "safety"]) == 0
        )
    (python,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    exec(python)
