"""Findings: open → tasked → verified; or dismissed by a named human; or expired."""

from __future__ import annotations

from typing import Any

from anlan.respond.change import Row, changed
from anlan.respond.task_commands import DismissFinding
from anlan.respond.task_path import FINDING_PATH, check_state
from anlan.standards.errors import Refused
from anlan.standards.time import Instant
from anlan.store.facts import Fact


def dismissed(
    finding: Row, command: DismissFinding, *, now: Instant, actor: str, machine: bool = False
) -> Fact:
    """排除. Refused to a machine: it suggests, a named human decides (PI04)."""
    check_state(FINDING_PATH, "finding", finding, command.name)
    if machine:
        raise Refused("a machine does not dismiss a finding", way_out="let a named person decide")
    return dropped(finding, now=now, by=actor, reason=command.reason)


def dropped(finding: Row, *, now: Instant, by: str, reason: str) -> Fact:
    """Its task was cancelled by a named human, and it with it."""
    data = {"status": "dismissed", **_decision(finding, now, by, reason)}
    return changed(finding, "finding", "finding.dismissed", now, data)


def tasked(finding: Row, task: str, *, now: Instant, by: str, reason: str) -> Fact:
    """It became a task, or belongs to one from now on."""
    data = {"status": "tasked", "task": task, **_decision(finding, now, by, reason)}
    return changed(finding, "finding", "finding.tasked", now, data)


def verified(finding: Row, *, now: Instant) -> Fact:
    """Its task held: verified closure."""
    return changed(finding, "finding", "finding.verified", now, {"status": "verified"})


def expired(finding: Row, *, now: Instant) -> Fact:
    """Nobody took it up in time."""
    return changed(finding, "finding", "finding.expired", now, {"status": "expired"})


def _decision(finding: Row, now: Instant, by: str, reason: str) -> dict[str, Any]:
    """Who decided last, and when somebody did for the first time: that is how long it waited."""
    first = finding.get("decided_at") or now
    return {"decided_at": first, "decided_by": by, "decision_reason": reason}


def lapsed(finding: Row, now: Instant) -> bool:
    """Whether an open finding has outlived its time."""
    expires = finding.get("expires")
    return finding.get("status") == "open" and expires is not None and expires <= now
