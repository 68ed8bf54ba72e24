"""The rules of one deployment, from its packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from anlan.respond.change import Row
from anlan.respond.flow import Flow, check_flows
from anlan.respond.profile import NATIONAL, RegionProfile
from anlan.respond.standards import TaskStandard, check_standard, same_field
from anlan.respond.tasks import Work
from anlan.respond.triage import Triage
from anlan.standards.codes import Codes
from anlan.standards.errors import NotFound
from anlan.standards.kinds import Kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Triage, limits, flows and task standards, the last two by id."""

    kinds: Kinds
    codes: Codes
    triage: Triage
    profile: RegionProfile = NATIONAL
    flows: Mapping[str, Flow] = field(default_factory=dict)
    standards: Mapping[str, TaskStandard] = field(default_factory=dict)

    def check(self) -> None:
        """The rules against what is declared: BadDeclaration, BadInput or NotFound if they name
        a code, kind, field, team or standard that is not there."""
        for rule in self.triage.rules:
            for table, used in (
                ("category", rule.categories),
                ("channel", rule.channels),
                ("route", (rule.route,)),
            ):
                for code in used:
                    self.codes[table].check(code)
        for zone in self.profile.arrive_minutes:
            self.codes["zone"].check(zone)
        for standard in self.standards.values():
            check_standard(standard, self.kinds, self.codes)
        check_flows(self.flows.values(), self.standards)

    def standard(self, id: str) -> TaskStandard:
        """The standard of that id; NotFound when there is none (TASK01)."""
        try:
            return self.standards[id]
        except KeyError:
            raise NotFound(
                "no such task standard; a task without one cannot be issued",
                value=id,
                way_out=f"use one of {', '.join(sorted(self.standards)) or '(none declared)'}",
            ) from None

    def work(self, task: Row) -> Work:
        """What a command on a task looks at."""
        standard = self.standard(task["standard"])
        field = same_field(standard, self.kinds, task.get("subject") or "")
        flow = self.flows.get(task.get("flow") or "")
        return Work(standard=standard, flow=flow, by_data=field is not None)
