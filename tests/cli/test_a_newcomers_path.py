"""One's own file in, findings out, everything shown: the command line as a newcomer walks it."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from anlan.cli.__main__ import main
from tests.ingest.desk import CALLS as DESK, csv_file

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(SHANGHAI)  # the command line runs by the wall clock; old findings expire


def ago(days: int) -> datetime:
    return (TODAY - timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)


LAST = ago(1)
MONTH = f"{LAST:%Y-%m}"
HEADER = "number,time,type,area,address,longitude,latitude"
CALLS = f"""{HEADER}
1,{ago(20):%Y-%m-%d %H:%M:%S},Noise,城东,和平路8号,120.1,30.2
2,{ago(12):%Y-%m-%d %H:%M:%S},noise,城东,和平路8号,120.1,30.2
3,{ago(2):%Y-%m-%d %H:%M:%S},NOISE,城东,和平路8号,120.1,30.2
4,{LAST:%Y-%m-%d %H:%M:%S},theft,城西,解放路1号,120.0,30.1
5,yesterday,noise,城东,和平路8号,120.1,30.2
"""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def anlan(*words: object) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(word) for word in words])
    return Said(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Walked:
    """A deployment somebody has made, and what the commands said on the way."""

    home: Path
    file: Path
    said: dict[str, Said]

    def anlan(self, *words: object) -> Said:
        return anlan(*words, "--home", self.home)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder = tmp_path_factory.mktemp("walk")
    home, file = folder / "home", folder / "calls.csv"
    file.write_text(CALLS, "utf-8")
    mapping = home / "packs/night-noise/mappings/calls.yaml"
    said = {
        "init": anlan("init", "--home", home, "--json"),
        "pack new": anlan("pack", "new", "night-noise", "--home", home, "--json"),
        "ingest": anlan(
            "ingest", "--kind", "call", "--map", mapping, file, "--home", home, "--json"
        ),
        "again": anlan("ingest", "--map", "night-noise/calls", file, "--home", home, "--json"),
        "findings run": anlan("--home", home, "findings", "run", "--json"),
        "run again": anlan("findings", "run", "--home", home, "--json"),
    }
    return Walked(home, file, said)


def test_every_step_ends_well(walked: Walked) -> None:
    assert {step: said.code for step, said in walked.said.items()} == dict.fromkeys(walked.said, 0)


def test_a_second_init_changes_nothing(walked: Walked) -> None:
    said = walked.anlan("init")
    assert said.code == 7
    assert "Way out" in said.err


def test_ingest_says_what_became_of_every_row(walked: Walked) -> None:
    first = walked.said["ingest"].json
    assert (first["read"], first["stored"], first["duplicates"], first["quarantined"]) == (
        5,
        4,
        0,
        1,
    )
    assert first["batch"]
    assert first["reasons"] == [{"reason": "bad-time", "field": "received", "count": 1}]


def test_the_same_file_again_stores_nothing(walked: Walked) -> None:
    again = walked.said["again"].json
    assert (again["read"], again["stored"]) == (5, 0)
    assert again["read"] == again["stored"] + again["duplicates"] + again["quarantined"]


def test_the_pack_in_the_home_finds_the_noisy_place_once(walked: Walked) -> None:
    assert walked.said["findings run"].json["findings"] >= 1
    assert walked.said["run again"].json["findings"] == 0
    listed = walked.anlan("findings", "list", "--model", "night-noise-repeat-noise", "--json").json
    assert listed["total"] == 1
    finding = listed["items"][0]
    assert (finding["count"], finding["status"]) == (3, "tasked")
    shown = walked.anlan("findings", "show", finding["id"], "--json").json
    assert [row["id"] for row in shown["evidence"]] == [f"night-noise-{n}" for n in (1, 2, 3)]
    assert shown["history"][0]["type"] == "finding.raised"
    task = walked.anlan("tasks", "show", finding["task"], "--json").json
    assert task["task"]["standard"] == "night-noise-visit"


def test_history_gives_the_same_finding_as_live(walked: Walked) -> None:
    over = walked.anlan("models", "backtest", "night-noise-repeat-noise", "--json").json
    listed = walked.anlan("findings", "list", "--model", "night-noise-repeat-noise", "--json").json
    assert [each["id"] for each in over["items"]] == [each["id"] for each in listed["items"]]


def test_calls_are_listed_by_class_without_personal_fields(walked: Walked) -> None:
    listed = walked.anlan("calls", "list", "--category", "public_order", "--json").json
    assert listed["total"] == 3
    assert listed["items"][0]["received"] == ago(2).isoformat()
    assert not {"summary", "caller", "raw"} & set(listed["items"][0])
    text = walked.anlan("calls", "list", "--limit", "1").out
    assert "night-noise-4" in text
    shown = walked.anlan("calls", "show", "night-noise-1")
    assert "public_order.noise" in shown.out
    assert "HISTORY" in shown.out


def test_what_is_not_there_is_exit_code_6(walked: Walked) -> None:
    assert walked.anlan("calls", "show", "nothing").code == 6
    assert walked.anlan("ingest", "--map", "no-such/mapping", walked.file).code == 6
    assert anlan("status", "--home", walked.home / "elsewhere").code == 6


def test_several_files_give_totals_and_one_bad_file_stops_no_other(
    walked: Walked, tmp_path: Path
) -> None:
    more, empty = tmp_path / "more.csv", tmp_path / "empty.csv"
    more.write_text(f"{HEADER}\n9,{LAST:%Y/%m/%d %H:%M},theft,城西,解放路1号,,\n", "utf-8")
    empty.write_bytes(b"")
    said = walked.anlan("ingest", "--map", "night-noise/calls", empty, more, walked.file, "--json")
    assert said.code == 4
    assert said.json["read"] == 6
    assert said.json["stored"] == 1
    assert [("error" in each) for each in said.json["files"]] == [True, False, False]


def test_quarantined_rows_are_tried_again(walked: Walked) -> None:
    batch = walked.said["ingest"].json["batch"]
    said = walked.anlan("ingest", "--retry", batch, "--map", "night-noise/calls", "--json")
    assert said.code == 0
    assert said.json["quarantined"] == 1


def test_the_command_it_prints_takes_the_mended_rows(tmp_path: Path) -> None:
    home, file = tmp_path / "my city", csv_file(tmp_path, "1,5 Jan 2024,noise,-75,40\n")
    mapping = tmp_path / "our calls.yaml"
    mapping.write_text(DESK, "utf-8")
    anlan("init", "--home", home)
    said = anlan("ingest", "--map", mapping, file, "--home", home).out
    command = said[said.index("anlan ingest --retry") :].splitlines()[0]
    for stored in (0, 1):
        retried = anlan(*shlex.split(command)[1:], "--json").json
        assert (retried["read"], retried["stored"]) == (1, stored)
        mapping.write_text(DESK.replace("formats: [", 'formats: ["%d %b %Y", '), "utf-8")
    assert (
        anlan("journal", "show", "--kind", "batch", "--home", home, "--json").out.count(str(home))
        == 0
    )


def test_ingest_wants_files_or_a_batch(walked: Walked) -> None:
    assert walked.anlan("ingest", "--map", "night-noise/calls").code == 2
    assert walked.anlan("ingest", walked.file).code == 2


def test_the_index_is_computed_shown_and_opened(walked: Walked) -> None:
    assert walked.anlan("index", "lint", "smart-policing").code == 0
    computed = walked.anlan("index", "compute", "--month", MONTH, "--json").json
    assert computed["periods"] == [MONTH]
    table = walked.anlan("index", "show", "--period", MONTH, "--json").json
    assert table["framework"] == "smart-policing"
    node = table["nodes"][0]["node"]
    opened = walked.anlan("index", "open", node, "--period", MONTH, "--json").json
    assert opened["node"] == node


def test_the_index_of_a_deployment_is_analysed(walked: Walked) -> None:
    of = ("--framework", "smart-policing", "--json")
    told = walked.anlan("index", "uncertainty", "--replications", "5", *of)
    assert (told.code, told.json["replications"]) == (0, 5)
    assert MONTH in {held["period"] for held in told.json["units"]}
    assert walked.anlan("index", "statistics", *of).json["proposals"] == []
    same = walked.anlan("index", "compare", f"*/{MONTH}", f"*/{MONTH}", *of)
    assert (same.code, same.json["difference"]) == (0, 0)
    assert "no peers set a scale" in same.json["unsplit"], "there are no areas here"


def test_status_counts_what_is_held(walked: Walked) -> None:
    held = walked.anlan("status", "--json").json
    assert held["rows"]["call"] >= 4
    assert held["open_batches"] == 0
    assert {each["follower"] for each in held["followers"]} >= {"detect", "lake"}
    assert "calls.csv" in walked.anlan("status").out


def test_the_journal_verifies_and_rebuilds_to_the_same(walked: Walked) -> None:
    verified = walked.anlan("journal", "verify", "--json")
    assert (verified.code, verified.json["ok"]) == (0, True)
    assert verified.json["facts"] > 5
    rebuilt = walked.anlan("journal", "rebuild", "--json")
    assert (rebuilt.code, rebuilt.json["differs"]) == (0, {})
    assert rebuilt.json["rows"]["call"] >= 4
    events = walked.anlan("journal", "show", "--kind", "call", "--limit", "2", "--json").json
    assert [event["subject"] for event in events] == ["call/night-noise-1", "call/night-noise-2"]
    assert "raw" not in events[0]["data"]


def test_one_changed_byte_is_found(walked: Walked, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(walked.home, copy)
    with sqlite3.connect(copy / "anlan.db") as database:
        position, data = database.execute(
            "SELECT position, data FROM journal WHERE kind = 'call' ORDER BY position LIMIT 1"
        ).fetchone()
        changed = data.replace("noise", "noisf", 1)
        assert changed != data
        database.execute("UPDATE journal SET data = ? WHERE position = ?", (changed, position))
    said = anlan("journal", "verify", "--home", copy, "--json")
    assert said.code == 8
    assert said.json["ok"] is False
    assert said.json["broken"] == position


def test_accounts_are_made_with_a_password_from_standard_input(
    walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough phrase 7\n"))
    said = walked.anlan(
        "account", "add", "wang.li", "--role", "duty-officer", "--password-stdin", "--json"
    )
    assert said.code == 0, said.err
    assert "phrase" not in said.out + said.err
    listed = walked.anlan("account", "list", "--json").json
    assert [(each["name"], each["role"]) for each in listed] == [("wang.li", "duty-officer")]
    assert walked.anlan("account", "lock", "wang.li", "--json").json["disabled"] is True
    roles = anlan("account", "roles", "--json").json
    assert "duty-officer" in {each["id"] for each in roles}


def test_models_and_packs_are_listed_with_those_of_the_home(walked: Walked) -> None:
    models = walked.anlan("models", "list", "--json").json
    assert "night-noise-repeat-noise" in {each["id"] for each in models}
    packs = {each["id"]: each for each in walked.anlan("pack", "list", "--json").json}
    assert packs["night-noise"]["mappings"] == ["night-noise/calls"]
    assert walked.anlan("models", "lint", "night-noise-repeat-noise").code == 0
    register = walked.anlan("models", "register", "--json").json
    counts = {each["id"]: each["findings"] for each in register}
    assert counts["night-noise-repeat-noise"] == 1


def test_kinds_work_without_a_deployment(tmp_path: Path) -> None:
    kinds = anlan("kinds", "--home", tmp_path / "none", "--json").json
    assert "call" in {each["id"] for each in kinds}
    assert "received" in anlan("kinds", "call", "--json").json["fields"]
