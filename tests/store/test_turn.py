"""Processes that write take turns: nobody is kept out by one that writes all the time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
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


@pytest.mark.parametrize("kind", ["doorway", "database"])
def test_one_that_writes_all_the_time_lets_others_in(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    turns, over = [0], threading.Event()
    write_on_and_on, now_and_then = (_turns(kind, tmp_path, request) for _ in range(2))

    def busy() -> None:
        while not over.is_set():
            with write_on_and_on():
                time.sleep(0.01)
                turns[0] += 1

    writer = threading.Thread(target=busy)
    writer.start()
    try:
        while not turns[0]:
            time.sleep(0.001)
        passed = 0
        for _ in range(10):
            before = turns[0]
            with now_and_then():
                now = turns[0]
                passed += now - before
                time.sleep(0.02)
                assert turns[0] == now, "it is one's own turn alone"
            time.sleep(0.005)
        assert passed <= 30, "one or two of the other's turns each time"
    finally:
        over.set()
        writer.join()


def _turns(
    kind: str, folder: Path, request: pytest.FixtureRequest
) -> Callable[[], AbstractContextManager[object]]:
    """What one process takes its turns by."""
    if kind == "doorway":
        return Turn(str(folder / "anlan.db")).taken
    engine = engine_for(f"sqlite:///{folder}/anlan.db")
    request.addfinalizer(engine.sql.dispose)
    return engine.writing


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
