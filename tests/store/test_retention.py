"""Law 5 and statement PI03: at the end of retention no personal value is left anywhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings, strategies as st

from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.erasure import ERASURE
from anlan.store.facts import Fact, Outcome
from anlan.store.query import Query
from anlan.store.retention import Kept, Retention
from anlan.store.schema import erased, journal
from anlan.store.store import Store
from tests.conftest import NOON
from tests.store.facts import SERVICE, call, intake, write

YEARS = 1_095 * DAY
OLD = NOON - YEARS
SECRET = "QUARREL-OVER-THE-STAIRWELL"
RAW = {"complainant": "MULBERRY-LANE-TWELVE", "lines": ["one", "two"]}


def _old_calls(store: Store, count: int = 3) -> None:
    for number in range(count):
        write(store, call(f"c{number}", received=OLD, summary=SECRET, raw=RAW, level=2))
        write(store, call(f"c{number}", 2, summary=None), call(f"c{number}", 3, level=1))
    write(store, call("young", received=OLD + 1, summary="KEPT-FOR-NOW"))


def _view(store: Store, kind: str, record: str) -> dict:
    with store.writing(actor="test", purpose="stewardship") as unit:
        row = unit.get(kind, record)
    assert row is not None
    return row


def _of(kind: str, done: list[Kept]) -> Kept:
    return next(kept for kept in done if kept.kind == kind)


def _facts_text(store: Store) -> str:
    with store.engine.reading() as connection:
        return "\n".join(connection.execute(sa.select(journal.c.data)).scalars())


def test_a_due_call_loses_its_personal_values_and_nothing_else(any_store: Store) -> None:
    _old_calls(any_store)
    done = _of("call", Retention(any_store).run())
    assert (done.records, done.facts, done.oldest) == (3, 3, NOON)
    row = _view(any_store, "call", "c0")
    assert (row["summary"], row["raw"], row["level"], row["received"]) == (None, None, 1, OLD)
    assert not row["withdrawn"]
    assert _view(any_store, "call", "young")["summary"] == "KEPT-FOR-NOW"
    text = _facts_text(any_store)
    assert SECRET not in text
    assert "MULBERRY" not in text
    assert "KEPT-FOR-NOW" in text
    assert any_store.verify().ok
    assert any_store.rebuild().same


def test_the_history_says_what_was_erased_and_keeps_the_rest(any_store: Store) -> None:
    _old_calls(any_store, 1)
    Retention(any_store).run()
    facts = [entry.fact for entry in any_store.journal.of_record("call", "c0")]
    assert [fact.type for fact in facts][-1] == "call.erased"
    assert facts[0].data == {"received": OLD, "level": 2}


def test_it_is_logged_what_how_many_by_which_rule(any_store: Store) -> None:
    _old_calls(any_store)
    Retention(any_store).run()
    [entry] = any_store.journal.read(kinds=[ERASURE])
    said = entry.fact.data
    assert (said["target"], said["action"]) == ("call", "erase-personal")
    assert (said["records"], said["facts"]) == (3, 3)
    assert said["rule"] == "1095 days from received, then erase-personal"
    assert said["basis"] == any_store.kinds["call"].retention.basis
    assert said["remains"].startswith("sha-256:")
    assert entry.actor == "retention"


def test_a_second_run_does_nothing(any_store: Store) -> None:
    _old_calls(any_store)
    Retention(any_store).run()
    head = any_store.journal.head()
    again = Retention(any_store).run()
    assert sum(kept.records + kept.facts for kept in again) == 0
    assert any_store.journal.head() == head


def test_a_plan_says_what_a_run_then_does_and_changes_nothing(any_store: Store) -> None:
    _old_calls(any_store)
    head = any_store.journal.head()
    planned = Retention(any_store).plan()
    assert any_store.journal.head() == head
    assert SECRET in _facts_text(any_store)
    assert Retention(any_store).run() == planned


def test_withdrawing_also_erases(any_store: Store) -> None:
    row = {"seen": NOON - 365 * DAY, "batch": "b", "value": SECRET, "raw": RAW, "row": 7}
    write(any_store, Fact("quarantine.added", "quarantine", "q", 1, Instant(NOON), row))
    done = _of("quarantine", Retention(any_store).run())
    assert (done.records, done.facts) == (1, 1)
    kept = _view(any_store, "quarantine", "q")
    assert (kept["withdrawn"], kept["value"], kept["raw"], kept["row"]) == (True, None, None, 7)
    assert SECRET not in _facts_text(any_store)
    assert any_store.journal.of_record("quarantine", "q")[-1].fact.type == "quarantine.retired"
    assert any_store.verify().ok


def test_a_record_without_its_time_counts_from_when_it_was_taken_in(
    any_store: Store, clock: ManualClock
) -> None:
    write(any_store, Fact("call.stored", "call", "x", 1, Instant(0), {"summary": SECRET}))
    assert _of("call", Retention(any_store).run()).records == 0
    clock.advance_to(Instant(NOON + YEARS))
    assert _of("call", Retention(any_store).run()).records == 1
    assert SECRET not in _facts_text(any_store)


def test_what_comes_in_again_for_an_erased_record_is_erased_again(any_store: Store) -> None:
    def take(digest: str, **data: object) -> list[Outcome]:
        with any_store.writing(actor="x", purpose="stewardship") as unit:
            return unit.take_in("call", [intake("c", digest, **data)], source="file")

    take("d1", received=OLD, summary=SECRET)
    Retention(any_store).run()
    assert take("d1", received=OLD, summary=SECRET) == [Outcome.DUPLICATE]
    assert take("d2", received=OLD, summary=SECRET, level=3) == [Outcome.AMENDED]
    assert _of("call", Retention(any_store).run()).facts == 1
    assert SECRET not in _facts_text(any_store)
    assert any_store.verify().ok
    assert any_store.rebuild().same


def test_a_field_declared_personal_later_is_erased_from_facts_erased_before(
    store: Store, tmp_path: Path, clock: ManualClock
) -> None:
    write(store, call("c", received=OLD, summary=SECRET, address="MULBERRY"))
    Retention(store).run()
    store.close()
    kinds = [_with_personal_address(kind) if kind.id == "call" else kind for kind in base_kinds()]
    later = Store.open(
        f"sqlite:///{tmp_path}/anlan.db",
        kinds=Kinds(kinds), codes=Codes(base_codes()), clock=clock, lake=tmp_path / "lake",
    )  # fmt: skip
    write(later, call("c", 3, level=1))
    assert _of("call", Retention(later).run()).facts == 1
    assert "MULBERRY" not in _facts_text(later)
    assert later.verify().ok
    later.close()


def _with_personal_address(kind):  # type: ignore[no-untyped-def]
    from anlan.standards.kinds import DataClass

    address = kind.fields["address"].model_copy(update={"data_class": DataClass.PERSONAL})
    return kind.model_copy(update={"fields": {**kind.fields, "address": address}})


def _tampered(store: Store, table: sa.Table, where: sa.ColumnElement[bool], **values: object):  # type: ignore[no-untyped-def]
    with store.engine.writing() as connection:
        done = connection.execute(sa.update(table).where(where).values(**values))
        assert done.rowcount == 1
    return store.journal.verify()


def test_what_remains_of_an_erased_fact_is_still_protected(any_store: Store) -> None:
    _old_calls(any_store)
    Retention(any_store).run()
    found = _tampered(any_store, journal, journal.c.position == 4, data='{"level":1}')
    assert (found.ok, found.broken) == (False, 4)
    assert "erased" in str(found.reason)


def test_the_envelope_of_an_erased_fact_is_still_protected(any_store: Store) -> None:
    _old_calls(any_store)
    Retention(any_store).run()
    assert _tampered(any_store, journal, journal.c.position == 4, actor="nobody").broken == 4


def test_a_fact_cannot_be_slipped_into_an_erasure(any_store: Store) -> None:
    from anlan.store.seals import ENVELOPE, fact_hash

    _old_calls(any_store)
    Retention(any_store).run()
    [erasure] = any_store.journal.read(kinds=[ERASURE])
    with any_store.engine.writing() as connection:
        row = connection.execute(sa.select(journal).where(journal.c.position == 10)).one()
        forged = '{"summary":"forged"}'
        remains = fact_hash(tuple(row[: len(ENVELOPE)]), forged)
        connection.execute(sa.update(journal).where(journal.c.position == 10).values(data=forged))
        connection.execute(
            sa.insert(erased).values(position=10, erasure=erasure.position, remains=remains)
        )
    found = any_store.journal.verify()
    assert (found.ok, found.broken) == (False, erasure.position)


@pytest.mark.parametrize("erasure", [3, 10_000])
def test_an_erasure_that_no_fact_speaks_of_is_found(any_store: Store, erasure: int) -> None:
    from anlan.store.seals import ENVELOPE, fact_hash

    _old_calls(any_store)
    with any_store.engine.writing() as connection:
        row = connection.execute(sa.select(journal).where(journal.c.position == 1)).one()
        remains = fact_hash(tuple(row[: len(ENVELOPE)]), "{}")
        connection.execute(sa.update(journal).where(journal.c.position == 1).values(data="{}"))
        connection.execute(sa.insert(erased).values(position=1, erasure=erasure, remains=remains))
    assert not any_store.journal.verify().ok


def test_forgetting_that_a_fact_was_erased_is_found(any_store: Store) -> None:
    _old_calls(any_store)
    Retention(any_store).run()
    with any_store.engine.writing() as connection:
        connection.execute(sa.delete(erased).where(erased.c.position == 1))
    assert any_store.journal.verify().broken == 1


def test_the_lake_loses_the_values_in_every_segment(any_store: Store) -> None:
    _old_calls(any_store)
    while any_store.fill_lake(2):
        pass
    assert _in_lake(any_store, SECRET) or _in_lake(any_store, "MULBERRY")
    Retention(any_store).run()
    assert not _in_lake(any_store, SECRET)
    assert not _in_lake(any_store, "MULBERRY")
    assert any_store.analyse(SERVICE, "call").count().execute() == 4


def _lake_text(store: Store) -> str:
    files = store.lake.folder.glob("*/*.parquet")
    return "".join(str(pq.ParquetFile(file).read().to_pylist()) for file in files)


def _in_lake(store: Store, text: str) -> bool:
    return text in _lake_text(store)


def test_a_run_killed_before_the_cleaning_is_finished_by_the_next(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _old_calls(store)
    while store.fill_lake():
        pass
    with monkeypatch.context() as killed:
        killed.setattr(Retention, "clean", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            Retention(store).run()
    assert _in_lake(store, "MULBERRY")
    Retention(store).run()
    assert not _in_lake(store, "MULBERRY")
    assert not _in_files(tmp_path, "MULBERRY")


def test_as_a_follower_it_runs_once_a_day(store: Store, clock: ManualClock) -> None:
    follower = Retention(store)
    _old_calls(store)
    assert follower.catch_up() == 3
    clock.advance_to(Instant(NOON + DAY - 1))
    assert follower.catch_up() == 0  # "young" is due, but not looked at before the day is over
    clock.advance_to(Instant(NOON + DAY))
    assert follower.catch_up() == 1


def _in_files(folder: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in folder.glob("anlan.db*"))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[Store]]:
    stores: list[Store] = []
    yield stores
    for store in stores:
        store.close()


TIMES = st.one_of(st.none(), st.integers(0, 2_000).map(lambda day: NOON - day * DAY))
CHANGES = st.sampled_from(["level", "summary", "summary-away", "raw", "long"])


def _changes(marks: list[str], records: list[tuple[int | None, list[str]]]) -> Iterator[Fact]:
    for mark, (_, changes) in zip(marks, records, strict=True):
        for version, change in enumerate(changes, 2):
            data = {
                "level": {"level": 1 + version % 4},
                "summary": {"summary": f"{mark} again"},
                "summary-away": {"summary": None},
                "raw": {"raw": {"who": mark}},
                "long": {"summary": mark * 400},  # makes pages split and rows overflow
            }[change]
            yield call(mark[7:10], version, **data)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    records=st.lists(st.tuples(TIMES, st.lists(CHANGES, max_size=4)), min_size=1, max_size=25),
    waits=st.lists(st.integers(0, 1_200), min_size=1, max_size=2),
    in_lake=st.booleans(),
)
def test_after_a_run_at_any_time_nothing_due_has_a_personal_value_anywhere(
    records: list[tuple[int | None, list[str]]],
    waits: list[int],
    in_lake: bool,
    tmp_path: Path,
    opened: list[Store],
) -> None:
    folder = tmp_path / uuid.uuid4().hex
    folder.mkdir()
    clock = ManualClock(Instant(NOON))
    store = Store.open(
        f"sqlite:///{folder}/anlan.db",
        kinds=Kinds(base_kinds()), codes=Codes(base_codes()), clock=clock, lake=folder / "lake",
    )  # fmt: skip
    opened.append(store)
    marks = [f"SECRET-{number:03d}-MARK" for number in range(len(records))]
    created = zip(marks, records, strict=True)
    write(store, *(call(m[7:10], received=received, summary=m) for m, (received, _) in created))
    write(store, *_changes(marks, records))
    while in_lake and store.fill_lake(7):
        pass
    for wait in waits:
        clock.advance_to(Instant(clock() + wait * DAY))
        Retention(store).run()
        due = {
            number
            for number, (received, _) in enumerate(records)
            if (NOON if received is None else received) <= clock() - YEARS
        }
        places = {
            "journal": _facts_text(store),
            "lake": _lake_text(store),
            "files": "".join(f.read_bytes().decode("latin-1") for f in folder.glob("anlan.db*")),
        }
        with store.writing(actor="test", purpose="stewardship") as unit:
            rows = {row["id"]: row for row in unit.select(Query("call"))}
        for number, mark in enumerate(marks):
            assert (mark in places["journal"]) == (number not in due)
            if number in due:
                assert [place for place, text in places.items() if mark in text] == []
                assert not any(rows[mark[7:10]][name] for name in store.kinds["call"].personal)
        assert store.verify().ok
        assert store.rebuild().same
        assert sum(kept.records for kept in Retention(store).run()) == 0
