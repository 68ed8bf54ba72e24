"""Small facts for the store's tests."""

from __future__ import annotations

from typing import Any

from anlan.govern.grants import Grant, role_grant, service_grant
from anlan.govern.roles import ROLES
from anlan.standards.time import Instant
from anlan.store.facts import Fact, Intake
from anlan.store.store import Store

OFFICER: Grant = role_grant("wang", ROLES["duty-officer"])
SERVICE: Grant = service_grant("test", "evaluation")


def call(record: str, version: int = 1, **data: Any) -> Fact:
    """A fact about a call."""
    type = "call.received" if version == 1 else "call.changed"
    return Fact(type, "call", record, version, Instant(data.get("received") or 0), data)


def intake(record: str, digest: str, **data: Any) -> Intake:
    """A call as a source has it."""
    return Intake(record, Instant(data.get("received") or 0), "Asia/Shanghai", digest, data)


def write(store: Store, *facts: Fact) -> None:
    """One transaction of facts."""
    with store.writing(actor="wang", purpose="call-handling") as unit:
        unit.append(*facts)
