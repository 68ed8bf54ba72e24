"""The city's station staff: they work the tasks, and what they do has its effect there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from anlan.bootstrap import Deployment
from anlan.govern.grants import role_grant
from anlan.govern.roles import role_named
from anlan.respond.task_commands import AcceptTask, DoStep, FinishTask, StartTask, TaskCommand
from anlan.simulate import Run
from anlan.simulate.plan import Measure
from anlan.standards.errors import AnlanError, NotFound
from anlan.standards.time import HOUR, MINUTE, Instant
from anlan.store.facts import Recorded

STATION = "city:station"
EFFECTS: dict[str, tuple[Measure, ...]] = {
    "dispute-leader-visit": ("mediation",),
    "dispute-joint-mediation": ("mediation",),
    "premises-problem-visit": ("place_work", "alarm_upkeep"),
}
"""Task standard → what its finished work is in the simulated city."""

_WAITS: dict[str, tuple[int, int]] = {
    "open": (20 * MINUTE, 3 * HOUR),
    "reopened": (20 * MINUTE, 3 * HOUR),
    "accepted": (1 * HOUR, 6 * HOUR),
    "started": (30 * MINUTE, 4 * HOUR),
}
"""Status → how long (from, to) until the next move."""


class Staff:
    """Follows the tasks in the journal; moves each when its time has come."""

    def __init__(self, deployment: Deployment, run: Run, seen: int = 0) -> None:
        """`seen`: journal position whose finished work the run has already felt."""
        self._deployment = deployment
        self._run = run
        self._grant = role_grant(STATION, role_named("community-officer"))
        self._tasks: dict[str, dict[str, Any]] = {}
        self._position = 0
        self.felt = seen

    def act(self, now: Instant) -> None:
        """Feel the effect of finished work, then do what is due."""
        for entry in self._deployment.store.journal.stream(self._position, kinds=["task"]):
            self._see(entry)
        for record, task in self._tasks.items():
            if task["due"] is not None and task["due"] <= now:
                self._move(record, task)

    def _see(self, entry: Recorded) -> None:
        self._position = entry.position
        fact = entry.fact
        task = self._tasks.setdefault(fact.record, {"steps_done": []})
        task.update(fact.data)
        if fact.type == "task.finished" and entry.position > self.felt:
            self._feel(task)
        self.felt = max(self.felt, entry.position)
        wait = _WAITS.get(task["status"])
        turn = f"{fact.record}/{fact.version}"
        task["due"] = fact.time + _between(*wait, turn) if wait else None

    def _feel(self, task: Mapping[str, Any]) -> None:
        for measure in EFFECTS.get(task.get("standard", ""), ()):
            try:
                self._run.act(measure, task["key"])
            except NotFound:  # a place of somebody's own, not of this city
                return

    def _move(self, record: str, task: dict[str, Any]) -> None:
        command = self._next(record, task)
        try:
            self._deployment.desk.handle(command, actor=STATION, grant=self._grant)
        except AnlanError:  # somebody at the portal was first; the journal will tell
            task["due"] += 6 * HOUR

    def _next(self, record: str, task: Mapping[str, Any]) -> TaskCommand:
        if task["status"] == "open":
            return AcceptTask(record=record)
        if task["status"] in ("accepted", "reopened"):
            return StartTask(record=record)
        standard = self._deployment.rules.standard(task["standard"])
        for step in standard.steps:
            if step.id not in (task["steps_done"] or []):
                number = f"{record[-6:]}-{step.id}"
                return DoStep(
                    record=record, step=step.id, evidence=number if step.evidence else None
                )
        minutes = max(10, _between(standard.minutes // 2, standard.minutes * 3 // 2, record))
        return FinishTask(
            record=record, result="已按标准件办结 done by its standard", minutes=minutes
        )


def _between(low: int, high: int, seed: str) -> int:
    """A number that is the same at every run."""
    part = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32
    return int(low + (high - low) * part)
