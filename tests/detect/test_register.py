"""The register tells what every model is for and what came of its findings."""

from __future__ import annotations

from pathlib import Path

from anlan.detect.judging.register import register
from anlan.detect.live.detection import Detection
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store
from tests.detect.declared import START, plan

GRANT = service_grant("test", "early-warning")


def test_counts_of_findings_by_what_came_of_them(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    plans = (plan(), plan(id="quiet", window={"sliding": "1h"}))
    with store.writing(actor="test", purpose="call-handling") as unit:
        for n in range(1, 13):
            at = Instant(START + n * DAY)
            data = {"received": at, "category": "dispute", "premises": f"P{n % 4}"}
            unit.append(Fact("call.received", "call", f"c{n}", 1, at, data))
    Detection(store, plans, clock, tmp_path / "c").catch_up()
    rows = store.read(GRANT, Query("finding", ("status",), order=("raised",)))
    assert len(rows) == 4
    ends = [
        {"status": "dismissed"},
        {"status": "tasked", "task": "T1"},
        {"status": "verified", "task": "T2"},
    ]
    with store.writing(actor="a", purpose="task-handling") as unit:
        for row, end in zip(rows, ends, strict=False):
            unit.append(Fact("finding.decided", "finding", row["id"], 2, START, end))
    repeat, quiet = register(store, plans, GRANT)
    assert (repeat.findings, repeat.open, repeat.dismissed) == (4, 1, 1)
    assert (repeat.tasked, repeat.verified, repeat.expired) == (2, 1, 0)
    assert repeat.acted_on == 0.75
    assert repeat.model.owner == "研判中心 analysis centre"
    assert (quiet.findings, quiet.acted_on) == (0, None)


def test_reading_the_register_leaves_an_audit_record(store: Store) -> None:
    register(store, [plan()], GRANT)
    (record,) = store.read(service_grant("test", "audit"), Query("audit"))
    assert (record["target"], record["purpose"]) == ("finding", "early-warning")
