"""The lake says what the views say; followers lose nothing."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import ManualClock
from anlan.store.lake import SEGMENTS
from anlan.store.store import Store
from tests.store.facts import SERVICE, call, write


def _levels(store: Store) -> dict[str, int]:
    rows = store.analyse(SERVICE, "call").execute()
    return dict(zip(rows["id"], rows["level"], strict=True))


def test_an_empty_lake_is_an_empty_table(store: Store) -> None:
    assert _levels(store) == {}


def test_the_newest_version_counts_and_withdrawn_ones_do_not(any_store: Store) -> None:
    write(any_store, call("a", received=1, level=4), call("b", received=2, level=4))
    any_store.fill_lake()
    write(any_store, call("a", 2, level=1), call("b", 2, withdrawn=True))
    any_store.fill_lake()
    assert _levels(any_store) == {"a": 1}


def test_many_segments_are_merged_without_change(store: Store) -> None:
    for number in range(SEGMENTS * 2):
        write(store, call(f"c{number}", received=number, level=1 + number % 4))
        while store.fill_lake():
            pass
    segments = list((store.lake.folder / "call").glob("*.parquet"))
    assert len(segments) <= 2 * SEGMENTS, "those of the last merge are still there"
    assert _levels(store) == {f"c{n}": 1 + n % 4 for n in range(SEGMENTS * 2)}


def test_a_table_asked_for_before_a_merge_can_be_read_after_it(store: Store) -> None:
    """An index takes seconds to compute, and calls go on coming in meanwhile."""
    before = store.analyse(SERVICE, "call")
    for number in range(SEGMENTS + 2):
        write(store, call(f"c{number}", received=number, level=1))
        before = store.analyse(SERVICE, "call") if number == SEGMENTS - 1 else before
        while store.fill_lake():
            pass
    assert len(before.execute()) == SEGMENTS - 1
    assert len(_levels(store)) == SEGMENTS + 2


def test_a_lake_that_is_lost_is_filled_again(store: Store) -> None:
    write(store, call("a", received=1, level=4), call("b", received=2, level=3))
    store.fill_lake()
    shutil.rmtree(store.lake.folder)
    while store.fill_lake():
        pass
    assert _levels(store) == {"a": 4, "b": 3}


def test_a_lake_ahead_of_a_restored_journal_begins_again(store: Store) -> None:
    write(store, call("a", received=1, level=4))
    store.fill_lake()
    store.lake.reach(99)
    assert store.fill_lake() == 1
    assert store.lake.position(store.journal.head()) == 1


def test_a_kind_that_gains_a_field_gets_its_segments_anew(
    store: Store, tmp_path: Path, clock: ManualClock
) -> None:
    write(store, call("a", received=1, level=4))
    store.fill_lake()
    kinds = [
        kind.model_copy(update={"fields": {**kind.fields, "weather": kind.fields["disposition"]}})
        if kind.id == "call"
        else kind
        for kind in base_kinds()
    ]
    for kind in kinds:
        kind.__dict__.pop("shape", None)
    store.close()
    again = Store.open(
        f"sqlite:///{tmp_path}/anlan.db",
        kinds=Kinds(kinds),
        codes=store.codes,
        clock=clock,
        lake=store.lake.folder,
    )
    while again.fill_lake():
        pass
    assert "weather" in again.analyse(SERVICE, "call").columns
    assert _levels(again) == {"a": 4}
    again.close()


def test_times_are_timestamps_in_the_lake(store: Store) -> None:
    write(store, call("a", received=86_400_000_000, level=1))
    store.fill_lake()
    (received,) = store.analyse(SERVICE, "call").received.execute()
    assert str(received) == "1970-01-02 00:00:00"


def test_a_position_moves_with_the_work_or_not_at_all(any_store: Store) -> None:
    try:
        with any_store.writing(actor="f", purpose="audit") as unit:
            unit.append(call("a", received=1))
            unit.follow("f", 41)
            raise RuntimeError
    except RuntimeError:
        pass
    assert any_store.followers.position("f") == 0
    with any_store.writing(actor="f", purpose="audit") as unit:
        unit.follow("f", 41)
        unit.follow("f", 42)
    assert any_store.followers.all()["f"] == 42


def test_waiting_ends_when_a_fact_comes(store: Store) -> None:
    timer = threading.Timer(0.1, lambda: write(store, call("a", received=1)))
    timer.start()
    assert store.wait(0, timeout=10) == 1
    timer.join()
    assert store.wait(1, timeout=0.05) == 1
