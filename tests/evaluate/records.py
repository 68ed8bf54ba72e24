"""Invented records for the small framework, and a plain, slow count of the same measures."""

from __future__ import annotations

import random
from statistics import mean, median
from typing import Any

from anlan.standards.time import DAY, HOUR, MINUTE, Instant, moment, parse_iso

ZONE = "America/New_York"
"""A zone with summer time, so that months are not all cut at the same hour of UTC."""
START = parse_iso("2026-02-01T00:00:00-05:00")
Records = dict[str, list[dict[str, Any]]]


def invented(seed: int, calls: int = 240) -> Records:
    """Four areas (one holds two others), calls, tasks and disputes over four months."""
    chance = random.Random(seed)
    areas = [
        {"id": "N", "zone": "urban", "population": 9_000},
        {"id": "N1", "zone": "urban", "population": 4_000, "parent": "N"},
        {"id": "N2", "zone": "rural", "population": 5_000, "parent": "N"},
        {"id": "S", "zone": "rural"},
    ]
    settled = [
        {"id": f"d{n}", "area": chance.choice(["N1", "S"]), "settled_at": _within(chance)}
        for n in range(20)
    ]
    return {
        "area": areas,
        "dispute": settled,
        "task": [
            {
                "id": f"t{n}",
                "area": "N2",
                "opened_at": _within(chance),
                "typed": chance.randrange(9),
            }
            for n in range(30)
        ],
        "call": [_call(chance, n) for n in range(calls)],
    }


def plain(records: Records, measure: str, area: str | None, period: str) -> tuple[float, float]:
    """(value, records counted) of one measure, by loops over the records."""
    parents = {a["id"]: a.get("parent") for a in records["area"]}

    def here(row: dict[str, Any], time: str) -> bool:
        if row.get(time) is None or f"{moment(row[time], ZONE):%Y-%m}" != period:
            return False
        places, at = set[Any](), row.get("area")
        while at in parents:
            places.add(at)
            at = parents[at]
        return area is None or area in places

    calls = [row for row in records["call"] if here(row, "received")]
    match measure:
        case "repeat":
            among = [row for row in calls if row.get("valid") and row.get("premises")]
            hits = [row for row in among if _repeats(records["call"], row) >= 3]
        case "far":
            among = [row for row in calls if row.get("nearest_unit")]
            hits = [row for row in among if row.get("unit") != row["nearest_unit"]]
        case "recalled":
            among = [row for row in records["dispute"] if here(row, "settled_at")]
            hits = [row for row in among if _recalls(records["call"], row)]
        case "minutes":
            waits = [(r["arrived"] - r["received"]) / MINUTE for r in calls if r.get("arrived")]
            return (median(waits) if waits else 0.0), len(waits)
        case _:
            typed = [r["typed"] for r in records["task"] if here(r, "opened_at")]
            return (mean(typed) if typed else 0.0), len(typed)
    return (100 * len(hits) / len(among) if among else 0.0), len(among)


def _within(chance: random.Random) -> Instant:
    return Instant(START + chance.randrange(115 * DAY))


def _call(chance: random.Random, n: int) -> dict[str, Any]:
    received = _within(chance)
    return {
        "id": f"c{n}",
        "received": received,
        "area": chance.choice(["N", "N1", "N2", "S", "elsewhere", None]),
        "valid": chance.choice([True, True, False, None]),
        "premises": chance.choice(["P1", "P2", "P3", None]),
        "category": chance.choice(["criminal.theft", "dispute.family"]),
        "feedback_category": chance.choice([None, None, "criminal.fraud"]),
        "dispute": chance.choice([None, None, f"d{chance.randrange(20)}"]),
        "unit": "Q1",
        "nearest_unit": chance.choice(["Q1", "Q2", None]),
        "arrived": chance.choice([None, received + chance.randrange(HOUR)]),
    }


def _repeats(calls: list[dict[str, Any]], row: dict[str, Any]) -> int:
    def key(call: dict[str, Any]) -> tuple[Any, Any]:
        return call["premises"], call["feedback_category"] or call["category"]

    return sum(
        1
        for call in calls
        if call["valid"]
        and key(call) == key(row)
        and row["received"] - 90 * DAY <= call["received"] <= row["received"]
    )


def _recalls(calls: list[dict[str, Any]], dispute: dict[str, Any]) -> bool:
    return any(
        call["dispute"] == dispute["id"]
        and dispute["settled_at"] < call["received"] < dispute["settled_at"] + 90 * DAY
        for call in calls
    )
