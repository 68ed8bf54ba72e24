"""The follower leaves the store as a computation of everything would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from anlan.evaluate.deployment.follower import IndexFollower
from anlan.evaluate.deployment.index import Index
from anlan.standards.time import DAY, MINUTE
from anlan.store.facts import Fact
from anlan.store.store import Store
from tests.evaluate.records import START, ZONE, invented
from tests.evaluate.small import small
from tests.evaluate.stores import fill, filled, later, scores


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with filled(tmp_path_factory.mktemp("follower"), invented(2)) as store:
        yield Index(store, small(), clock=store.clock, zone=ZONE)


@pytest.fixture
def follower(index: Index) -> IndexFollower:
    """One that has caught up and may compute again at once."""
    fill(index.store)
    made = IndexFollower(index, clock=index.store.clock, every=10 * MINUTE)
    made.catch_up()
    later(index.store, DAY)
    return made


def change(store: Store, kind: str, record: str, version: int, **data: Any) -> None:
    with store.writing(actor="test", purpose="stewardship") as uow:
        uow.append(Fact(f"{kind}.changed", kind, record, version, START, data))
    fill(store)


def test_far_behind_it_computes_everything_at_once(index: Index) -> None:
    late = IndexFollower(index, clock=index.store.clock)
    assert late.catch_up(limit=3) == 4
    assert index.compute().written == 0
    assert index.store.followers.position(late.name) == index.store.lake.position(
        index.store.journal.head()
    )


def test_nothing_new_is_nothing_done(index: Index, follower: IndexFollower) -> None:
    before = scores(index.store)
    assert before > 0
    assert follower.catch_up() == 0
    assert IndexFollower(index, clock=index.store.clock).catch_up() == 0
    assert scores(index.store) == before


def test_it_waits_between_computations(index: Index, follower: IndexFollower) -> None:
    change(index.store, "task", "t1", 2, typed=900)
    assert follower.catch_up() == 1
    change(index.store, "task", "t2", 2, typed=900)
    later(index.store, 9 * MINUTE)
    assert follower.catch_up() == 0
    later(index.store, MINUTE)
    assert follower.catch_up() == 1


@pytest.mark.parametrize(
    ("kind", "record", "data"),
    [
        ("call", "c3", {"feedback_category": "criminal.drugs", "valid": True}),
        ("call", "c4", {"premises": "P1", "valid": True, "area": "N1"}),
        ("call", "c5", {"received": START + 40 * DAY, "valid": True}),
        ("call", "c6", {"dispute": "d1", "received": START + 3 * DAY}),
        ("dispute", "d2", {"settled_at": START + 2 * DAY}),
        ("call", "c7", {"withdrawn": True}),
        ("area", "S", {"population": 7_000}),
    ],
)
def test_whatever_changes_it_computes_the_months_that_count(
    index: Index,
    follower: IndexFollower,
    kind: str,
    record: str,
    data: dict[str, Any],
) -> None:
    change(index.store, kind, record, 2, **data)
    assert follower.catch_up() == 1
    assert index.compute().written == 0
