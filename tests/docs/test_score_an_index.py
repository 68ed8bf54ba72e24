"""The page on scoring an index: its files are read, its commands run, its figures hold."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from anlan.cli.__main__ import main

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "score-an-index.md"


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text("utf-8")
    for name, content in re.findall(r"^```(?:csv|yaml) (\S+)\n(.*?)^```", text, re.M | re.S):
        (tmp_path / name).write_text(content, "utf-8")
    commands = [line.split()[2:] for line in re.findall(r"^\$ .*towns.*$", text, re.M)]
    assert len(commands) == 4
    for words in commands:
        assert main(words) == 0
    whole = pl.read_csv("scores.csv").filter(pl.col("node") == "index")
    covered = dict(whole.select("unit", "coverage").rows())
    assert covered == pytest.approx({"Aston": 1, "Beeford": 1, "Cawton": 0.7, "Denby": 0.6})
    (python,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    exec(python)
