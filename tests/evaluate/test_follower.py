"""The follower leaves the store as a computation of everything would."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.evaluate.follower import IndexFollower
from anlan.evaluate.index import Index
from anlan.standards.time import DAY, MINUTE, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.store import Store
from tests.evaluate.records import START, ZONE, invented
from tests.evaluate.small import small
from tests.evaluate.test_index import fill, scores, write


@pytest.fixture
def index(store: Store, clock: ManualClock) -> Index:
    write(store, invented(2))
    return Index(store, small(), clock=clock, zone=ZONE)


@pytest.fixture
def follower(index: Index, clock: ManualClock) -> IndexFollower:
    made = IndexFollower(index, clock=clock, every=10 * MINUTE)
    assert made.catch_up() > 0
    return made


def change(store: Store, kind: str, record: str, version: int, **data: Any) -> None:
    with store.writing(actor="test", purpose="stewardship") as uow:
        uow.append(Fact(f"{kind}.changed", kind, record, version, START, data))
    fill(store)


def test_nothing_new_is_nothing_done(
    index: Index, follower: IndexFollower, clock: ManualClock
) -> None:
    clock.advance_to(Instant(clock() + DAY))
    before = scores(index.store)
    fill(index.store)
    assert follower.catch_up() == 0
    assert scores(index.store) == before
    restarted = IndexFollower(index, clock=clock)
    assert restarted.catch_up() == 0


def test_it_waits_between_computations(
    index: Index, follower: IndexFollower, clock: ManualClock
) -> None:
    change(index.store, "task", "t1", 2, typed=900)
    assert follower.catch_up() == 0
    clock.advance_to(Instant(clock() + 10 * MINUTE))
    assert follower.catch_up() == 1
    assert index.compute().written == 0


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
    clock: ManualClock,
    kind: str,
    record: str,
    data: dict[str, Any],
) -> None:
    change(index.store, kind, record, 2, **data)
    clock.advance_to(Instant(clock() + DAY))
    assert follower.catch_up() == 1
    assert index.compute().written == 0


def test_far_behind_it_computes_everything_at_once(index: Index, clock: ManualClock) -> None:
    late = IndexFollower(index, clock=clock)
    assert late.catch_up(limit=3) == 4
    assert index.compute().written == 0
    assert index.store.followers.position(late.name) == index.store.followers.position("lake")
