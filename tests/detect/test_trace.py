"""Block by block: how many records and keys stand at each output, and their last rows."""

from __future__ import annotations

import pytest

from anlan.detect.history.trace import trace
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.store import Store
from tests.detect.calls import amend, write
from tests.detect.declared import START, plan


@pytest.fixture
def history(store: Store, clock: ManualClock) -> Store:
    clock.advance_to(Instant(START + 300 * DAY))
    calls = [(0, {}), (80, {}), (81, {}), (82, {}), (83, {}), (84, {"category": "alarm"})]
    calls += [(85, {"premises": None}), (86, {"premises": "Q"}), (87, {"premises": "R"})]
    write(store, calls)
    amend(store, "c8", 2, withdrawn=True)
    return store


def test_what_stands_at_the_output_of_each_block(history: Store) -> None:
    shown = trace(history, plan(), days=30)
    counts = {each.block: (each.records, each.keys) for each in shown.blocks}
    assert counts == {
        "source": (8, None),
        "where": (6, None),
        "key": (5, 2),
        "window": (5, 2),
        "measure": (5, 2),
        "raise": (1, 1),
    }
    where = next(each for each in shown.blocks if each.block == "where")
    assert [row["id"] for row in where.sample] == ["c9", "c7", "c5", "c4", "c3"]
    assert where.sample[0]["premises"] == "R"
    assert where.sample[0]["time"] == "2026-03-29T00:00:00+08:00"
    (found,) = shown.blocks[-1].sample
    assert (found["key"], found["count"]) == ("P", 3)


def test_the_histogram_says_how_many_keys_any_level_would_reach(history: Store) -> None:
    shown = trace(history, plan(), days=30)
    reached = {bar.low: bar.keys for bar in shown.histogram if bar.keys}
    assert reached == {1.0: 2, 4.0: 1}  # Q counted until it was withdrawn
    assert shown.highest == 4.0


def test_a_sample_holds_no_personal_field(history: Store) -> None:
    personal = history.kinds["call"].personal
    for block in trace(history, plan(), days=90).blocks:
        assert not any(name in row for row in block.sample for name in personal)


def test_an_empty_journal_shows_nothing(store: Store) -> None:
    shown = trace(store, plan(), days=30)
    assert [each.records for each in shown.blocks] == [0] * 6
    assert shown.highest is None
