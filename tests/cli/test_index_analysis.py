"""The analyses of an index over plain tables, as a user asks for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anlan.cli.__main__ import main
from tests.evaluate.studied import files


class Told:
    """Runs `anlan index …` on a small framework and its table."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.framework, self.data = map(str, files(folder, base="period"))

    def run(self, *words: str, data: bool = True) -> tuple[int, str]:
        tables = ["--data", self.data] if data else []
        code = main(["index", *words, "--framework", self.framework, *tables])
        return code, self._capsys.readouterr().out

    def json(self, *words: str, code: int = 0, data: bool = True) -> Any:
        done, out = self.run(*words, "--json", data=data)
        assert done == code, out
        return json.loads(out)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return str(self.folder / name)


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(tmp_path, capsys)


CHOICES = """
choices:
  - {vary: weights, noise: 0.25}
  - {vary: treat, name: treatment limit, options: [null, {points: 1}, {points: 3}]}
  - {vary: aggregation, options: [arithmetic, geometric]}
"""


def test_uncertainty_is_kept_and_replayed(told: Told) -> None:
    choices, kept = told.write("choices.yaml", CHOICES), str(told.folder / "runs.jsonl")
    runs = str(told.folder / "runs.csv")
    first = told.json("uncertainty", "--choices", choices, "--replications", "60", "--seed", "5",
                      "--keep", kept, "--out", runs)  # fmt: skip
    again = told.json("uncertainty", "--replay", kept)
    assert again["units"] == first["units"]
    assert first["choices"] == ["weights", "treatment limit", "aggregation"]
    assert len(Path(kept).read_text().splitlines()) == 60
    assert len(Path(runs).read_text().splitlines()) == 1 + 60 * 24
    same = told.json("uncertainty", "--choices", choices, "--replications", "60", "--seed", "5")
    assert same["units"] == first["units"]


def test_sensitivity_is_kept_and_replayed(told: Told) -> None:
    choices, kept = told.write("choices.yaml", CHOICES), str(told.folder / "runs.jsonl")
    first = told.json("sensitivity", "--choices", choices, "--size", "20", "--keep", kept)
    again = told.json("sensitivity", "--choices", choices, "--replay", kept)
    assert again["factors"] == first["factors"]
    assert first["runs"] == 5 * 20
    wrong = told.json("sensitivity", "--replay", told.write("few.jsonl", "{}\n" * 7), code=4)
    assert "multiple of 5" in wrong["problem"]
    one = told.json("sensitivity", "--choices", choices, "--size", "20", "--unit", "D03/2025")
    assert one["target"] == "score of D03 2025"


def test_removal(told: Told) -> None:
    rows = told.json("removal")["removed"]
    assert [row["node"] for row in rows][-2:] == ["safety", "service"]
    assert told.run("removal", "--node", "service")[0] == 0


def test_comparison_is_split_without_residual(told: Told) -> None:
    found = told.json("compare", "D03/2025", "D03/2026")
    assert found["difference"] == pytest.approx(sum(found["change"]["parts"].values()), abs=1e-12)
    assert found["change"]["parts"]["peers"] != 0
    code, text = told.run("compare", "D03", "D07")
    assert code == 0
    assert "data, by measure" in text


def test_two_versions_need_a_bridge(told: Told) -> None:
    newer = told.write("newer.yaml", Path(told.framework).read_text().replace('"1"', '"2"').replace("60", "70").replace("value: 40", "value: 30"))  # fmt: skip
    asked = ("compare", "D03/2025", "D03/2026", "--to-framework", newer)
    refused = told.json(*asked, code=5)
    assert "--bridge" in refused["way_out"]
    recomputed = told.json(*asked, "--recompute")
    assert recomputed["first"]["framework"] == "districts@2"
    assert recomputed["as_published"]["framework"] == "districts@1"
    bridge = told.write(
        "bridge.yaml",
        "{older: districts@1, newer: districts@2, nodes: {service: service}, reason: {zh: 未改, en: unchanged}}",
    )
    bridged = told.json(*asked, "--bridge", bridge, "--node", "service")
    assert bridged["bridge"] == {"zh": "未改", "en": "unchanged"}
    assert told.json(*asked, "--bridge", bridge, code=5)["error"] == "refused"


def test_what_if(told: Told) -> None:
    found = told.json("what-if", "--weight", "safety=0", "--value", "D03/2026:content=89")
    assert len(found["units"]) == 24
    assert any(row["new_rank"] != row["rank"] for row in found["units"])
    for wrong in (["--weight", "safety"], ["--weight", "=3"], ["--weight", "safety=heavy"],
                  ["--weight", "safety=-0.1"]):  # fmt: skip
        assert told.run("what-if", *wrong)[0] == 4
    assert told.run("what-if", "--value", "D99:content=3")[0] == 6


def test_statistics(told: Told) -> None:
    found = told.json("statistics")
    assert {each["node"] for each in found["influences"]} >= {"index", "calls"}
    assert {each["branch"] for each in found["wholes"]} == {"safety", "service", "index"}
    assert found["sized"] == []
    code, text = told.run("statistics", "--correlation", "spearman")
    assert code == 0
    assert "influence on the whole" in text


def test_weights_by_a_rule_and_by_judgement(told: Told) -> None:
    found = told.json("weights", "--rule", "critic")
    assert set(found) == {"safety", "service", "index"}
    assert all(sum(each["weights"].values()) == pytest.approx(1) for each in found.values())
    judged = told.write(
        "judged.yaml",
        "origin: ahp\npairs: [[calls, solved, 9], [solved, waits, 9], [waits, calls, 9]]\n",
    )
    asked = ("weights", "--judgements", judged, "--branch", "safety")
    circle = told.json(*asked, data=False)["safety"]
    assert not circle["sound"]
    assert "judge" in circle["doubts"][0]
    assert told.json("weights", "--judgements", judged, code=4, data=False)["error"] == "bad-input"
    assert told.json("weights", "--rule", "pca", code=4, data=False)["place"] == "--data"
    assert told.json("weights", "--branch", "nowhere", code=6)["error"] == "not-found"
    assert told.json("weights") == {}


@pytest.mark.parametrize(
    "command", ["uncertainty", "sensitivity", "removal", "what-if", "statistics"]
)
def test_an_unknown_node_or_file_is_told(told: Told, command: str) -> None:
    node = ["--node", "nowhere"] if command != "statistics" else ["--correlation", "pearson"]
    code, _ = told.run(command, *node)
    assert code == (0 if command == "statistics" else 6)
    assert main(["index", command, "--framework", "none.yaml", "--data", told.data]) == 6
