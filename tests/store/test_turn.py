"""Processes that write take turns: nobody is kept out by one that writes all the time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from anlan.store.engines import turn
from anlan.store.engines.choice import engine_for
from anlan.store.engines.turn import Turn

HOLDER = """
import sys, time
from anlan.store.engines.turn import Turn
with Turn(sys.argv[1]).taken():
    print("mine", flush=True)
    time.sleep(600)
"""


def test_one_that_writes_all_the_time_lets_others_in(tmp_path: Path) -> None:
    database = str(tmp_path / "anlan.db")
    turns, over = [0], threading.Event()

    def write_on_and_on() -> None:
        busy = Turn(database)
        while not over.is_set():
            with busy.taken():
                turns[0] += 1
                time.sleep(0.01)

    writer = threading.Thread(target=write_on_and_on)
    writer.start()
    try:
        while not turns[0]:
            time.sleep(0.001)
        passed = 0
        for _ in range(10):
            before = turns[0]
            with Turn(database).taken():
                now = turns[0]
                passed += now - before
                time.sleep(0.01)
                assert turns[0] == now  # it is one's own turn alone
        assert passed <= 30, "one or two of the other's turns each time"
    finally:
        over.set()
        writer.join()


def test_the_database_is_written_in_turns(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/anlan.db"
    written, over = [0], threading.Event()

    def write_on_and_on() -> None:
        busy = engine_for(url)
        while not over.is_set():
            with busy.writing():
                time.sleep(0.02)
                written[0] += 1
        busy.sql.dispose()

    writer = threading.Thread(target=write_on_and_on)
    writer.start()
    now_and_then = engine_for(url)
    try:
        while not written[0]:
            time.sleep(0.001)
        passed = 0
        for _ in range(10):
            before = written[0]
            with now_and_then.writing():
                passed += written[0] - before
            time.sleep(0.005)
        assert passed <= 30, "one or two of the other's each time"
    finally:
        over.set()
        writer.join()
        now_and_then.sql.dispose()


def test_a_turn_ends_with_the_process_that_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = str(tmp_path / "anlan.db")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "mine\n"
    monkeypatch.setattr(turn, "PATIENCE", 0.05)
    with Turn(database).taken():
        assert holder.poll() is None  # patience has an end; the database decides then
    holder.kill()
    holder.wait()
    monkeypatch.undo()
    with Turn(database).taken():
        pass
    with holder.stdout:
        pass
