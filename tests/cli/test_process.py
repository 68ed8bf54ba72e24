"""`anlan process` as a user runs it, on a log small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anlan.cli.__main__ import main

LOG = """case,activity,time
1,ask,2026-01-01T08:00:00Z
1,check,2026-01-01T10:00:00Z
1,answer,2026-01-01T11:00:00Z
2,ask,2026-01-02T08:00:00Z
2,check,2026-01-02T12:00:00Z
2,answer,2026-01-02T13:00:00Z
3,ask,2026-01-03T08:00:00Z
3,answer,2026-01-03T08:30:00Z
"""
KEYS = ("--case", "case", "--activity", "activity", "--time", "time")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, "utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    assert main(["process", *map(str, words), *KEYS, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert isinstance(said, dict)
    return said


def test_a_map_counts_moves_and_the_time_between(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    svg = tmp_path / "map.svg"
    said = told(capsys, "map", log, "--svg", svg)
    edges = said["edges"]
    assert isinstance(edges, list)
    assert {(e["source"], e["target"]): (e["count"], e["mean_seconds"]) for e in edges} == {
        ("ask", "check"): (2, 3 * 3600),
        ("check", "answer"): (2, 3600),
        ("ask", "answer"): (1, 1800),
    }
    assert svg.read_text("utf-8").lstrip().startswith("<")
    assert "check" in svg.read_text("utf-8")


def test_variants_are_counted(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "variants", log)
    assert (said["cases"], said["variants"]) == (3, 2)
    listed = said["listed"]
    assert isinstance(listed, list)
    assert [(row["count"], list(row["course"])) for row in listed] == [
        (2, ["ask", "check", "answer"]),
        (1, ["ask", "answer"]),
    ]


def test_conforming_to_no_flow_is_refused(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", "conform", str(log), *KEYS]) != 0
    assert "which flow" in capsys.readouterr().err
