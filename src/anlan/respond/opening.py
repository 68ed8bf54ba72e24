"""A finding becomes work: by its flow as it is raised, or by a person."""

from __future__ import annotations

from typing import Any

from anlan.respond import findings
from anlan.respond.change import Row, folded
from anlan.respond.flow import Flow
from anlan.respond.following import next_facts
from anlan.respond.rules import Rules
from anlan.respond.standards import TaskStandard
from anlan.respond.task_path import UNFINISHED
from anlan.respond.tasks import cancelled, opened, reopened
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.facts import Fact
from anlan.store.query import Both, Equals, OneOf, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork


def task_of(finding: str) -> str:
    """The id of the task a finding opens; one finding never opens two."""
    return f"T-{finding.removeprefix('F-')}"


class OpenTasks:
    """Follower: every finding raised becomes the task its flow says, in one unit of work."""

    name = "open-tasks"

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def catch_up(self, limit: int = 500) -> int:
        """Handle the next facts about findings; how many, 0 when there is nothing new."""
        entries = next_facts(self._store, self.name, ("finding",), limit)
        if not entries:
            return 0
        now = self._store.clock()
        with self._store.writing(actor="respond", purpose="task-handling") as unit:
            for entry in entries:
                if entry.fact.version == 1:
                    self._open(unit, entry.fact.record, now)
            unit.follow(self.name, entries[-1].position)
        return len(entries)

    def _open(self, unit: UnitOfWork, record: str, now: Instant) -> None:
        finding = unit.get("finding", record)
        if finding is None or finding["status"] != "open":
            return
        if findings.lapsed(finding, now):
            unit.append(findings.expired(finding, now=now))
            return
        flow = self._rules.flows.get(finding.get("flow") or "")
        route = flow.route(finding) if flow else None
        if flow is None or route is None or flow.guards.by_hand:
            return
        standard = self._rules.standard(route.standard)
        if standard.in_force(now):
            by = f"flow {flow.id} {flow.version}"
            reason = f"{flow.title.zh} | {flow.title.en}"
            facts = open_task(unit, self._rules, finding, standard, flow, now, by=by, reason=reason)
            unit.append(*facts)


def open_task(
    unit: UnitOfWork,
    rules: Rules,
    finding: Row,
    standard: TaskStandard,
    flow: Flow | None,
    now: Instant,
    *,
    by: str,
    reason: str,
) -> list[Fact]:
    """The finding becomes a new task, or joins the unfinished one of its standard and key.

    Refused when the standard has expired.
    """
    standard.check_in_force(now)
    others = _unfinished(unit, finding)
    same = next((t for t in others if t["standard"] == standard.id), None)
    if same is not None and (flow is None or flow.guards.one_per_key):
        joins = findings.tasked(finding, same["id"], now=now, by=by, reason=reason)
        return [*_failed(rules, same, finding, now), joins]
    record = task_of(finding["id"])
    facts = [
        opened(record, {**finding, "finding": finding["id"]}, standard, flow, now),
        findings.tasked(finding, record, now=now, by=by, reason=reason),
    ]
    route = flow.route(finding) if flow else None
    if route is not None and route.standard == standard.id:
        for old in others:
            if old["standard"] in route.supersedes:
                facts += _failed(rules, old, finding, now)
                row = folded(old, facts[-1]) if facts[-1].record == old["id"] else old
                facts += _give_way(unit, row, record, standard, now)
    return facts


def _unfinished(unit: UnitOfWork, finding: Row) -> list[dict[str, Any]]:
    where = Both(
        Equals("key", finding["key"]),
        Equals("subject", finding["subject"]),
        OneOf("status", (*UNFINISHED, "done")),
    )
    return unit.select(Query("task", where=where, order=("opened_at", "id")))


def _failed(rules: Rules, task: Row, finding: Row, now: Instant) -> list[Fact]:
    """Work done before this finding was raised has not held: it reopens."""
    if task["status"] != "done" or finding["raised"] <= task["done_at"]:
        return []
    verdict = Title(
        zh=f"核验前又出现：{finding['because_zh']}",
        en=f"before verification it came up again: {finding['because_en']}",
    )
    spoiled_by = [finding["trigger"]] if finding.get("trigger") else []
    return [reopened(task, rules.work(task), verdict, now, spoiled_by=spoiled_by)]


def _give_way(
    unit: UnitOfWork, old: Row, task: str, standard: TaskStandard, now: Instant
) -> list[Fact]:
    """An earlier task ends for a heavier one, which answers for its findings from now on."""
    reason = f"由“{standard.title.zh}”接续 | continued by “{standard.title.en}” ({task})"
    mine = unit.select(Query("finding", where=Equals("task", old["id"])))
    moved = [findings.tasked(f, task, now=now, by="respond", reason=reason) for f in mine]
    return [cancelled(old, reason, now), *moved]
