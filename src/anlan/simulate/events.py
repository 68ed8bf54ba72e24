"""The stream of events: a call is received, then its steps happen one by one.

Nobody is in it: no name, no number, no caller, and nothing of the truth behind the calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from anlan.simulate.city import City, Record
from anlan.simulate.demand import Category, demand
from anlan.simulate.table import STEPS, CallTable, call_id
from anlan.standards.time import Instant

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

    def record(self, until: Instant | None = None) -> Record:
        """The call as a record, as it stood at an instant (None: when all is done)."""
        columns = self.intake()
        for step in self.steps:
            if until is None or step.time < until:
                own = {} if step.type in _NO_COLUMN else {step.type: step.time}
                columns |= {**own, **step.data, "status": step.type}
        return "call", self.call, columns

    def response(self, until: Instant | None = None) -> Record | None:
        """The unit response as a record; None when nobody was sent (yet)."""
        done = {s.type: s.time for s in self.steps if until is None or s.time < until}
        sent = next((s for s in self.steps if s.type == "dispatched"), None)
        if sent is None or "dispatched" not in done:
            return None
        moments = {name: done.get(name) for name in _RESPONSE}
        return (
            "unit_response",
            f"{self.call}-1",
            {
                "call": self.call,
                "unit": sent.data["unit"],
                "sequence": 1,
                **moments,
                "cleared": done.get("handled"),
            },
        )


Event = CallEvent | StepEvent

_NO_COLUMN = ("invalid", "diverted")
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
    if name == "graded":
        return {
            "valid": True,
            "level": row["level"],
            "route": _ROUTES.get(category.served_by or "", "routine"),
        }
    if name == "dispatched":
        unit, nearest = city.units[row["unit"]].id, city.units[row["nearest"]].id
        reason = None if unit == nearest else _BUSY
        return {"unit": unit, "nearest_unit": nearest, "unit_reason": reason}
    if name == "diverted":
        return {"diverted_to": "12345", "scope_item": category.scope}
    if name in ("handled", "fed_back"):
        feedback = demand().names[row["feedback"]]
        disposition = {"disposition": _DISPOSITIONS[feedback.split(".")[0]]}
        return disposition if name == "handled" else {"feedback_category": feedback}
    return {"satisfaction": row["satisfaction"]} if name == "called_back" else {}
