"""One loop, end to end, on each engine: calls in, attention found, work closed, effect measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.bootstrap import Deployment
from anlan.govern.grants import role_grant
from anlan.govern.roles import role_named
from anlan.ingest.load import ingest_file
from anlan.ingest.mapping import read_mapping
from anlan.respond.task_commands import AcceptTask, DoStep, FinishTask, StartTask
from anlan.standards.time import DAY, HOUR, Instant, ManualClock, parse_iso
from anlan.store.facts import Fact
from anlan.store.query import Both, Equals, OneOf, Query
from tests.durability.work import MAPPING, ZONE

NOON = parse_iso("2026-03-10T12:00:00+08:00")
STATION = role_grant("station", role_named("station-chief"))
EVALUATOR = role_grant("evaluator", role_named("evaluator"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def city(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Deployment, ManualClock]]:
    clock = ManualClock(Instant(NOON))
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    with Deployment.create(tmp_path / "home", zone=ZONE, database=url, clock=clock) as deployment:
        yield deployment, clock


def _calls(folder: Path, name: str, days: list[int], place: str) -> Path:
    lines = ["number,at,place,level"]
    lines += [f"{name}{day},2026-03-{day:02d}T09:00:00,{place},3" for day in days]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / f"{name}.csv"


def _work(deployment: Deployment, clock: ManualClock, record: str, standard: str) -> None:
    desk = deployment.desk
    commands = [AcceptTask(record=record), StartTask(record=record)]
    for step in deployment.rules.standard(standard).steps:
        evidence = "R-1" if step.evidence else None
        commands.append(DoStep(record=record, step=step.id, evidence=evidence))
    for command in [*commands, FinishTask(record=record, result="agreed", minutes=40)]:
        clock.advance_to(Instant(clock() + HOUR))
        desk.handle(command, actor="station", grant=STATION)


def _task(deployment: Deployment, place: str) -> dict[str, object]:
    where = Both(Equals("key", place), OneOf("standard", tuple(deployment.rules.standards)))
    tasks = deployment.store.read(STATION, Query("task", where=where, order=("opened_at",)))
    return next(
        t for t in tasks if t["standard"] != "dispute-follow-up" and t["status"] != "cancelled"
    )


def test_calls_become_a_finding_a_task_a_verdict_and_a_score(
    city: tuple[Deployment, ManualClock], tmp_path: Path
) -> None:
    deployment, clock = city
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    mapping = read_mapping(tmp_path / "map.yaml")
    area = {"name_zh": "东区", "name_en": "East", "zone": "urban", "population": 1000, "since": 0}
    with deployment.store.writing(actor="t", purpose="stewardship") as unit:
        unit.append(Fact("area.declared", "area", "A1", 1, Instant(0), area))
    for name, place in (("quiet", "5 Quiet Street"), ("loud", "7 Loud Street")):
        file = _calls(tmp_path, name, [3, 5, 8, 9], place)
        ingest_file(deployment.store, "call", mapping, file, actor="loader")
    deployment.catch_up()

    for place in ("5 Quiet Street", "7 Loud Street"):
        found = deployment.store.read(STATION, Query("finding", where=Equals("key", place)))
        assert found, place
        finding = max(found, key=lambda row: row["count"])
        assert finding["status"] == "tasked"
        assert len(finding["evidence"]) == finding["count"] == 4
        assert "4" in finding["because_zh"]
        assert "4" in finding["because_en"]
        task = _task(deployment, place)
        _work(deployment, clock, str(task["id"]), str(task["standard"]))

    clock.advance_to(Instant(clock() + DAY))
    again = _calls(tmp_path, "loudagain", [11], "7 Loud Street")
    ingest_file(deployment.store, "call", mapping, again, actor="loader")
    clock.advance_to(Instant(clock() + 15 * DAY))
    deployment.catch_up()

    assert _task(deployment, "5 Quiet Street")["status"] == "verified"
    loud = deployment.store.history(STATION, "task", str(_task(deployment, "7 Loud Street")["id"]))
    reopened = [entry for entry in loud if entry.fact.type == "task.reopened"]
    assert reopened, [entry.fact.type for entry in loud]

    index = deployment.indices["smart-policing"]
    table = index.table(EVALUATOR, period="2026-03")
    assert table.total.score is not None
    assert 0 < table.total.coverage < 1
    shares = [line for line in table.nodes if line.assessed and line.unit == "%" and line.numerator]
    assert shares
    for line in shares:
        opened = index.open(EVALUATOR, line.node, period="2026-03", limit=1_000)
        if opened.records and all(record.amount is None for record in opened.records):
            counted = sum(record.in_numerator for record in opened.records)
            assert (counted, len(opened.records)) == (opened.numerator, opened.denominator)

    assert deployment.store.verify().ok
    assert deployment.store.rebuild().same
    assert deployment.catch_up() == 0 or deployment.catch_up() == 0
