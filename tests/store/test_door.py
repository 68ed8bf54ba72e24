"""The one door: every read needs a grant and leaves an audit record (law 4, DS06)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anlan.govern.grants import role_grant, service_grant
from anlan.govern.roles import ROLES
from anlan.standards.errors import BadInput, Refused
from anlan.standards.time import HOUR, Instant, ManualClock
from anlan.store.query import Between, Equals, Query
from anlan.store.store import Store
from tests.store.facts import OFFICER, call, write

AUDITOR = role_grant("li", ROLES["auditor"])


def _audits(store: Store) -> list[dict]:
    with store.writing(actor="t", purpose="audit") as unit:
        return unit.select(Query("audit", order=("position",)))


def test_a_read_shows_what_the_grant_allows_and_is_audited(any_store: Store) -> None:
    write(any_store, call("a", received=1, address="north gate", summary="a quarrel"))
    (row,) = any_store.read(OFFICER, Query("call", where=Equals("address", "north gate")))
    assert row["id"] == "a"
    assert "summary" not in row
    assert "raw" not in row
    (audit,) = _audits(any_store)
    assert (audit["actor"], audit["target"], audit["rows"]) == ("wang", "call", 1)
    assert audit["result"] == "allowed"
    assert "north gate" in audit["conditions"]


def test_ds06_personal_fields_need_a_matter(any_store: Store) -> None:
    write(any_store, call("a", received=1, summary="a quarrel"))
    wish = Query("call", fields=("summary",))
    with pytest.raises(Refused, match="matter"):
        any_store.read(OFFICER, wish)
    (row,) = any_store.read(replace(OFFICER, matter="a"), wish)
    assert row["summary"] == "a quarrel"
    refused, allowed = _audits(any_store)
    assert (refused["result"], allowed["result"]) == ("refused", "allowed")
    assert allowed["matter"] == "a"
    assert allowed["fields"] == ["summary"]


@pytest.mark.parametrize(
    "grant",
    [
        role_grant("li", ROLES["auditor"]),  # wrong purpose
        service_grant("detect", "publication"),
        replace(OFFICER, until=Instant(1)),  # ended
        replace(OFFICER, purpose="made-up"),
    ],
)
def test_a_refused_read_says_what_is_missing_and_is_audited(store: Store, grant) -> None:  # type: ignore[no-untyped-def]
    write(store, call("a", received=1))
    with pytest.raises(Refused) as caught:
        store.read(grant, Query("call"))
    assert "missing" in str(caught.value)
    assert caught.value.way_out
    assert [audit["result"] for audit in _audits(store)] == ["refused"]


def test_a_condition_on_a_personal_field_is_a_read_of_it(store: Store) -> None:
    write(store, call("a", received=1, caller="p-77"))
    by_caller = Query("call", fields=("level",), where=Equals("caller", "p-77"))
    with pytest.raises(Refused):
        store.read(OFFICER, by_caller)
    with pytest.raises(Refused):
        store.count(OFFICER, by_caller)
    with pytest.raises(Refused):
        store.read(OFFICER, Query("call", fields=("level",), order=("caller",)))


def test_counting_and_analysing_are_reads(any_store: Store) -> None:
    write(any_store, call("a", received=1, level=2), call("b", received=2, level=3))
    assert any_store.count(OFFICER, Query("call", where=Between("level", 3, None))) == 1
    any_store.fill_lake()
    table = any_store.analyse(service_grant("index", "evaluation"), "call")
    assert "summary" not in table.columns
    assert sorted(table.level.execute()) == [2, 3]
    assert [a["actor"] for a in _audits(any_store)] == ["wang", "index"]


def test_a_grant_ends(store: Store, clock: ManualClock) -> None:
    grant = replace(OFFICER, until=Instant(clock() + HOUR))
    store.read(grant, Query("call"))
    clock.advance_to(Instant(clock() + HOUR))
    with pytest.raises(Refused, match="ended"):
        store.read(grant, Query("call"))


def test_an_unknown_field_is_named(store: Store) -> None:
    for query in (
        Query("call", where=Equals("nose", 1)),
        Query("call", order=("nose",)),
    ):
        with pytest.raises(BadInput, match="nose"):
            store.read(OFFICER, query)
    with pytest.raises(BadInput, match="nose"):
        store.read(OFFICER, Query("call", fields=("nose",)))
