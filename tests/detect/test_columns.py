"""The columns a back-test reads are shared by processes: nothing twice, nothing lost."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pytest

from anlan.detect.history import columns, segments
from anlan.detect.history.columns import Changes, followed
from anlan.standards.time import ManualClock
from anlan.store.store import Store
from tests.detect.calls import amend, write
from tests.detect.declared import CODES, KINDS, START

CALL = KINDS["call"]


def opened(folder: Path) -> Store:
    return Store.open(
        f"sqlite:///{folder}/anlan.db", kinds=KINDS, codes=CODES, clock=ManualClock(START),
        lake=folder / "lake",
    )  # fmt: skip


def follow(folder: Path, go: float) -> tuple[int, int]:
    """How many facts this process took at that moment, and how many it then reads."""
    columns.SEGMENT = 50
    store = opened(folder)
    changes = Changes(store, CALL)
    time.sleep(max(0.0, go - time.time()))
    taken = changes.catch_up()
    rows = changes.table().count().execute()
    store.close()
    return taken, int(rows)


def positions(changes: Changes) -> list[int]:
    found: pa.Table = changes.table().order_by("_position").to_pyarrow()
    return found["_position"].to_pylist()  # type: ignore[no-any-return]


def test_two_processes_at_once_take_every_fact_once(tmp_path: Path) -> None:
    store = opened(tmp_path)
    write(store, [(n / 100, {}) for n in range(1_000)])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        go = time.time() + 3  # both are up by then
        told = list(pool.map(follow, [tmp_path] * 2, [go] * 2))
    assert sum(taken for taken, _ in told) == 1_000
    assert [rows for _, rows in told] == [1_000, 1_000]
    assert positions(followed(store, CALL)) == list(range(1, 1_001))
    store.close()


def test_who_reads_is_not_disturbed_by_who_merges(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SMALL", 2)
    write(store, [(0, {})])
    table = followed(store, CALL).table()
    for number in range(2, 10):
        write(store, [(number, {})], first=number)
        followed(store, CALL)
    assert table.count().execute() == 1
    assert positions(followed(store, CALL)) == list(range(1, 10))


def test_files_that_are_named_no_more_are_swept_away_when_nobody_can_read_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SMALL", 2)
    for number in range(1, 10):
        write(store, [(number, {})], first=number)
        followed(store, CALL)
    folder = store.lake.folder / "changes" / "call"
    lost = folder / "000000000000004-dead.parquet"
    lost.write_bytes(b"half")
    for path in folder.glob("*.parquet"):
        os.utime(path, (0, 0))
    amend(store, "c3", 2, category="traffic")
    assert len(positions(followed(store, CALL))) == 11  # c3 as it was, and as it is
    assert not lost.exists()
    assert len(list(folder.glob("*.parquet"))) <= 3


def test_they_begin_again_when_the_journal_is_another_one(tmp_path: Path) -> None:
    store = opened(tmp_path)
    write(store, [(n, {}) for n in range(5)])
    followed(store, CALL)
    store.close()
    for path in tmp_path.glob("anlan.db*"):
        path.unlink()
    store = opened(tmp_path)
    write(store, [(n, {}) for n in range(7)])
    assert positions(followed(store, CALL)) == list(range(1, 8))
    store.close()


def test_a_part_of_the_way(store: Store) -> None:
    write(store, [(n / 100, {}) for n in range(30)])
    changes = Changes(store, CALL)
    assert [changes.catch_up(most=20), positions(changes)[-1]] == [20, 20]
    assert positions(followed(store, CALL)) == list(range(1, 31))
