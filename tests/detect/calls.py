"""A small journal of calls for tests of back-tests and their kin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from anlan.standards.time import DAY, Instant
from anlan.store.facts import Fact
from anlan.store.store import Store
from tests.detect.declared import START

ZONE = "Asia/Shanghai"


def write(store: Store, calls: Iterable[tuple[float, dict[str, Any]]], first: int = 1) -> None:
    """Calls, each at so many days after the start; `c1` is the first."""
    with store.writing(actor="test", purpose="call-handling") as unit:
        for number, (day, data) in enumerate(calls, start=first):
            at = Instant(START + int(day * DAY))
            fields = {"received": at, "category": "dispute", "premises": "P", **data}
            unit.append(Fact("call.received", "call", f"c{number}", 1, at, fields, zone=ZONE))


def amend(store: Store, record: str, version: int, **data: Any) -> None:
    """A later version of a call."""
    with store.writing(actor="test", purpose="call-handling") as unit:
        at = Instant(START + 40 * DAY)
        unit.append(Fact("call.amended", "call", record, version, at, data, zone=ZONE))
