"""A small deployment for the tests of the edge: real rooms, invented records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anlan.detect.live import Detection
from anlan.evaluate.framework import Framework
from anlan.evaluate.index import Index
from anlan.govern.grants import Grant, role_grant
from anlan.govern.roles import ROLES
from anlan.respond.call_commands import TakeCall
from anlan.respond.command import parse_command
from anlan.respond.desk import Desk
from anlan.respond.opening import OpenTasks
from anlan.respond.rules import Rules
from anlan.standards.codes import Codes
from anlan.standards.declaration import read_declaration
from anlan.standards.kinds import Kinds
from anlan.standards.time import DAY, HOUR, Instant, ManualClock, parse_iso
from anlan.store.accounts import Accounts
from anlan.store.facts import Fact
from anlan.store.store import Store
from tests.detect.declared import plan
from tests.respond.declared import LIBRARY, rules

ZONE = "Asia/Shanghai"
NOON = parse_iso("2026-03-01T12:00:00+08:00")
PASSWORD = "Spring-2027-Rain"
SECRET_SUMMARY = "楼上张某持续敲打 the caller's own words"
SECRET_NUMBER = "13800001111"


@dataclass
class SmallDeployment:
    """What the edge uses of a deployment."""

    store: Store
    kinds: Kinds
    codes: Codes
    rules: Rules
    clock: ManualClock
    desk: Desk
    detection: Detection
    indices: Mapping[str, Index]
    accounts: Accounts
    zone: str = ZONE
    demo: bool = True
    speed: float = 60.0


def account_of(role: str) -> str:
    """The name of the test account with a role."""
    return f"{role}.test"


def small_deployment(folder: Path) -> SmallDeployment:
    """A deployment with an account per role and records of every kind the edge shows."""
    clock = ManualClock(Instant(NOON))
    declared = rules()
    store = Store.open(
        f"sqlite:///{folder}/anlan.db",
        kinds=declared.kinds,
        codes=declared.codes,
        clock=clock,
        lake=folder / "lake",
    )
    framework = read_declaration(
        LIBRARY / "policing-index/frameworks/smart-policing.yaml", Framework
    )
    deployment = SmallDeployment(
        store=store,
        kinds=declared.kinds,
        codes=declared.codes,
        rules=declared,
        clock=clock,
        desk=Desk(store, declared, pseudonym=lambda number: f"p-{hash(number) & 0xFFFF:x}"),
        detection=Detection(
            store, [plan(flow="repeat-place")], clock, folder / "detect.checkpoint"
        ),
        indices={framework.id: Index(store, framework, clock=clock, zone=ZONE)},
        accounts=Accounts(store, clock=clock),
    )
    for role in ROLES:
        if role != "demo":
            deployment.accounts.create(account_of(role), PASSWORD, role, by="test")
    _records(deployment)
    return deployment


def take_call(deployment: SmallDeployment, record: str, **changes: Any) -> dict[str, Any]:
    """A call, taken at the desk."""
    given = {
        "channel": "110",
        "summary": SECRET_SUMMARY,
        "category": "dispute.neighbour",
        "caller_number": SECRET_NUMBER,
        "premises": "B-0001",
        "area": "A01",
        "longitude": 120.01,
        "latitude": 30.01,
        "tz": ZONE,
        **changes,
    }
    command = parse_command(TakeCall, record, given)
    return deployment.desk.handle(command, actor="test", grant=desk_grant())


def desk_grant() -> Grant:
    return role_grant("test", ROLES["duty-officer"])


def catch_up(deployment: SmallDeployment) -> None:
    """Run the followers until there is nothing new."""
    while (
        deployment.detection.catch_up() or OpenTasks(deployment.store, deployment.rules).catch_up()
    ):
        pass


def _records(deployment: SmallDeployment) -> None:
    with deployment.store.writing(actor="test", purpose="stewardship") as unit:
        unit.append(*_ground())
    for number in range(4):
        take_call(deployment, f"c-{number:04d}")
    take_call(deployment, "c-0004", premises="B-0002", category="traffic")
    catch_up(deployment)
    while deployment.store.fill_lake():
        pass
    for index in deployment.indices.values():
        index.compute(["2026-02", "2026-03"])


def _ground() -> list[Fact]:
    since = {"since": NOON - 100 * DAY}
    square = [[[120, 30], [120.1, 30], [120.1, 30.1], [120, 30.1], [120, 30]]]
    area = {
        "name_zh": "东城",
        "name_en": "East",
        "population": 50_000,
        "zone": "urban",
        "boundary": {"type": "Polygon", "coordinates": square},
    }
    unit = {"unit_kind": "patrol", "area": "A01", "longitude": 120.02, "latitude": 30.02}
    facts = [("area", "A01", {**area, **since})]
    facts += [("unit", f"U-{n}", {"call_sign": f"巡{n}", **unit, **since}) for n in (1, 2)]
    facts += [
        ("premises", f"B-000{n}", {"name": f"{n}号楼", "area": "A01", **since}) for n in (1, 2)
    ]
    facts += [("batch", "batch-1", _batch()), ("quarantine", "batch-1-7", _quarantined())]
    return [
        Fact(f"{kind}.stored", kind, record, 1, NOON, data, zone=ZONE)
        for kind, record, data in facts
    ]


def _batch() -> dict[str, Any]:
    return {
        "file": "calls.csv",
        "mapping": "city",
        "target": "call",
        "status": "done",
        "started": NOON - HOUR,
        "ended": NOON,
        "rows_read": 3,
        "rows_stored": 1,
        "rows_amended": 0,
        "rows_duplicate": 1,
        "rows_quarantined": 1,
        "reasons": [{"reason": "bad-time", "field": "received", "count": 1}],
        "retry_command": "anlan ingest --retry batch-1 --map MAP.yaml --home DIR",
    }


def _quarantined() -> dict[str, Any]:
    return {
        "batch": "batch-1",
        "file": "calls.csv",
        "row": 7,
        "field": "received",
        "value": SECRET_SUMMARY,
        "reason": "bad-time",
        "message": f"not a time: {SECRET_SUMMARY}",
        "target": "call",
        "status": "waiting",
        "seen": NOON,
        "raw": {"words": SECRET_SUMMARY},
    }
