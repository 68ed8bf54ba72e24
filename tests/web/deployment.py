"""A small deployment for the tests of the edge: real rooms, invented records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.bootstrap import Deployment
from anlan.govern.grants import Grant, role_grant
from anlan.govern.roles import ROLES
from anlan.respond.call_commands import TakeCall
from anlan.respond.command import parse_command
from anlan.standards.time import DAY, HOUR, Instant, ManualClock, parse_iso
from anlan.store.facts import Fact
from tests.detect.declared import YAML as MODEL

ZONE = "Asia/Shanghai"
NOON = parse_iso("2026-03-01T12:00:00+08:00")
PASSWORD = "Spring-2027-Rain"
SECRET_SUMMARY = "楼上张某持续敲打 the caller's own words"
SECRET_NUMBER = "13800001111"


PACK = """\
id: edge-test
version: "1"
title: {zh: 测试包, en: test pack}
purpose: {zh: 测试, en: tests of the edge}
owner: 测试 tests
limits: {zh: 仅供测试, en: for tests only}
"""
FLOW = """\
id: edge-flow
version: "1"
title: {zh: 测试闭环, en: test flow}
owner: 测试 tests
legal_basis: 仅供测试
routes: [{standard: edge-visit}]
"""
STANDARD = """\
id: edge-visit
version: "1"
title: {zh: 上门走访, en: visit}
class: 测试 test
kind: premises
trigger: {zh: 反复警情, en: repeated calls}
team: community
steps:
  - {id: read, title: {zh: 查看警情, en: read the calls}}
  - {id: visit, title: {zh: 上门, en: visit}, evidence: {zh: 记录编号, en: number of the record}}
limit_hours: 48
acceptance:
  no_further: {kind: call, same: key, days: 7}
checks:
  quantity: [{zh: 一次, en: one visit}]
  process: [{zh: 按时, en: in time}]
  effect: [{zh: 七日无警情, en: no call for 7 days}]
legal_basis: 仅供测试
expires: "2030-01-01"
minutes: 60
per_year: 10
new_because: {zh: 测试, en: a test}
"""


def account_of(role: str) -> str:
    """The name of the test account with a role."""
    return f"{role}.test"


def small_deployment(home: Path) -> Deployment:
    """A deployment with an account per role and records of every kind the edge shows."""
    declare_pack(home / "packs" / "edge-test")
    deployment = Deployment.create(home, zone=ZONE, clock=ManualClock(Instant(NOON)))
    deployment.demo, deployment.speed = True, 60.0
    for role in ROLES:
        if role != "demo":
            deployment.accounts.create(account_of(role), PASSWORD, role, by="test")
    with deployment.store.writing(actor="test", purpose="stewardship") as unit:
        unit.append(*_ground())
    for number in range(4):
        take_call(deployment, f"c-{number:04d}")
    take_call(deployment, "c-0004", premises="B-0002", category="traffic")
    deployment.catch_up()
    for index in deployment.indices.values():
        index.compute(["2026-03"])
    return deployment


def declare_pack(folder: Path, flow: str = FLOW) -> None:
    """A pack of our own: a model, and the flow and standard its findings go by."""
    for name, text in {
        "pack.yaml": PACK,
        "models/repeat.yaml": MODEL.replace("flow: repeat", "flow: edge-flow"),
        "flows/edge-flow.yaml": flow,
        "standards/edge-visit.yaml": STANDARD,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def take_call(deployment: Deployment, record: str, **changes: Any) -> dict[str, Any]:
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
        "retry_command": "anlan ingest --retry batch-1 --map MAP.yaml",
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
