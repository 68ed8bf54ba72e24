"""Loading: every row ends in one place, twice is once, cut off is completed."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from anlan.ingest import load as loading, parts
from anlan.ingest.retry import retry_quarantined
from anlan.standards.errors import AnlanError, BadInput, NotFound
from anlan.store.unit_of_work import UnitOfWork
from tests.ingest.desk import CALLS, HEADER, csv_file, load, mapping, rows, store_in

MANY = "".join(f"{n},2024-01-05 10:00:00,noise,-75,40\n" for n in range(50_000))


def test_the_same_file_twice_stores_nothing_new(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    path = csv_file(tmp_path, "1,2024-01-05 10:00:00,noise,-75,40\n2,bad,noise,-75,40\n")
    first, again = load(store, path), load(store, path)
    assert (first.stored, first.duplicates, first.quarantined) == (1, 0, 1)
    assert (again.stored, again.duplicates, again.quarantined) == (0, 1, 1)
    assert again.batch != first.batch
    assert len(rows(store, "call")) == len(rows(store, "quarantine")) == 1


def test_a_newer_file_amends_with_history_and_an_old_content_is_known(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    old = csv_file(tmp_path, "1,2024-01-05 10:00:00,noise,-75,40\n", "old.csv")
    new = csv_file(tmp_path, "1,2024-01-05 10:00:00,fight,,\n", "new.csv")
    load(store, old)
    result = load(store, new)
    assert (result.stored, result.amended) == (1, 1)
    (call,) = rows(store, "call")
    assert (call["source_type"], call["longitude"], call["version"]) == ("fight", None, 2)
    history = [entry.fact for entry in store.journal.read(kinds=["call"])]
    assert [fact.data.get("source_type") for fact in history] == ["noise", "fight"]
    assert load(store, old).duplicates == 1
    assert rows(store, "call")[0]["source_type"] == "fight"


def test_one_number_twice_in_a_file(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    line = "1,2024-01-05 10:00:00,noise,-75,40\n"
    result = load(store, csv_file(tmp_path, line * 2 + line.replace("noise", "fight")))
    assert (result.read, result.stored, result.amended, result.duplicates) == (3, 2, 1, 1)


def test_a_batch_says_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path)
    monkeypatch.setattr(parts, "ROWS", 16_384)
    seen: list[tuple[int, int]] = []
    result = load(
        store, csv_file(tmp_path, MANY), progress=lambda done, of: seen.append((done, of))
    )
    assert seen[-1] == (50_000, 50_000)
    assert len(seen) > 2
    (batch,) = rows(store, "batch")
    assert batch["id"] == result.batch
    assert batch["status"] == "closed"
    assert batch["rows_read"] == batch["rows_stored"] == 50_000
    assert batch["format"] == "delimited by comma, utf-8"
    assert result.batch in batch["retry_command"]
    assert store.verify().ok


@pytest.mark.parametrize("at", [1, 2, 3])
def test_cut_off_in_the_middle_the_same_command_completes_it(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_in(tmp_path)
    path = csv_file(tmp_path, MANY + "x,bad,noise,-75,40\n")
    calls = 0
    whole = UnitOfWork.take_in_columns

    def dies(self: UnitOfWork, *args: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        found = whole(self, *args, **more)  # type: ignore[arg-type]
        if calls == at:
            raise RuntimeError("the power goes")
        return found

    monkeypatch.setattr(UnitOfWork, "take_in_columns", dies)
    monkeypatch.setattr(parts, "ROWS", 16_384)
    with pytest.raises(RuntimeError):
        load(store, path)
    monkeypatch.undo()
    kept = len(rows(store, "call"))
    assert kept == (at - 1) * 16_384  # whole chunks or nothing of them
    (left,) = rows(store, "batch")
    assert (left["status"], left["rows_read"]) == ("open", kept)
    result = load(store, path)
    assert (result.duplicates, result.stored, result.quarantined) == (kept, 50_000 - kept, 1)
    assert {row["status"] for row in rows(store, "batch")} == {"superseded", "closed"}
    assert store.verify().ok


def test_quarantined_rows_are_taken_once_the_mapping_is_mended(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    body = "1,05.01.2024 10:00,noise,-75,40\n2,never,noise,-75,40\n3,2024-01-05 10:00:00,a,,\n4\n"
    first = load(store, csv_file(tmp_path, body))
    assert (first.stored, first.quarantined) == (1, 3)
    mended = mapping(**{'"%Y-%m-%d %H:%M:%S"': '"%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M"'})
    again = retry_quarantined(store, first.batch, mended, actor="test")
    assert (again.read, again.stored, again.quarantined) == (3, 1, 2)
    status = {row["row"]: row["status"] for row in rows(store, "quarantine")}
    assert status == {2: "resolved", 3: "open", 5: "open"}
    assert {row["id"] for row in rows(store, "call")} == {"t-1", "t-3"}
    assert retry_quarantined(store, first.batch, mended, actor="test").read == 2


def test_a_retry_names_the_batch_and_the_kind(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with pytest.raises(NotFound):
        retry_quarantined(store, "none", mapping(), actor="test")
    batch = load(store, csv_file(tmp_path, "1,bad,x,,\n")).batch
    other = mapping("""
id: units
title: {zh: 单元, en: units}
source: {name: x, licence: x}
zone: UTC
kind: unit
record: "{number}"
fields: {since: {column: time}}
""")
    with pytest.raises(BadInput):
        retry_quarantined(store, batch, other, actor="test")


def test_a_mapping_for_another_kind_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "1,2024-01-05 10:00:00,noise,,\n")
    with pytest.raises(BadInput, match="kind call"):
        loading.ingest_file(store_in(tmp_path), "unit", mapping(), path, actor="test")


UNITS = """
also:
  - kind: unit_response
    record: "t-{number}-{unit}"
    fields:
      call: {template: "t-{number}"}
      unit: {column: unit, required: true}
      dispatched: {column: sent, formats: ["%Y-%m-%d %H:%M:%S"]}
"""


def test_one_row_becomes_several_records_or_none(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    path = tmp_path / "units.csv"
    call = "1,2024-01-05 10:00:00,fire,-75,40"
    path.write_text(
        f"{HEADER.strip()},unit,sent\n{call},E1,2024-01-05 10:01:00\n{call},E2,2024-01-05 10:02:00\n"
        "2,2024-01-05 11:00:00,fire,,,E1,never\n"
    )
    result = load(store, path, mapping(CALLS + UNITS))
    assert (result.read, result.stored, result.quarantined) == (3, 2, 1)
    assert [row["id"] for row in rows(store, "call")] == ["t-1"]
    assert {row["id"] for row in rows(store, "unit_response")} == {"t-1-E1", "t-1-E2"}
    assert load(store, path, mapping(CALLS + UNITS)).duplicates == 2


PACKED = """
each:
  - kind: unit_response
    unpack:
      item: '(?P<key>\\w+)=(?P<value>[\\d:]+)'
      columns: {out: sent, back: clear}
      last: [back]
    record: "t-{number}-{key}"
    fields:
      call: {template: "t-{number}"}
      unit: {column: key}
      dispatched: {column: out, formats: ["%H:%M:%S"], date_of: main.received}
      cleared: {column: back, formats: ["%H:%M:%S"], date_of: dispatched}
"""


def test_packed_lists_become_a_record_each(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    path = tmp_path / "packed.csv"
    path.write_text(
        f"{HEADER.strip()},sent,clear\n"
        '1,2024-01-05 23:50:00,fire,-75,40,"E1=23:51:00, E2=00:05:00","E1=00:30:00, E1=00:40:00"\n'
    )
    assert load(store, path, mapping(CALLS + PACKED)).stored == 1
    units = {row["unit"]: row for row in rows(store, "unit_response")}
    received = rows(store, "call")[0]["received"]
    assert (units["E1"]["dispatched"] - received) // 60_000_000 == 1
    assert (units["E1"]["cleared"] - received) // 60_000_000 == 50
    assert (units["E2"]["dispatched"] - received) // 60_000_000 == 15
    assert units["E2"]["cleared"] is None


cells = st.text(alphabet=st.sampled_from('ab0123456789,;"\n\r\t :-.é警\0'), max_size=60)
stamps = st.sampled_from(["2024-01-05 10:00:00", "2024-03-10 02:30:00", "0001-01-01 00:00:00", "x"])
lines = st.builds(lambda n, t, rest: f"{n},{t},{rest}", st.integers(0, 9), stamps, cells)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.lists(st.one_of(lines, cells), max_size=8).map("\n".join), header=st.booleans())
def test_any_text_ends_in_a_clear_error_or_an_exact_partition(body: str, header: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.csv"
        path.write_text((HEADER if header else "") + body, encoding="utf-8", newline="")
        store = store_in(Path(folder))
        with suppress(AnlanError):
            result = load(store, path)
            again = load(store, path)
            assert (again.stored, again.read) == (0, result.read)
            assert again.quarantined == result.quarantined
        in_batches = sum(row["rows_read"] for row in rows(store, "batch"))
        assert in_batches > 0 or store.journal.head() == 0
        store.close()
