"""The journal: append-only, in order, sealed. Runs on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from anlan.standards.errors import BadInput, Conflict, NotFound
from anlan.standards.time import Instant
from anlan.store.facts import Fact
from anlan.store.schema import journal, seal
from anlan.store.store import Store
from tests.store.facts import OFFICER, call, write


def _filled(store: Store) -> Store:
    for number in range(1, 8):
        write(store, call(f"c{number}", received=number), call(f"c{number}", 2, level=3))
    return store


def test_facts_come_back_in_order_with_their_stamp(any_store: Store) -> None:
    write(any_store, call("a", received=5, category="dispute.neighbour"), call("a", 2, level=2))
    first, second = any_store.journal.read()
    assert (first.position, second.position) == (1, 2)
    assert first.actor == "wang"
    assert first.purpose == "call-handling"
    assert first.fact.data == {"received": 5, "category": "dispute.neighbour"}
    assert second.fact.data == {"level": 2}
    event = first.cloudevent()
    assert event["specversion"] == "1.0"
    assert event["id"] == "call/a/1"
    assert event["time"] == "1970-01-01T00:00:00.000005+00:00"


def test_changes_say_what_changed_and_when_but_not_who_wrote_it(any_store: Store) -> None:
    write(_filled(any_store), Fact("tick.beaten", "tick", "t", 1, Instant(9), {"at": 9}))
    both = any_store.journal.changes(3, ["call", "tick"], 7), any_store.journal.read(3, limit=7)
    assert len(both[0]) == 7
    for lean, full in zip(*both, strict=True):
        blank = full.fact._replace(type="", source="", digest=None)
        assert lean == full._replace(fact=blank, actor="", purpose="", matter=None)
    [beat] = any_store.journal.changes(0, ["tick"], 10)
    assert beat.fact.record == "t"
    assert not any_store.journal.changes(beat.position, ["call", "tick"], 10)


def test_what_was_touched_is_told_without_what_was_said(any_store: Store) -> None:
    _filled(any_store)
    full = any_store.journal.read(3, ["call"], 5)
    assert [tuple(one) for one in any_store.journal.touched(3, ["call"], 5)] == [
        (one.position, "call", one.fact.record, one.fact.type, one.fact.time) for one in full
    ]
    assert any_store.journal.touched(0, ["tick"], 5) == []


def test_a_version_is_taken_once_and_must_follow(any_store: Store) -> None:
    write(any_store, call("a", received=1))
    for wrong in (call("a", received=1), call("a", 3, level=1), call("b", 2, level=1)):
        with pytest.raises(Conflict):
            write(any_store, wrong)
    assert any_store.journal.head() == 1
    assert any_store.verify().ok


def test_an_error_inside_leaves_nothing(any_store: Store) -> None:
    with pytest.raises(RuntimeError), any_store.writing(actor="x", purpose="audit") as unit:
        unit.append(call("a", received=1))
        raise RuntimeError
    assert any_store.journal.head() == 0


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"no_such_field": 1}, BadInput),
        ({"level": "high"}, BadInput),
        ({"level": True}, BadInput),
        ({"level": 9}, BadInput),
        ({"level": 0}, BadInput),
        ({"latitude": 91.0}, BadInput),
        ({"longitude": float("nan")}, BadInput),
        ({"category": "no-such-code"}, BadInput),
        ({"address": "nul\x00byte"}, BadInput),
        ({"withdrawn": "yes"}, BadInput),
    ],
)
def test_a_fact_must_fit_its_kind(store: Store, data: dict, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        write(store, call("a", **data))
    assert caught.value.way_out  # type: ignore[attr-defined]
    assert store.journal.head() == 0


def test_an_unknown_kind_is_named(store: Store) -> None:
    with pytest.raises(NotFound, match="kind"):
        store.kinds["person"]


def test_an_untouched_journal_verifies(any_store: Store) -> None:
    found = _filled(any_store).verify()
    assert found.ok
    assert found.facts == 14
    assert found.seals == 7


@pytest.mark.parametrize(
    "column", ["data", "type", "record", "time", "actor", "purpose", "recorded", "hash"]
)
def test_any_changed_column_is_found_at_its_position(any_store: Store, column: str) -> None:
    _filled(any_store)
    values = {"time": 77, "recorded": 77, "hash": b"\x01" * 32, "data": '{"received":6}'}
    with any_store.engine.writing() as connection:
        connection.execute(
            sa.update(journal)
            .where(journal.c.position == 9)
            .values({column: values.get(column, "other")})
        )
    found = any_store.verify()
    assert (found.ok, found.broken) == (False, 9)


def test_a_removed_fact_is_found(any_store: Store) -> None:
    _filled(any_store)
    with any_store.engine.writing() as connection:
        connection.execute(sa.delete(journal).where(journal.c.position == 5))
    assert any_store.verify().broken == 5


def test_a_removed_tail_with_its_seal_leaves_views_that_tell(any_store: Store) -> None:
    _filled(any_store)
    with any_store.engine.writing() as connection:
        connection.execute(sa.delete(journal).where(journal.c.position > 12))
        connection.execute(sa.delete(seal).where(seal.c.first > 12))
    assert any_store.journal.verify().ok  # a chain alone cannot see its own end cut off
    assert not any_store.verify().ok


def test_a_rewritten_fact_with_a_fresh_hash_is_found_by_its_seal(any_store: Store) -> None:
    from anlan.store.seals import ENVELOPE, fact_hash

    _filled(any_store)
    with any_store.engine.writing() as connection:
        row = connection.execute(sa.select(journal).where(journal.c.position == 4)).one()
        forged = fact_hash(tuple(row[: len(ENVELOPE)]), '{"level":1}')
        connection.execute(
            sa.update(journal)
            .where(journal.c.position == 4)
            .values(data='{"level":1}', hash=forged)
        )
    found = any_store.verify()
    assert (found.ok, found.broken) == (False, 3)  # the seal over facts 3 and 4
    assert "seal" in str(found.reason)


def test_one_byte_in_the_file_is_found(store: Store, tmp_path: Path) -> None:
    write(store, call("c", received=1, address="12 MULBERRY LANE"))
    store.close()
    file = tmp_path / "anlan.db"
    with store.engine.sql.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    raw = file.read_bytes()
    places = [i for i in range(len(raw)) if raw.startswith(b"MULBERRY", i)]
    assert len(places) == 2  # the journal's fact and the view's row
    for place in places:
        file.write_bytes(raw[:place] + b"m" + raw[place + 1 :])
        assert not store.verify().ok
        store.close()
    file.write_bytes(raw)
    assert store.verify().ok


def test_a_file_that_is_no_longer_a_database_is_said_plainly(store: Store, tmp_path: Path) -> None:
    _filled(store)
    store.close()
    for leftover in tmp_path.glob("anlan.db-*"):
        leftover.unlink()
    raw = bytearray((tmp_path / "anlan.db").read_bytes())
    raw[0:4096] = b"\xff" * 4096
    (tmp_path / "anlan.db").write_bytes(raw)
    found = store.journal.verify()
    assert not found.ok
    assert "database" in str(found.reason)


def test_history_shows_versions_without_personal_columns(any_store: Store) -> None:
    write(any_store, call("a", received=1, summary="two people shouting"), call("a", 2, level=1))
    plain = any_store.history(OFFICER, "call", "a")
    assert [sorted(entry.fact.data) for entry in plain] == [["received"], ["level"]]


def test_nobody_waits_while_the_journal_is_verified(any_store: Store) -> None:
    _filled(any_store)
    with any_store.writing(actor="wang", purpose="call-handling") as unit:
        unit.append(call("late", received=99))
        found = any_store.verify()  # sees what was committed, and needs no turn to write
    assert found.ok
    assert found.facts == 14
    assert any_store.verify().facts == 15
