"""Page after page, each read while models look at the one before: the same as one after the other."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from anlan.detect.fast import shared
from anlan.detect.fast.side_by_side import SideBySide
from anlan.detect.live.ahead import ahead
from anlan.detect.running.engine import Engine, Found
from anlan.detect.running.state import restore, save
from anlan.standards.time import DAY, HOUR, Instant
from anlan.store.facts import Fact, FactColumns, Recorded
from tests.detect.thousands import CATEGORIES, Town, calls, declared_plans

TOWN = Town(premises=40, per_day=60)


def facts_of(pick: random.Random, count: int) -> list[Recorded]:
    """Calls over two months, a third of the facts corrections of calls of the last days."""
    made: list[Recorded] = []
    rows, versions = iter(calls(pick, count, TOWN)), dict[str, int]()
    recent: list[tuple[str, Instant]] = []
    now = Instant(0)
    for position in range(1, count + 1):
        if recent and pick.random() < 0.33:
            record, at = pick.choice(recent[-200:])
            data = pick.choice(
                (
                    {"category": pick.choice(CATEGORIES)},
                    {"received": Instant(at - pick.randrange(3) * DAY)},
                    {"withdrawn": pick.random() < 0.5},
                    {"status": "archived"},
                    {"premises": f"P{pick.randrange(40)}"},
                )
            )
        else:
            row = next(rows)
            record, data, at = row.record, dict(row.data), row.time
            recent.append((record, at))
            now = max(now, row.time)
        version = versions[record] = versions.get(record, 0) + 1
        fact = Fact("", "call", record, version, now, data, "", "Asia/Shanghai")
        made.append(Recorded(position, fact, Instant(now + HOUR), "", "", None))
    return made


def pages_of(pick: random.Random, facts: Sequence[Recorded], most: int) -> list[FactColumns]:
    pages, begin = [], 0
    while begin < len(facts):
        size = pick.randrange(1, most)
        pages.append(FactColumns.of(facts[begin : begin + size]))
        begin += size
    return pages


def told(found: Found) -> tuple[object, ...]:
    return found.raised, found.corrected, sorted(found.lapsed)


@pytest.mark.parametrize(("seed", "most"), [(1, 3), (2, 90), (3, 400), (4, 1500)])
def test_it_comes_to_the_same(monkeypatch: pytest.MonkeyPatch, seed: int, most: int) -> None:
    """With corrections in the next page, sweeps in between and a restart."""
    monkeypatch.setattr(shared, "SWEPT", 200)
    monkeypatch.setattr(shared, "REST", seed % 3)
    monkeypatch.setattr(shared, "STEPS", 300)
    pick = random.Random(seed)
    plans = declared_plans(pick, 44, easy=True)
    pages = pages_of(pick, facts_of(pick, 6_000), most)
    plain, engine = Engine(plans), Engine(plans, SideBySide)
    half = len(pages) // 2
    raised = corrected = 0
    for some in (pages[:half], pages[half:]):
        for page, (count, found) in zip(some, ahead(engine, some), strict=True):
            alone = plain.take(page)
            assert count == len(page)
            assert told(found) == told(alone)
            assert engine.position == plain.position
            raised, corrected = raised + len(found.raised), corrected + len(found.corrected)
        assert engine.missed == plain.missed
        engine = restore(plans, save(engine), SideBySide)
    assert raised > 500
    assert corrected > 500


def test_what_no_window_holds_is_let_go_of_while_pages_come() -> None:
    pick = random.Random(5)
    engine = Engine(declared_plans(pick, 22, easy=True), SideBySide)
    facts = [
        Recorded(n, Fact("", "call", row.record, 1, row.time, row.data, "", row.zone),
                 Instant(row.time + HOUR), "", "", None)
        for n, row in enumerate(calls(pick, 12_000, TOWN), 1)
    ]  # fmt: skip
    pages = [FactColumns.of(facts[begin : begin + 100]) for begin in range(0, len(facts), 100)]
    held = [
        max(len(source.intake.records) for source in engine.sources)
        for _ in ahead(engine, pages)
    ]  # fmt: skip
    reach, stand = 33 * TOWN.per_day, 30 * TOWN.per_day
    assert reach < max(held) < 1.3 * reach
    for source in engine.sources:
        rows = source.intake.rows
        assert sum(len(some) for some in rows.stretches()) < 1.3 * (reach + stand)
        assert not any(rows.get(order) for order in range(1, 5_000))
