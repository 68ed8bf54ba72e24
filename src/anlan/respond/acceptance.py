"""Acceptance: whether finished work held, asked of the data.

A task is done; if no further matching record comes at the same key for N days it is
verified, and so are its findings. A matching record in that time reopens it **at once**, as
soon as it is in the journal; there is nothing to wait for. A record that comes in late, when
the task is verified already, but happened within the N days, reopens it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from anlan.respond import findings
from anlan.respond.change import Row
from anlan.respond.flow import FollowUp
from anlan.respond.following import next_facts
from anlan.respond.matching import readable
from anlan.respond.rules import Rules
from anlan.respond.standards import NoFurther, same_field
from anlan.respond.tasks import Work, opened, reopened, verified
from anlan.standards.time import DAY, Instant
from anlan.standards.title import Title
from anlan.store.facts import Recorded
from anlan.store.query import Between, Both, Equals, IsNull, Not, OneOf, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork
from anlan.store.where import as_query

_CHUNK = 500
_ACCEPTING = Both(OneOf("status", ("done", "verified")), Not(IsNull("verify_at")))
_SHOWN = 20
"""Ids of spoiling records kept on the task."""


class Acceptance:
    """Follower and clock: verifies finished work, or reopens it with the records that say why."""

    name = "acceptance"

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules
        standards = rules.standards.values()
        accepted = [s.acceptance.no_further for s in standards if s.acceptance.no_further]
        self._kinds = tuple(sorted({rule.kind for rule in accepted}))
        self._named = {rule.same for rule in accepted}

    def catch_up(self, limit: int = 5_000) -> int:
        """Reopen what the next records spoil; how many facts were handled, 0: nothing new."""
        if not self._kinds:
            return 0
        entries = next_facts(self._store, self.name, self._kinds, limit)
        if not entries:
            return 0
        now = self._store.clock()
        with self._store.writing(actor="respond", purpose="task-handling") as unit:
            for task in self._touched(unit, entries):
                self._judge(unit, task, now)
            unit.follow(self.name, entries[-1].position)
        return len(entries)

    def tick(self, now: Instant | None = None) -> int:
        """Judge finished work whose time of verification has come; how many tasks changed."""
        now = self._store.clock() if now is None else now
        due = Both(Equals("status", "done"), Between("verify_at", None, now + 1))
        query = Query("task", where=due, order=("verify_at", "id"), limit=_CHUNK)
        with self._store.writing(actor="respond", purpose="task-handling") as unit:
            return sum(self._judge(unit, task, now) for task in unit.select(query))

    def _touched(self, unit: UnitOfWork, entries: Iterable[Recorded]) -> list[dict[str, Any]]:
        """Tasks in or past their acceptance whose key a changed record carries."""
        if not unit.select(Query("task", ("id",), where=_ACCEPTING, limit=1)):
            return []  # while history is loaded nothing is done yet; what its records say is not asked
        records: dict[str, list[str]] = {}
        for entry in entries:
            records.setdefault(entry.fact.kind, []).append(entry.fact.record)
        touched: dict[str, dict[str, Any]] = {}
        for kind, ids in records.items():
            rows = self._keys(unit, kind, ids)
            times = [row[self._rules.kinds[kind].time] for row in rows]
            earliest = min((time for time in times if time is not None), default=None)
            carried = {(name, value) for row in rows for name, value in row.items()}
            for task in self._candidates(unit, earliest):
                if (self._field(task, kind), task["key"]) in carried:
                    touched[task["id"]] = task
        return [touched[id] for id in sorted(touched)]

    def _keys(self, unit: UnitOfWork, kind: str, ids: list[str]) -> list[dict[str, Any]]:
        declared = self._rules.kinds[kind]
        keys = {name for name, field in declared.fields.items() if field.key_of is not None}
        keys |= self._named & set(declared.fields)
        fields = (declared.time, *sorted(keys))
        unique = list(dict.fromkeys(ids))
        return [
            row
            for start in range(0, len(unique), _CHUNK)
            for row in unit.select(
                Query(kind, fields, where=OneOf("id", tuple(unique[start : start + _CHUNK])))
            )
        ]

    def _candidates(self, unit: UnitOfWork, earliest: int | None) -> list[dict[str, Any]]:
        where = Both(_ACCEPTING, Between("verify_at", earliest, None))
        return unit.select(Query("task", where=where))

    def _field(self, task: Row, kind: str) -> str | None:
        standard = self._rules.standards.get(task["standard"])
        rule = standard.acceptance.no_further if standard else None
        if standard is None or rule is None or rule.kind != kind:
            return None
        return same_field(standard, self._rules.kinds, task["subject"])

    def _judge(self, unit: UnitOfWork, task: Row, now: Instant) -> bool:
        """Reopen, verify, or leave a task; whether it changed."""
        standard = self._rules.standards.get(task["standard"])
        rule = standard.acceptance.no_further if standard else None
        field = self._field(task, rule.kind) if rule else None
        if rule is None or field is None:
            return False
        spoiled_by = self._spoilers(unit, task, rule, field, now)
        work = self._rules.work(task)
        if len(spoiled_by) > rule.at_most:
            self._reopen(unit, task, work, rule, spoiled_by, now)
        elif task["status"] == "done" and now >= task["verify_at"]:
            self._verify(unit, task, work, self._verdict(rule, spoiled_by), now)
        else:
            return False
        return True

    def _spoilers(
        self, unit: UnitOfWork, task: Row, rule: NoFurther, field: str, now: Instant
    ) -> list[str]:
        """Ids of matching records after the work was done, up to its time of verification."""
        kind = self._rules.kinds[rule.kind]
        time = kind.time
        wanted = (
            () if rule.where is None else (as_query(rule.where, readable(kind), self._rules.codes),)
        )
        end = min(now, task["verify_at"])
        where = Both(
            Equals(field, task["key"]),
            Between(time, task["done_at"] + 1, end + 1),
            *wanted,
        )
        query = Query(rule.kind, (time,), where=where, order=(time, "id"), limit=_SHOWN)
        return [row["id"] for row in unit.select(query)]

    def _reopen(
        self,
        unit: UnitOfWork,
        task: Row,
        work: Work,
        rule: NoFurther,
        spoiled_by: list[str],
        now: Instant,
    ) -> None:
        verdict = self._verdict(rule, spoiled_by)
        unit.append(reopened(task, work, verdict, now, spoiled_by=spoiled_by))
        for finding in unit.select(Query("finding", where=Equals("task", task["id"]))):
            if finding["status"] == "verified":
                reason = f"{verdict.zh} | {verdict.en}"
                fact = findings.tasked(finding, task["id"], now=now, by="respond", reason=reason)
                unit.append(fact)

    def _verdict(self, rule: NoFurther, came: list[str]) -> Title:
        """How many records of what kind came within how many days, and what follows from it."""
        kind, held = self._rules.kinds[rule.kind].title, len(came) <= rule.at_most
        shown = ", ".join(came[:3]) + (" …" if len(came) > 3 else "")
        if len(came) < _SHOWN:
            zh, en = f"{len(came)}起", str(len(came))
        else:
            zh, en = f"{_SHOWN}起以上", f"{_SHOWN} or more"
        return Title(
            zh=f"完成后{rule.days}天内同一对象同类{kind.zh}{zh}{f'（{shown}）' if came else ''}，"
            f"允许{rule.at_most}起，{'核验通过' if held else '核验未通过，重开'}",
            en=f"{en} further ({kind.en}) within {rule.days} days of the work"
            f"{f': {shown}' if came else ''}; {rule.at_most} allowed; "
            f"{'verified' if held else 'reopened'}",
        )

    def _verify(
        self, unit: UnitOfWork, task: Row, work: Work, verdict: Title, now: Instant
    ) -> None:
        unit.append(verified(task, verdict, now))
        for finding in findings_of(unit, task["id"]):
            unit.append(findings.verified(finding, now=now))
        if work.flow and work.flow.follow_up:
            self._follow_up(unit, task, work, work.flow.follow_up, now)

    def _follow_up(
        self, unit: UnitOfWork, task: Row, work: Work, rule: FollowUp, now: Instant
    ) -> None:
        """Visits after closure (DSP08). A task verified a second time has them already."""
        standard = self._rules.standard(rule.standard)
        about = {
            k: task.get(k) for k in ("subject", "key", "place", "level", "area", "model", "tz")
        }
        about |= {k: task.get(k) for k in ("longitude", "latitude")}
        unit.append_new(
            opened(
                f"{task['id']}-follow-up-{days}",
                {**about, "due_at": now + days * DAY},
                standard,
                work.flow,
                now,
            )
            for days in rule.days
        )


def findings_of(unit: UnitOfWork, task: str) -> list[dict[str, Any]]:
    """The findings a task still has to answer for."""
    where = Both(Equals("task", task), Equals("status", "tasked"))
    return unit.select(Query("finding", where=where, order=("raised", "id")))
