"""A large file is mapped in a process of its own; nobody can tell but by the clock."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from anlan.ingest import parts
from anlan.ingest.mapping import Mapping
from anlan.ingest.plan import Plan
from anlan.ingest.survey import Survey, survey
from anlan.standards.errors import AnlanError, BadInput
from tests.ingest.desk import CALLS, CODES, HEADER, KINDS, csv_file, load, mapping, rows, store_in

BODY = "".join(
    f"{n},2024-01-{28 - n % 28:02} 10:00:00,noise,-75,40\n" if n % 7 else f"{n},bad,noise,,,\n"
    for n in range(500)
)
SMALL = 2**30
"""No file of these tests is as large."""
BY_TIME = mapping(CALLS, **{"zone:": "sequence: time\nzone:"})


def _surveyed(path: Path) -> tuple[Plan, Survey]:
    plan = Plan(mapping(), KINDS, CODES)
    return plan, survey(path, plan.mapping.format, plan.columns)


def _loaded(folder: Path, how: Mapping, large: int, patch: pytest.MonkeyPatch) -> Any:
    folder.mkdir()
    patch.setattr(parts, "ROWS", 64)
    patch.setattr(parts, "LARGE", large)
    store = store_in(folder)
    result = load(store, csv_file(folder, BODY), how)
    facts = [entry.fact for entry in store.journal.stream(kinds=["call", "quarantine"])]
    return (result.stored, result.quarantined, result.reasons), facts, rows(store, "call")


def _all_of(path: Path, plan: Plan, found: Survey) -> list[parts.Part]:
    with parts.begin_apart(path) as apart:
        return list(parts.parts_of(plan, found, apart))


@pytest.mark.parametrize("how", [mapping(), BY_TIME], ids=["file", "time"])
def test_apart_or_not_the_same_is_stored(
    how: Mapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = _loaded(tmp_path / "here", how, SMALL, monkeypatch)
    apart = _loaded(tmp_path / "apart", how, 1, monkeypatch)
    assert here[0][:2] == (428, 72)
    assert apart == here


def test_what_is_wrong_over_there_is_said_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(gzip.compress((HEADER + BODY).encode()))
    plan, found = _surveyed(path)
    path.write_bytes(path.read_bytes()[:-20])
    said = []
    for large in (SMALL, 1):
        monkeypatch.setattr(parts, "LARGE", large)
        with pytest.raises(BadInput, match="cut short") as caught:
            _all_of(path, plan, found)
        said.append(vars(caught.value))
    assert said[0] == said[1]


def test_a_process_that_is_killed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file(tmp_path, BODY)
    plan, found = _surveyed(path)
    monkeypatch.setattr(parts, "LARGE", 1)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(AnlanError, match="ended from outside"):
        _all_of(path, plan, found)


def test_a_large_file_that_cannot_be_taken_is_told_as_a_small_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE", 1)
    path = tmp_path / "calls.csv"
    path.write_text("nothing,of,the,sort\n1,2,3,4\n")
    with pytest.raises(BadInput):
        load(store_in(tmp_path), path, mapping())


ABANDONED = """
import sys, time
from pathlib import Path
from anlan.ingest import parts
from tests.ingest.test_parts import _surveyed
parts.LARGE = parts.ROWS = 1
path = Path(sys.argv[1])
coming = parts.parts_of(*_surveyed(path), parts.begin_apart(path).__enter__())
next(coming)
print(Path("/proc/thread-self/children").read_text(), flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/thread-self/children").exists(), reason="asks Linux")
def test_killed_it_leaves_no_process_behind(tmp_path: Path) -> None:
    path = csv_file(tmp_path, BODY * 10)
    command = [sys.executable, "-c", ABANDONED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert _runs(child)
        os.kill(process.pid, signal.SIGKILL)
    until = time.monotonic() + 30
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
