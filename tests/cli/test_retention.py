"""`anlan retention`: the plan says what a run then does; a second run finds nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anlan.bootstrap import Deployment
from anlan.cli.__main__ import main
from anlan.standards.time import Instant, parse_iso
from anlan.store.facts import Fact

LONG_AGO = Instant(parse_iso("2015-05-01T08:00:00+08:00"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    deployment = Deployment.create(folder, zone="Asia/Shanghai")
    data = {"received": LONG_AGO, "summary": "two people shouting", "level": 2}
    with deployment.store.writing(actor="test", purpose="stewardship") as unit:
        unit.append(Fact("call.stored", "call", "c1", 1, LONG_AGO, data))
    deployment.close()
    return folder


def _asked(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    capsys.readouterr()
    assert main([str(word) for word in words]) == 0
    return json.loads(capsys.readouterr().out)


def test_plan_then_run_then_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planned = _asked(capsys, "retention", "plan", "--home", home, "--json")
    call = next(one for one in planned if one["kind"] == "call")
    assert (call["records"], call["facts"], call["action"]) == (1, 1, "erase-personal")
    assert call["oldest"].startswith("2018-04-30")
    assert call["basis"]
    assert _asked(capsys, "retention", "run", "--home", home, "--json") == planned
    after = _asked(capsys, "retention", "plan", "--home", home, "--json")
    assert sum(one["records"] for one in after) == 0
    assert _asked(capsys, "journal", "verify", "--home", home, "--json")["ok"]


def test_without_json_it_is_a_table(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention", "plan", "--home", str(home)]) == 0
    shown = capsys.readouterr().out
    assert "1095 days from received, then erase-personal" in shown
    assert "1 records due; 1 facts with personal values" in shown
