"""A back-test by columns finds exactly what live detection finds in the journal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.history.replay import replay
from anlan.detect.reference import Reference
from anlan.detect.running.engine import Engine
from anlan.detect.running.finding import FindingDraft
from anlan.standards.time import DAY, HOUR, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.store import Store
from tests.detect.declared import CODES, KINDS, START, plan

NEAR_BY = {"levels": [{"level": 3, "at_least": 2}], "cooldown": "2d", "expires_after": "9d"}


def levels(*at_least: float, cooldown: str | None = None) -> dict[str, Any]:
    block: dict[str, Any] = {
        "levels": [{"level": 3 - n, "at_least": value} for n, value in enumerate(at_least)],
        "expires_after": "9d",
    }
    return block if cooldown is None else {**block, "cooldown": cooldown}


def plans() -> list[Plan]:
    """Models of every family, window and sort of condition."""
    dispute, alarm = ({"field": "category", "under": code} for code in ("dispute", "alarm"))
    nights = {"time_of_day": {"from": "20:00", "until": "08:00"}}
    either = {"any": [alarm, {"field": "feedback_category", "under": "dispute"}]}
    serious = {"field": "level", "between": {"high": 3}}
    home = {"kind": "premises", "by": "premises", "as": "home", "fields": ["premises_kind"]}
    blocks: list[dict[str, Any]] = [
        {},
        {"raise_": levels(2, 3, cooldown="36h"), "where": None, "key": "area"},
        {"where": {"all": [nights, {"not": {"field": "valid", "equals": False}}]}},
        {"where": either, "raise_": levels(2)},
        {"where": {"any": [nights, either]}, "raise_": levels(2)},
        {"where": {"all": [serious, {"weekday": ["mon", "sun"]}]}, "raise_": levels(2)},
        {"where": {"field": "address", "contains": "GUILAN"}, "raise_": levels(2)},
        {"where": {"not": {"any": [nights, dispute]}}, "raise_": levels(2)},
        {"where": {"field": "longitude", "between": {"low": 116.5}}, "raise_": levels(2)},
        {"window": {"calendar": {"unit": "week", "zone": "Asia/Shanghai"}}, "raise_": levels(2)},
        {"window": {"tumbling": {"every": "5d"}}, "raise_": levels(2)},
        {"window": {"session": {"gap": "2d", "at_most": "9d"}}, "raise_": levels(2)},
        {"measure": {"distinct": {"field": "channel"}}, "raise_": levels(2)},
        {"measure": {"escalation": {"severity": "level", "worse": "lower"}}, "raise_": levels(1)},
        {"measure": {"sequence": {"first": dispute, "then": alarm, "within": "5d"}},
         "where": None, "raise_": levels(1, 2)},
        {"measure": {"unanswered": {"first": dispute, "then": alarm, "within": "2d"}},
         "where": None, "window": {"sliding": "6d"}, "raise_": levels(1, 2)},
        {"measure": {"unanswered": {"first": {"field": "status", "equals": "received"},
                                    "within": "1d"}},
         "where": None, "raise_": levels(1, cooldown="2d")},
        {"measure": {"silence": {"every": "2d"}}, "where": None, "raise_": levels(1, 3)},
        {"measure": {"season": {"half_life": 4, "minimum": 2}}, "where": None, "key": "area",
         "window": {"calendar": {"unit": "day", "zone": "Asia/Shanghai"}}, "raise_": levels(0.5)},
        {"measure": {"season": {"half_life": 4, "minimum": 2}}, "key": "area",
         "window": {"calendar": {"unit": "day", "zone": "UTC"}}, "raise_": levels(0.5)},
        {"link": {"within": {"metres": 3000, "time": "4d", "about": "premises"}}, "key": None,
         "window": None, "raise_": NEAR_BY},
        {"measure": {"ratio": {"of": either, "minimum": 3}}, "where": None,
         "raise_": levels(0.4, 0.8)},
        {"measure": {"value": {"field": "level", "take": "highest"}}, "where": None,
         "raise_": levels(3)},
        {"measure": {"slope": {"field": "level", "direction": "rising", "minimum": 2}},
         "where": None, "raise_": levels(0.01), "window": {"sliding": "6d"}},
        {"join": [home], "where": {"field": "home.premises_kind", "equals": "shop"},
         "raise_": levels(2)},
        {"join": [home], "where": dispute, "raise_": levels(0.6),
         "measure": {"ratio": {"of": {"field": "home.premises_kind", "equals": "shop"},
                               "minimum": 2}}},
    ]  # fmt: skip
    made = []
    for number, changes in enumerate(blocks):
        changes = {"raise_": levels(2), "window": {"sliding": "8d"}, **changes}
        because = {"zh": "{key}有{count}起", "en": "{count} at {key}"}
        made.append(plan(id=f"m{number}", because=because, **changes))
    return made


def said(pick: random.Random) -> dict[str, Any]:
    return {
        name: pick.choice(values)
        for name, values in {
            "category": ["dispute.family", "dispute", "traffic", "alarm.fire", None],
            "feedback_category": ["dispute", None, None],
            "premises": ["P", "P", "Q", "R", None],
            "area": ["A", "B", None],
            "valid": [True, False, None],
            "level": [1, 2, 3, 4, None],
            "channel": ["110", "sms", "officer", None],
            "status": ["received", "archived"],
            "address": ["12 Guilan Road", "归澜路1号", None],
            "longitude": [116.3, 116.31, 116.6, 116.62],
            "latitude": [39.9, 39.91, None],
        }.items()
    }


def stream(pick: random.Random, size: int) -> Iterator[tuple[Instant, Fact]]:
    """When each fact is recorded, and the fact: calls, amendments, premises, heartbeats."""
    now, versions, references = START, dict[str, int](), dict[str, int]()
    for number in range(size):
        now = Instant(now + pick.choice([0, 1, 3, 9, 24]) * HOUR + pick.randrange(HOUR))
        sort = pick.choice(["new"] * 8 + ["amend"] * 4 + ["home", "home", "tick"])
        if sort == "tick":
            yield now, Fact("tick", "tick", f"t{number}", 1, now, {"at": now})
            continue
        at = Instant(now - pick.choice([0, 0, 0, HOUR, DAY, 4 * DAY, 20 * DAY]))
        if sort == "home":
            record = pick.choice(["P", "Q", "R"])
            data: dict[str, Any] = {"premises_kind": pick.choice(["shop", "home"])}
            if pick.random() < 0.2:
                data = {"withdrawn": pick.random() < 0.5}
            version = references[record] = references.get(record, 0) + 1
            yield now, Fact("home", "premises", record, version, at, data)
            continue
        record, data = f"c{number}", {}
        if sort == "amend" and versions:
            record, every = pick.choice(sorted(versions)), said(pick)
            data = {name: every[name] for name in pick.sample(sorted(every), 2)}
            if pick.random() < 0.2:
                data = {"withdrawn": pick.random() < 0.6}
            elif pick.random() < 0.3:
                data["received"] = at
        else:
            data = {**said(pick), "received": at}
            if pick.random() < 0.05:
                data["received"] = Instant(at + 4000 * DAY)
        version = versions[record] = versions.get(record, 0) + 1
        zone = pick.choice(["Asia/Shanghai", "Europe/Berlin"])
        yield now, Fact("call", "call", record, version, at, data, zone=zone)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Store, ManualClock]]:
    clock = ManualClock(START)
    store = Store.open(
        f"sqlite:///{folder}/anlan.db", kinds=KINDS, codes=CODES, clock=clock, lake=folder / "lake"
    )
    yield store, clock
    store.close()


def live(store: Store, one: Plan) -> list[FindingDraft]:
    """What the reference interpreter finds, fact by fact."""
    engine = Engine([one], runner=Reference)
    found: dict[str, FindingDraft] = {}
    for recorded in store.journal.stream(kinds=sorted(engine.kinds)):
        for finding in engine.take([recorded]).raised:
            found.setdefault(finding.id, finding)
    return list(found.values())


@pytest.mark.parametrize("seed", range(4))
def test_the_same_findings_as_live_whatever_came_in(seed: int, tmp_path: Path) -> None:
    pick, every = random.Random(seed), plans()
    found = 0
    with opened(tmp_path) as (store, clock):
        for number, (now, fact) in enumerate(stream(pick, 200)):
            clock.advance_to(now)
            with store.writing(actor="test", purpose="call-handling") as unit:
                unit.append(fact)
            if number in (0, 90, 91, 150):  # what was followed so far is gone on from
                replay(store, every[0])
        for one in every:
            expected = live(store, one)
            drafts = replay(store, one).drafts()
            assert sorted(drafts, key=_by_id) == sorted(expected, key=_by_id), one.model.id
            found += len(expected)
    assert found > 100


def _by_id(finding: FindingDraft) -> str:
    return finding.id
