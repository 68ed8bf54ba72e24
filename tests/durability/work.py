"""The work that gets killed: files ingested, models watching, tasks worked. Deterministic."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

from anlan.bootstrap import Deployment
from anlan.govern.grants import role_grant
from anlan.govern.roles import role_named
from anlan.ingest.load import ingest_file
from anlan.ingest.mapping import Mapping, read_mapping
from anlan.respond.task_commands import AcceptTask, DoStep, FinishTask, StartTask
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant, iso, parse_iso
from anlan.store.query import OneOf, Query

ZONE = "Asia/Shanghai"
NOW = parse_iso("2026-03-01T08:00:00+08:00")
ROWS = 120
_OFFICER = role_grant("station", role_named("community-officer"))
_UNFINISHED = ("open", "accepted", "started", "reopened")

MAPPING = """
id: small-city
title: {zh: 小城, en: small city}
source: {name: made for the test, licence: none}
format: {type: csv}
zone: Asia/Shanghai
kind: call
record: "small-{number}"
fields:
  received: {column: at, formats: ["%Y-%m-%dT%H:%M:%S"]}
  channel: {const: "110"}
  category: {const: dispute.neighbour}
  status: {const: archived}
  valid: {const: true}
  premises: {column: place}
  level: {column: level}
"""


def clock() -> Instant:
    return NOW


def write_files(folder: Path, files: int) -> Mapping:
    """Files of calls at a few places, with a bad row here and there; and their mapping."""
    rng = random.Random(5)
    for number in range(files):
        with (folder / f"{number:03d}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["number", "at", "place", "level"])
            for row in range(ROWS):
                day, second = 1 + number % 27, rng.randrange(86_400)
                at = f"2026-02-{day:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
                level = "?" if rng.random() < 0.03 else str(rng.randint(1, 4))
                writer.writerow([f"{number}-{row}", at, f"P{rng.randrange(40)}", level])
    (folder / "map.yaml").write_text(MAPPING, encoding="utf-8")
    return read_mapping(folder / "map.yaml")


def make(home: Path) -> None:
    """An empty deployment."""
    Deployment.create(home, zone=ZONE, clock=clock).close()


def work(home: Path, folder: Path, files: int) -> None:
    """Bring the first `files` files in, let the models and followers run, work every task."""
    mapping = read_mapping(folder / "map.yaml")
    with Deployment.open(home, clock=clock) as deployment:
        for number in range(files):
            path = folder / f"{number:03d}.csv"
            ingest_file(deployment.store, "call", mapping, path, actor="loader")
        deployment.catch_up()
        while tasks := _unfinished(deployment):
            for task in tasks:
                _move(deployment, task)
            deployment.catch_up()


def _unfinished(deployment: Deployment) -> list[dict[str, Any]]:
    with deployment.store.writing(actor="test", purpose="task-handling") as unit:
        return unit.select(Query("task", where=OneOf("status", _UNFINISHED), order=("id",)))


def _move(deployment: Deployment, task: dict[str, Any]) -> None:
    record, done = task["id"], task["steps_done"] or []
    steps = deployment.rules.standard(task["standard"]).steps
    step = next((step for step in steps if step.id not in done), None)
    if task["status"] == "open":
        command: Any = AcceptTask(record=record)
    elif task["status"] in ("accepted", "reopened"):
        command = StartTask(record=record)
    elif step is not None:
        evidence = "R-1" if step.evidence else None
        command = DoStep(record=record, step=step.id, evidence=evidence)
    else:
        command = FinishTask(record=record, result="done", minutes=30)
    try:
        deployment.desk.handle(command, actor="station", grant=_OFFICER)
    except Conflict as error:
        raise AssertionError(f"{record} at {iso(NOW)}: {error}") from error


def contents(home: Path) -> dict[str, dict[str, Any]]:
    """What a deployment holds of calls, findings, tasks and quarantined rows, by record."""
    kinds = ("call", "finding", "task", "quarantine", "notice")
    bookkeeping = {"position", "opened", "batch"}
    with (
        Deployment.open(home, clock=clock) as deployment,
        deployment.store.writing(actor="test", purpose="audit") as unit,
    ):
        return {
            f"{kind}/{row['id']}": {k: v for k, v in row.items() if k not in bookkeeping}
            for kind in kinds
            for row in unit.select(Query(kind, include_withdrawn=True))
        }
