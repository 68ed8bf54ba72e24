"""Two models over the same history: what they share, what either has alone."""

from __future__ import annotations

import pytest

from anlan.detect.history.compare import compare
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.store import Store
from tests.detect.calls import write
from tests.detect.declared import START, plan


@pytest.fixture
def history(store: Store, clock: ManualClock) -> Store:
    clock.advance_to(Instant(START + 300 * DAY))
    calls = [(day, {}) for day in (0, 1, 2)]
    calls += [(day, {"premises": "Q", "category": "alarm"}) for day in (3, 4, 5)]
    calls += [(day, {"premises": "R"}) for day in (6, 7)]
    write(store, calls)
    return store


def raising(at_least: int) -> dict[str, object]:
    return {"levels": [{"level": 3, "at_least": at_least}], "expires_after": "9d"}


def test_a_lower_level_finds_the_same_and_more(history: Store) -> None:
    three, two = plan(raise_=raising(3)), plan(version="2", raise_=raising(2))
    said = compare(history, three, two)
    assert (said.one.findings, said.one.common, said.one.alone) == (1, 1, 0)
    assert (said.other.findings, said.other.common, said.other.alone) == (2, 1, 1)
    assert said.only_other == ("R",)
    assert said.overlap == 2 / 5  # c1 c2 of c1 c2 c3 c7 c8
    assert (said.one.version, said.other.version) == ("1", "2")


def test_models_over_different_records_share_nothing(history: Store) -> None:
    alarms = plan(id="alarms", where={"field": "category", "under": "alarm"})
    said = compare(history, plan(), alarms)
    assert (said.one.common, said.other.common, said.overlap) == (0, 0, 0.0)
    assert (said.only_one, said.only_other) == (("P",), ("Q",))


def test_nothing_found_has_no_overlap(store: Store) -> None:
    said = compare(store, plan(), plan(id="other"))
    assert (said.one.findings, said.overlap) == (0, None)
