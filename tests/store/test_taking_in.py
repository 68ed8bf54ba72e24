"""Taking records in from sources: new, changed, or known already."""

from __future__ import annotations

from anlan.store.facts import Intake, Outcome
from anlan.store.query import Query
from anlan.store.store import Store
from tests.store.facts import intake

STORED, AMENDED, DUPLICATE = Outcome.STORED, Outcome.AMENDED, Outcome.DUPLICATE


def _take(store: Store, *rows: Intake) -> list[Outcome]:
    with store.writing(actor="loader", purpose="stewardship") as unit:
        return unit.take_in("call", rows, source="city")


def test_the_same_content_twice_stores_nothing(any_store: Store) -> None:
    rows = [intake("a", "1", received=1), intake("b", "1", received=2)]
    assert _take(any_store, *rows) == [STORED, STORED]
    head = any_store.journal.head()
    assert _take(any_store, *rows) == [DUPLICATE, DUPLICATE]
    assert any_store.journal.head() == head


def test_new_content_amends_and_keeps_history(any_store: Store) -> None:
    _take(any_store, intake("a", "1", received=1, level=3, address="x"))
    assert _take(any_store, intake("a", "2", received=1, level=2, address=None)) == [AMENDED]
    first, second = any_store.journal.of_record("call", "a")
    assert first.fact.data == {"received": 1, "level": 3, "address": "x"}
    assert second.fact.data == {"level": 2, "address": None}  # only what differs
    assert (first.fact.type, second.fact.type) == ("record.stored", "record.amended")


def test_one_file_with_two_contents_of_a_record_is_known_the_second_time(any_store: Store) -> None:
    rows = [intake("a", "1", received=1, level=3), intake("a", "2", received=1, level=2)]
    assert _take(any_store, *rows) == [STORED, AMENDED]
    assert _take(any_store, *rows) == [DUPLICATE, DUPLICATE]


def test_a_command_between_two_loads_does_not_disturb(any_store: Store) -> None:
    from tests.store.facts import call, write

    _take(any_store, intake("a", "1", received=1, level=3))
    write(any_store, call("a", 2, status="dispatched"))
    assert _take(any_store, intake("a", "1", received=1, level=3)) == [DUPLICATE]
    assert _take(any_store, intake("a", "2", received=1, level=1)) == [AMENDED]
    with any_store.writing(actor="t", purpose="audit") as unit:
        (row,) = unit.select(Query("call"))
    assert (row["status"], row["level"], row["version"]) == ("dispatched", 1, 3)
    assert any_store.verify().ok


def test_append_new_is_idempotent(any_store: Store) -> None:
    from tests.store.facts import call

    facts = [call("a", received=1), call("b", received=2), call("a", received=3)]
    with any_store.writing(actor="t", purpose="audit") as unit:
        assert unit.append_new(facts) == 2
        assert unit.append_new(facts) == 0
        assert (unit.get("call", "a") or {})["received"] == 1
