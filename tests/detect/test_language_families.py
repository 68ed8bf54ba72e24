"""Every family, said in a declaration, finds what its words promise."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.detect.checking.examples import run_examples
from tests.detect.declared import CODES, KINDS, model

ZONE = "Asia/Shanghai"


def call(at: str, **fields: Any) -> dict[str, Any]:
    """A call on a day and time of January 2026, such as "05 08:30"."""
    day, time = at.split()
    known = {"category": "dispute.family", "premises": "P", "area": "A"}
    return {"received": f"2026-01-{day}T{time}:00+08:00", **known, **fields}


def tick(at: str) -> dict[str, Any]:
    return {"tick": call(at)["received"]}


def levels(at_least: float, **more: Any) -> dict[str, Any]:
    return {"levels": [{"level": 1, "at_least": at_least}], "expires_after": "1d", **more}


DISPUTE = {"field": "category", "under": "dispute"}
SERIOUS = {"field": "level", "equals": 1}
DAYS = [f"{day:02}" for day in range(1, 29)]

FAMILIES: dict[str, tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]] = {
    "tumbling count": (
        {"window": {"tumbling": {"every": "1h"}}, "raise_": levels(2)},
        [call("01 08:30"), call("01 09:10"), call("01 09:50")],
        {"count": 2},
    ),
    "calendar count": (
        {"window": {"calendar": {"unit": "day", "zone": ZONE}}, "raise_": levels(2)},
        [call("01 23:30"), call("02 00:10"), call("02 23:50")],
        {"count": 2},
    ),
    "session count": (
        {"window": {"session": {"gap": "2h", "at_most": "1d"}}, "raise_": levels(3)},
        [call("01 01:00"), call("01 03:00"), call("01 04:00"), call("01 05:00")],
        {"count": 3},
    ),
    "count of a joined subject": (
        {
            "key": "home.area", "raise_": levels(2),
            "join": [{"kind": "premises", "by": "premises", "as": "home", "fields": ["area"]}],
        },
        [
            {"kind": "premises", "id": "P", "since": "2020-01-01T00:00:00+08:00", "area": "B"},
            call("01 08:00"), call("02 08:00"), call("03 08:00", premises="Q"),
        ],
        {"key": "B", "count": 2},
    ),
    "distinct": (
        {"measure": {"distinct": {"field": "agency"}}, "raise_": levels(2)},
        [call("01 08:00", agency="110"), call("02 08:00", agency="110"), call("03 08:00", agency="119")],
        {"count": 3, "measure": 2},
    ),
    "escalation": (
        {"measure": {"escalation": {"severity": "level", "worse": "lower"}}, "raise_": levels(2)},
        [call("01 08:00", level=4), call("02 08:00", level=3), call("03 08:00", level=3), call("04 08:00", level=1)],
        {"measure": 2},
    ),
    "sequence": (
        {"measure": {"sequence": {"first": {"not": SERIOUS}, "then": SERIOUS, "within": "2d"}}, "raise_": levels(1)},
        [call("01 08:00", level=3), call("05 08:00", level=1), call("06 08:00", level=3), call("08 08:00", level=1)],
        {"measure": 1},
    ),
    "unanswered": (
        {"measure": {"unanswered": {"first": SERIOUS, "then": {"not": SERIOUS}, "within": "1h"}}, "raise_": levels(1)},
        [call("01 08:00", level=1), call("01 08:30", level=2), call("01 10:00", level=1), tick("01 11:01")],
        {"count": 1, "measure": 1},
    ),
    "unanswered but for its own amendment": (
        {
            "where": {"field": "arrived", "is_null": True}, "raise_": levels(1),
            "measure": {"unanswered": {"first": DISPUTE, "within": "1h"}},
        },
        [
            call("01 08:00", id="one"), {"id": "one", "arrived": "2026-01-01T08:20:00+08:00"},
            call("02 08:00", id="two"), tick("02 09:01"),
        ],
        {"count": 1},
    ),
    "season": (
        {
            "measure": {"season": {"half_life": 4, "minimum": 2}}, "key": "area", "raise_": levels(2),
            "window": {"calendar": {"unit": "day", "zone": ZONE}},
        },
        [*(call(f"{day} 08:00") for day in DAYS[:14]), *(call(f"15 08:{minute}") for minute in (10, 20, 30))],
        {"key": "A", "measure": 2, "count": 3},
    ),
    "near": (
        {
            "link": {"within": {"metres": 200, "time": "30d", "about": "premises"}}, "key": None,
            "window": None, "raise_": levels(2, cooldown="1d"),
        },
        [
            call("01 08:00", longitude=120.0, latitude=30.0, premises="Q"),
            call("02 08:00", longitude=120.01, latitude=30.0),
            call("03 08:00", longitude=120.001, latitude=30.0),
        ],
        {"count": 2},
    ),
    "ratio": (
        {"measure": {"ratio": {"of": SERIOUS, "minimum": 3}}, "raise_": levels(0.6)},
        [call("01 08:00", level=1), call("02 08:00", level=2), call("03 08:00", level=1)],
        {"measure": 0.666667, "count": 3},
    ),
    "silence": (
        {"measure": {"silence": {"every": "1d"}}, "raise_": levels(2)},
        [call("01 08:00"), call("02 20:00"), tick("04 19:59"), tick("04 20:00")],
        {"measure": 2, "count": 1},
    ),
    "highest value": (
        {"measure": {"value": {"field": "offers", "take": "highest"}}, "raise_": levels(5)},
        [call("01 08:00", offers=4), call("02 08:00", offers=7)],
        {"measure": 7, "count": 2},
    ),
    "falling slope": (
        {"measure": {"slope": {"field": "offers", "direction": "falling", "minimum": 3}}, "raise_": levels(1.5)},
        [call("01 08:00", offers=9), call("01 09:00", offers=9), call("01 10:00", offers=5)],
        {"measure": 2, "count": 3},
    ),
    "time passed on the record": (
        {"where": {"elapsed": {"from": "received", "to": "arrived", "longer_than": "10m"}}, "raise_": levels(2)},
        [
            call("01 08:00", arrived="2026-01-01T08:10:00+08:00"), call("02 08:00"),
            call("03 08:00", arrived="2026-01-03T08:10:01+08:00"),
            call("04 08:00", arrived="2026-01-04T09:00:00+08:00"),
        ],
        {"count": 2},
    ),
    "within a circle": (
        {"where": {"within": {"longitude": 120.0, "latitude": 30.0, "metres": 300}}, "raise_": levels(2)},
        [
            call("01 08:00", longitude=120.0, latitude=30.0), call("02 08:00"),
            call("03 08:00", longitude=120.004, latitude=30.0),
            call("04 08:00", longitude=120.003, latitude=30.0),
        ],
        {"count": 2},
    ),
    "holidays": (
        {"where": {"dates": ["2026-01-01", "2026-01-03"]}, "raise_": levels(2)},
        [call("01 00:00"), call("02 08:00"), call("03 23:59")],
        {"count": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("said", FAMILIES)
def test_it_finds_what_it_says(said: str) -> None:
    change, records, finding = FAMILIES[said]
    expected = {"key": "P", "level": 1} | finding
    silent = [record for record in records if "kind" not in record and "tick" not in record][:1]
    title = {"zh": "例", "en": said}
    examples = {
        "must_raise": [{"title": title, "zone": ZONE, "records": records, "findings": [expected]}],
        "must_not_raise": [{"title": title, "zone": ZONE, "records": silent}],
    }
    raising, _ = run_examples(
        model(**{"where": None, **change, "examples": examples}), KINDS, CODES
    )
    assert raising.ok, raising.found


def composed(**record: Any) -> dict[str, Any]:
    known = {"model": "one", "key": "P", "subject": "premises", "level": 2}
    return {"raised": "2026-01-01T08:00:00+08:00", **known, **record}


def test_findings_of_two_models_about_one_place_make_another() -> None:
    where = [
        {"field": "model", "one_of": ["one", "two"]},
        {"field": "subject", "equals": "premises"},
    ]
    change: dict[str, Any] = {
        "source": "finding", "key": "key", "where": {"all": where},
        "measure": {"distinct": {"field": "model"}}, "raise_": levels(2),
    }  # fmt: skip
    title = {"zh": "例", "en": "composed"}
    records = [composed(), composed(), composed(model="other"), composed(model="two")]
    found = [{"key": "P", "level": 1, "count": 3, "measure": 2}]
    area = [composed(), composed(model="two", subject="place")]
    examples = {
        "must_raise": [{"title": title, "records": records, "findings": found}],
        "must_not_raise": [{"title": title, "records": area}],
    }
    results = run_examples(model(**change, examples=examples), KINDS, CODES)
    assert [result.ok for result in results] == [True, True]
