"""Processes that write take turns: nobody is kept out by one that writes all the time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from anlan.store.engines import turn
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
        for _ in range(10):
            before = turns[0]
            with Turn(database).taken():
                now = turns[0]
                assert now - before <= 2
                time.sleep(0.01)
                assert turns[0] == now  # and it is one's own turn alone
    finally:
        over.set()
        writer.join()


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
