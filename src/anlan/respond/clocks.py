"""What the clock alone demands: reminders, lapsed findings, calls nobody acknowledged."""

from __future__ import annotations

from anlan.respond import calls, findings
from anlan.respond.call_commands import Reoffer
from anlan.respond.gathering import gather
from anlan.respond.rules import Rules
from anlan.respond.task_path import UNFINISHED
from anlan.respond.tasks import escalated
from anlan.standards.time import HOUR, Instant
from anlan.standards.title import Title
from anlan.store.query import Between, Both, Equals, IsNull, OneOf, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

_AT_ONCE = 500


class Clocks:
    """Looks at the time; each thing due happens once, however often it looks."""

    name = "clocks"

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def tick(self, now: Instant | None = None) -> int:
        """Do what is due; how many records changed, at most 500 of each sort at once."""
        now = self._store.clock() if now is None else now
        with self._store.writing(actor="respond", purpose="task-handling") as unit:
            done = self._remind(unit, now) + self._expire(unit, now)
        with self._store.writing(actor="respond", purpose="call-handling") as unit:
            return done + self._reoffer(unit, now)

    def _remind(self, unit: UnitOfWork, now: Instant) -> int:
        """Stages of escalation, one notice per task and stage (TASK05)."""
        done = 0
        for flow in self._rules.flows.values():
            for number, stage in enumerate(flow.escalation, start=1):
                waiting = Both(
                    Equals("flow", flow.id),
                    OneOf("status", tuple(s for s in stage.states if s in UNFINISHED)),
                    Between("opened_at", None, now - stage.after_hours * HOUR + 1),
                    Between("escalation", None, number),
                )
                query = Query("task", where=waiting, order=("opened_at", "id"), limit=_AT_ONCE)
                for task in unit.select(query):
                    told = Title(
                        zh=f"任务“{task['title_zh']}”已超过{stage.after_hours}小时：{stage.title.zh}",
                        en=f"task “{task['title_en']}” is {stage.after_hours} hours old: "
                        f"{stage.title.en}",
                    )
                    unit.append(*escalated(task, number, stage.recipient, told, now))
                    done += 1
        return done

    def _expire(self, unit: UnitOfWork, now: Instant) -> int:
        due = Both(Equals("status", "open"), Between("expires", None, now + 1))
        query = Query("finding", where=due, order=("expires", "id"), limit=_AT_ONCE)
        lapsed = unit.select(query)
        unit.append(*(findings.expired(finding, now=now) for finding in lapsed))
        return len(lapsed)

    def _reoffer(self, unit: UnitOfWork, now: Instant) -> int:
        """Not acknowledged in time (CALL12); after the last offer a person must go on."""
        profile = self._rules.profile
        due = Both(
            Equals("status", "dispatched"),
            Between("dispatched", None, now - profile.acknowledge_within + 1),
            Between("offers", None, profile.offers),
            IsNull("digest"),  # as somebody here left it, not as a file says it was
        )
        waiting = unit.select(Query("call", where=due, order=("dispatched", "id"), limit=_AT_ONCE))
        done = 0
        for call in waiting:
            command = Reoffer(record=call["id"])
            around = gather(unit, self._rules, call, command, actor="respond", machine=True)
            if around.unit is not None:
                unit.append(*calls.decide(call, command, now=now, around=around))
                done += 1
        return done
