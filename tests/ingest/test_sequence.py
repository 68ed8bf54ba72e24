"""A file that is not in time order can be stored as if it were."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from anlan.ingest import parts
from tests.ingest.desk import CALLS, csv_file, load, mapping, rows, store_in
from tests.ingest.test_load import UNITS

BY_TIME = mapping(CALLS + UNITS, **{"zone:": "sequence: time\nzone:"})


def _file(folder: Path, count: int) -> Path:
    pick = random.Random(5)
    lines = [
        f"{n},2024-01-{1 + pick.randrange(28):02} 10:{pick.randrange(3):02}:00,noise,-75,40"
        for n in range(count)
    ]
    lines[7] = "7,never,noise,-75,40"
    body = "".join(f"{line},E{n},2024-02-01 10:00:00\n" for n, line in enumerate(lines))
    path = csv_file(folder, body)
    path.write_text(path.read_text().replace("lon,lat\n", "lon,lat,unit,sent\n", 1))
    return path


@pytest.mark.parametrize("at_once", [1, 64, 1_000])
def test_rows_are_stored_by_time_and_then_as_in_the_file(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "ROWS", at_once)
    count = 20 if at_once == 1 else 500
    store, path = store_in(tmp_path), _file(tmp_path, count)
    first = load(store, path, BY_TIME)
    assert (first.stored, first.quarantined) == (count - 1, 1)
    facts = [entry.fact for entry in store.journal.stream(kinds=["call"])]
    stored = [(fact.time, int(fact.record.removeprefix("t-"))) for fact in facts]
    assert stored == sorted(stored)
    assert len(rows(store, "unit_response")) == count - 1
    assert [row["row"] for row in rows(store, "quarantine")] == [9]
    again = load(store, path, BY_TIME)
    assert (again.stored, again.duplicates, again.quarantined) == (0, count - 1, 1)
    assert store.verify().ok


def test_without_it_the_file_decides(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    late, early = "1,2024-01-05 10:00:00,noise,-75,40\n", "2,2024-01-04 10:00:00,noise,-75,40\n"
    load(store, csv_file(tmp_path, late + early))
    assert [entry.fact.record for entry in store.journal.stream(kinds=["call"])] == ["t-1", "t-2"]
