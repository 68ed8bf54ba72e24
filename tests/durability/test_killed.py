"""Killed at random moments of ingest, detection and task work: nothing lost, nothing doubled."""

from __future__ import annotations

import multiprocessing as mp
import os
import random
import signal
import time
from pathlib import Path

import pytest

from anlan.bootstrap import Deployment
from tests.durability.work import clock, contents, make, work, write_files

KILLS = 50


def _worker(home: Path, folder: Path, files: int, ready: mp.synchronize.Event) -> None:
    ready.set()
    work(home, folder, files)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_fifty_times(tmp_path: Path) -> None:
    folder, home, control = tmp_path / "files", tmp_path / "killed", tmp_path / "control"
    folder.mkdir()
    write_files(folder, KILLS)
    make(home)
    make(control)
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(["tests.durability.work"])
    rng = random.Random(os.environ.get("ANLAN_SEED", "11"))
    killed, longest = 0, 1.5
    for turn in range(1, KILLS + 1):
        ready = context.Event()
        process = context.Process(target=_worker, args=(home, folder, turn, ready))
        process.start()
        assert ready.wait(60)
        begun = time.monotonic()
        process.join(rng.uniform(0.05, longest))
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
            killed += 1
        else:  # it was faster: aim shorter from now on
            longest = max(0.3, min(longest, time.monotonic() - begun))
            assert process.exitcode == 0
        process.join()
        if turn % 10 == 0:
            with Deployment.open(home, clock=clock) as deployment:
                found = deployment.store.verify()
            assert found.ok, found
    assert killed >= KILLS // 2, "most turns must really be cut short"
    work(home, folder, KILLS)
    work(control, folder, KILLS)
    with Deployment.open(home, clock=clock) as deployment:
        assert deployment.store.verify().ok
        assert deployment.store.rebuild().same
    ours, theirs = contents(home), contents(control)
    assert ours.keys() == theirs.keys()
    # Findings and calls do not depend on when the process died; tasks do in one thing only:
    # how often they were given back to work while files were still coming in.
    for record, row in theirs.items():
        if record.startswith(("call/", "finding/", "quarantine/")):
            stable = {
                k: v for k, v in row.items() if k not in ("version", "task", "decision_reason")
            }
            assert {k: ours[record][k] for k in stable} == stable, record
