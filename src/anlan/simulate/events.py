"""The stream of events: a call is received, then its steps happen one by one.

Nobody is in it: no name, no number, no caller, and nothing of the truth behind the calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from anlan.simulate.city import City, Record
from anlan.simulate.demand import Category, demand
from anlan.simulate.table import SERVED_STEPS, STEPS, CallTable, call_id
from anlan.standards.codes import Codes, base_codes
from anlan.standards.time import Instant

_REPLIED = "部门已答复 answered by the department"
_BUSY = "就近单元占用 nearest unit busy"
_DISPOSITIONS = {
    "criminal": "登记受案 case registered",
    "public_order": "现场处置 settled on the spot",
    "traffic": "现场处理 dealt with on the spot",
    "dispute": "现场调解 calmed on the spot",
    "urgent_help": "已救助 help given",
    "alarm": "查为误报 found to be a false alarm",
    "other": "已办理 done",
}
_CONTENT = ("非常满意 very content", "满意 content", "一般 neither", "不满意 not content",
    "非常不满意 not content at all")  # fmt: skip
_ROUTES = {"ambulance": "medical", "fire": "fire", "patrol": "police", "traffic": "police"}


@dataclass(frozen=True, slots=True)
class StepEvent:
    """Something happens to a call: `type` is a code of call_status, `data` the columns of kind
    call it sets beside the step's own time."""

    time: Instant
    type: str
    call: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CallEvent:
    """A call is received. `steps` is what will happen to it, already known to the simulator;
    a stream gives each of them again as its own event at its own time."""

    time: Instant
    call: str
    channel: str
    matter: str
    category: str
    area: str
    summary: str
    """Chinese and English; about the matter, never about anybody."""
    premises: str | None = None
    address: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    officer_initiated: bool = False
    steps: tuple[StepEvent, ...] = ()
    type: str = "received"

    def intake(self) -> dict[str, Any]:
        """The columns of kind call that are known when it is received."""
        return {
            "received": self.time,
            "source_number": self.call,
            "channel": self.channel,
            "matter": self.matter,
            "category": self.category,
            "area": self.area,
            "premises": self.premises,
            "address": self.address,
            "longitude": self.longitude,
            "latitude": self.latitude,
            "officer_initiated": self.officer_initiated,
            "summary": self.summary,
            "status": "received",
        }

    def records(self, until: Instant | None = None) -> list[Record]:
        """The call, and its unit response or diversion if there is one, as records as they stood
        at an instant (None: when all is done)."""
        steps = [step for step in self.steps if until is None or step.time < until]
        done = {step.type: step.time for step in steps}
        data = {key: value for step in steps for key, value in step.data.items()}
        status = next((s.type for s in reversed(steps) if s.type in _STATES), "received")
        times = {name: at for name, at in done.items() if name in SERVED_STEPS}
        found: list[Record] = [
            ("call", self.call, {**self.intake(), **times, **data, "status": status})
        ]
        if "dispatched" in done:
            response: dict[str, Any] = {name: done.get(name) for name in _RESPONSE}
            response |= {"unit": data["unit"], "sequence": 1, "cleared": done.get("handled")}
            found.append(("unit_response", f"{self.call}-r1", {"call": self.call, **response}))
        if "diverted" in done:
            found.append(("diversion", f"{self.call}-d1", _diversion(self.call, done, data)))
        return found


Event = CallEvent | StepEvent

_STATES = (*SERVED_STEPS, "invalid", "diverted")
_RESPONSE = ("dispatched", "acknowledged", "departed", "arrived")


def call_events(city: City, table: CallTable) -> Iterator[CallEvent]:
    """An event for each call of a table, in its order."""
    columns = {name: getattr(table, name).tolist() for name in table.__dataclass_fields__}
    for values in zip(*columns.values(), strict=True):
        yield _event(city, dict(zip(columns, values, strict=True)))


def order(event: Event) -> tuple[int, str, int]:
    """Sort key of a stream: time, call, and the call's own order."""
    return event.time, event.call, 0 if event.type == "received" else 1 + STEPS.index(event.type)


def _event(city: City, row: dict[str, Any]) -> CallEvent:
    wanted = demand()
    call, spot = call_id(row["date"], row["number"]), row["spot"]
    valid = row["category"] >= 0
    name = wanted.names[row["category"]] if valid else "other.unclassified"
    category = wanted.categories.get(name)
    channel = list(wanted.channels[category.channels if category else "police"])[row["channel"]]
    phrase = (category.summaries if category else wanted.invalid.reasons)[row["phrase"]]
    known = spot >= 0
    longitude, latitude = city.spots.degrees[spot].tolist() if known else (None, None)
    summary = f"{phrase.zh} {phrase.en}"
    return CallEvent(
        time=Instant(row["time"]),
        call=call,
        channel=channel,
        matter=category.matter if category else "help",
        category=name,
        area=city.areas[row["area"]].id,
        summary=summary,
        premises=city.spots.premises_id(spot) if 0 <= spot < city.spots.premises else None,
        address=city.spots.addresses[spot] if known else None,
        longitude=longitude,
        latitude=latitude,
        officer_initiated=channel == "officer",
        steps=tuple(_steps(city, row, call, category, summary)),
    )


def _steps(
    city: City, row: dict[str, Any], call: str, category: Category | None, summary: str
) -> Iterator[StepEvent]:
    for name, time in zip(STEPS, row["steps"], strict=True):
        if time >= 0:
            data = _step_data(name, city, row, category, summary)
            yield StepEvent(Instant(time), name, call, data)


def _step_data(
    name: str, city: City, row: dict[str, Any], category: Category | None, summary: str
) -> dict[str, Any]:
    if category is None:
        return {"valid": False, "void_reason": summary}
    match name:
        case "graded":
            route = _ROUTES.get(category.served_by or "", "routine")
            return {"valid": True, "level": row["level"], "route": route}
        case "dispatched":
            unit, nearest = city.units[row["unit"]].id, city.units[row["nearest"]].id
            reason = None if unit == nearest else _BUSY
            return {"unit": unit, "nearest_unit": nearest, "unit_reason": reason}
        case "diverted":
            assert category.scope is not None, "a diverted category cites its scope"
            return {"diverted_to": _departments()[category.scope], "scope_item": category.scope}
        case "fed_back":
            feedback = demand().names[row["feedback"]]
            served = _DISPOSITIONS[feedback.split(".")[0]]
            disposition = served if category.served_by else _REPLIED
            return {"feedback_category": feedback, "disposition": disposition}
        case "called_back":
            score = row["satisfaction"]
            return {"satisfaction": score, "call_back_reason": _CONTENT[score - 1]}
    return {}


@cache
def _departments() -> dict[str, str]:
    """Scope item → the department it names."""
    scope = Codes(base_codes())["diversion_scope"].codes
    return {item: str(code.attributes.get("department", item)) for item, code in scope.items()}


def _diversion(call: str, done: Mapping[str, Instant], data: Mapping[str, Any]) -> dict[str, Any]:
    times = {
        "pushed": done["diverted"],
        "received": done.get("diversion_received"),
        "working": done.get("diversion_working"),
        "finished": done.get("fed_back"),
        "archived": done.get("archived"),
    }
    return {
        "call": call,
        "department": data["diverted_to"],
        "scope_item": data["scope_item"],
        "manner": "transfer",
        "status": [name for name, at in times.items() if at is not None][-1],
        "result": data.get("disposition"),
        **times,
    }
