"""Thousands of declared models of all families, and calls they may look at.

Unlike those of `drawn.py` they are whole declarations over record kind `call`: they compile,
their findings have sentences and lapse, and they run through the store.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from anlan.detect.compiler.plan import Plan
from anlan.standards.time import DAY, MINUTE, SECOND, Instant
from anlan.store.facts import Intake
from tests.detect.declared import CODES, START, plan

FAMILIES = (
    "count", "distinct", "escalation", "sequence", "ratio", "value", "slope",
    "season", "unanswered", "silence", "near",
)  # fmt: skip
CATEGORIES = sorted(CODES["category"].codes)
CHANNELS = sorted(CODES["channel"].codes)
AREAS = 40
ZONE = "Asia/Shanghai"


def declared_plans(
    pick: random.Random, count: int, families: Sequence[str] = FAMILIES, *, easy: bool = False
) -> list[Plan]:
    """So many models; `easy` ones are broad and low, so that few calls make them raise."""
    return [_plan(pick, n, families[n % len(families)], easy) for n in range(count)]


def _plan(pick: random.Random, number: int, family: str, easy: bool) -> Plan:
    measure, levels = _measure(pick, family, easy)
    cooldown = {} if family != "near" and pick.random() < 0.5 else {"cooldown": "1d"}
    window: dict[str, Any] = {"sliding": pick.choice(("6h", "1d", "7d", "30d"))}
    if family == "season":
        window = {"calendar": {"unit": pick.choice(("hour", "day")), "zone": ZONE}}
    elif family == "silence":
        window = {"sliding": "7d"}
    elif pick.random() < 0.1:
        window = {"calendar": {"unit": pick.choice(("day", "week")), "zone": ZONE}}
    return plan(
        id=f"{family}-{number}",
        where={"all": _where(pick, easy)},
        **_grouped(
            family,
            "area" if family in ("season", "silence") else pick.choice(("premises",) * 3 + ("area",)),
            window,
            measure,
        ),
        raise_={
            "levels": [{"level": 2 - n, "at_least": level} for n, level in enumerate(levels)],
            "expires_after": pick.choice(("2d", "30d")),
            **cooldown,
        },
        because={"zh": "{key}测度{measure}", "en": "{measure} at {key}"},
    )  # fmt: skip


def _grouped(
    family: str, key: str, window: dict[str, Any], measure: dict[str, Any]
) -> dict[str, Any]:
    if family != "near":
        return {"key": key, "window": window, "measure": {family: measure}}
    time = {"time": window["sliding"]} if "sliding" in window else {}
    within = {**measure, **time, "about": key}
    return {
        "key": None,
        "link": {"within": within},
        "window": None if time else window,
        "measure": {"count": {}},
    }


def _where(pick: random.Random, easy: bool) -> list[dict[str, Any]]:
    """A category, and mostly an area: what narrows thousands of models to their own calls."""
    category = pick.choice(CATEGORIES)
    if easy:
        return [{"field": "category", "under": category.split(".")[0]}]
    asked: list[dict[str, Any]] = [{"field": "category", "under": category}]
    if pick.random() < 0.7:
        asked.append({"field": "area", "equals": f"A{pick.randrange(AREAS)}"})
    if pick.random() < 0.3:
        asked.append({"field": "channel", "one_of": pick.sample(CHANNELS, 3)})
    if pick.random() < 0.2:
        asked.append({"time_of_day": {"from": "22:00", "until": "06:00"}})
    return asked


def _measure(pick: random.Random, family: str, easy: bool) -> tuple[Any, Sequence[float]]:
    """The measure and its levels, the milder one first."""
    few = (2, 3) if easy else pick.choice(((12, 24), (20, 40), (40, 80)))
    asked = {"field": "category", "under": pick.choice(CATEGORIES).split(".")[0]}
    within = {"within": pick.choice(("30m", "4h"))}
    match family:
        case "distinct":
            return {"field": "channel"}, few if easy else (9, 12)
        case "escalation":
            return {"severity": "level", "worse": "lower"}, (1, 2) if easy else (3, 4)
        case "sequence":
            return {"first": asked, "then": {"field": "valid", "equals": True}, **within}, few
        case "unanswered":
            first = {"field": "level", "equals": 1}
            return {"first": first, "then": {"field": "level", "equals": 4}, **within}, few
        case "season":
            return {"half_life": 4, "minimum": 2}, (1, 2) if easy else (6, 9)
        case "near":
            return {"metres": 400 if easy else 150}, few
        case "ratio":
            return {"of": {"field": "valid", "equals": False}, "minimum": 4 if easy else 12}, (
                0.2,
                0.6,
            ) if easy else (0.5, 0.7)
        case "silence":
            return {"every": "6h" if easy else "1d"}, (1, 2) if easy else (2, 3)
        case "value":
            return {"field": "offers", "take": "highest"}, (4, 8) if easy else (30, 40)
        case "slope":
            return {"field": "offers", "direction": "rising", "minimum": 3}, (1, 2) if easy else (
                40,
                80,
            )
    return {}, few


@dataclass(frozen=True)
class Town:
    """How large the place is that calls come from, and how they come."""

    premises: int = 50_000
    skew: float = 0.8
    """Of the Zipf law by which premises call."""
    per_day: float = 20_000


def calls(pick: random.Random, count: int, town: Town, *, first: int = 0) -> list[Intake]:
    """Calls in about time order, a few of them late by minutes, very few by days."""
    weights = list(accumulate((n + 1) ** -town.skew for n in range(town.premises)))
    spots = pick.choices(range(town.premises), cum_weights=weights, k=count)
    made = []
    for number, spot in enumerate(spots, start=first):
        at = START + int(number * DAY / town.per_day)
        late = pick.random()
        at -= 0 if late > 0.1 else 3 * DAY if late < 0.002 else pick.randrange(10) * MINUTE
        data = {
            "received": Instant(at - at % SECOND),
            "channel": pick.choice(CHANNELS),
            "category": CATEGORIES[min(pick.randrange(49), pick.randrange(49))],
            "level": pick.randint(1, 4),
            "status": "archived",
            "valid": pick.random() < 0.9,
            "offers": pick.randrange(30) if pick.random() < 0.5 else None,
            "area": f"A{spot % AREAS}",
            "premises": f"P{spot:05}",
            "address": f"归澜路{spot}号",
            "longitude": 116 + (spot * 7919 % 20_011) / 1e5,
            "latitude": 39 + (spot * 104_729 % 20_021) / 1e5,
        }
        made.append(Intake(f"c{number}", data["received"], ZONE, f"d{number}", data))
    return made
