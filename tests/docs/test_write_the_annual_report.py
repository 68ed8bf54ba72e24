"""The page on the annual report: its commands on tables run, its Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from anlan.cli.__main__ import main
from tests.evaluate.report.reading import need_font
from tests.evaluate.studied import framework_text, table

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-the-annual-report.md"


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_font()
    monkeypatch.chdir(tmp_path)
    Path("F.yaml").write_text(framework_text(), "utf-8")
    Path("D.csv").write_text(table(), "utf-8")
    text = PAGE.read_text("utf-8")
    lines = [line for line in re.findall(r"^\$ anlan (.*)$", text, re.M) if "F.yaml" in line]
    assert len(lines) == 2
    for line in lines:
        assert main(shlex.split(line)) == 0, line
    (python,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    exec(python)
    files = {path.name for path in tmp_path.rglob("*") if path.suffix not in (".yaml", ".csv")}
    assert files == {"report", "d03.pdf", "d03.html",
                     *(f"index-report.{form}" for form in ("html", "docx", "pdf", "xlsx"))}  # fmt: skip
