"""Flow (闭环): which findings become which work, how fast, who is reminded, what reopens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, model_validator

from anlan.respond.change import Row
from anlan.respond.standards import Hours, Id, TaskStandard
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

Level = Annotated[int, Field(ge=1, le=9)]


class Route(Declaration):
    """The first route whose conditions all hold takes the finding."""

    standard: Id
    """The task standard it opens."""
    models: tuple[str, ...] = ()
    """Ids of models; none named: any."""
    subjects: tuple[str, ...] = ()
    """What the finding is about; none named: anything."""
    count_from: Annotated[int, Field(ge=1)] = 1
    """The finding counts at least so many."""
    levels: tuple[Level, ...] = ()
    """Levels of findings; none named: any."""
    supersedes: tuple[Id, ...] = ()
    """Standards whose unfinished tasks on the same key give way to this one."""

    def takes(self, finding: Row) -> bool:
        """Whether it takes a finding."""
        return (
            (not self.models or finding.get("model") in self.models)
            and (not self.subjects or finding.get("subject") in self.subjects)
            and (finding.get("count") or 1) >= self.count_from
            and (not self.levels or finding.get("level") in self.levels)
        )


class Guards(Declaration):
    """What keeps a finding from becoming a task by itself."""

    by_hand: bool = False
    """Wait for a person."""
    one_per_key: bool = True
    """An unfinished task of the same standard on the same key takes the finding up."""


class Stage(Declaration):
    """A reminder when a task is still in one of the states so long after it was opened."""

    after_hours: Hours
    """Hours since the task was opened."""
    recipient: str
    """The post that is told."""
    title: Title
    """What it is told."""
    states: tuple[str, ...] = ("open", "accepted", "started", "reopened")
    """Only while the task is in one of these."""


class Reopening(Declaration):
    """What a task that failed its acceptance gets."""

    raise_level: bool = True
    """It becomes one level more urgent."""
    limit_hours: Hours | None = None
    """Hours from the reopening; none: those of its level."""


class FollowUp(Declaration):
    """Visits after verified closure: a task of a standard, due so many days later (DSP08)."""

    standard: Id
    """The standard of the visit."""
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=366)], ...], Field(min_length=1)]
    """Days after verification, one visit each."""


class Flow(Declaration):
    """Findings to work, work to verified closure."""

    id: Id
    """Its name, for good."""
    version: str
    """Raise it whenever the meaning changes."""
    title: Title
    """What a reader calls it."""
    owner: str
    """The post that answers for it."""
    legal_basis: str
    """The rule that allows it."""
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    """Which findings become which work; the first that fits."""
    guards: Guards = Guards()
    """What keeps a finding from becoming a task by itself."""
    limits: dict[Annotated[str, Field(pattern="^[1-9]$")], Hours] = {}
    """Level → hours; a level not named takes the standard's own."""
    escalation: tuple[Stage, ...] = ()
    """Reminders, each later than the one before."""
    reopening: Reopening = Reopening()
    """What a task that failed gets."""
    follow_up: FollowUp | None = None
    """Visits after verified closure."""

    @model_validator(mode="after")
    def _whole(self) -> Flow:
        hours = [stage.after_hours for stage in self.escalation]
        if hours != sorted(set(hours)):
            raise ValueError("escalation: each stage comes later than the one before")
        return self

    def route(self, finding: Row) -> Route | None:
        """The route that takes a finding."""
        return next((route for route in self.routes if route.takes(finding)), None)

    def hours(self, level: int | None) -> int | None:
        """The limit of a level, where this flow sets one."""
        return self.limits.get(str(level))

    @property
    def standards(self) -> frozenset[str]:
        """Every standard it names."""
        named = {route.standard for route in self.routes}
        named |= {old for route in self.routes for old in route.supersedes}
        return frozenset(named | ({self.follow_up.standard} if self.follow_up else set()))


def check_flows(flows: Iterable[Flow], standards: Mapping[str, TaskStandard]) -> None:
    """BadDeclaration when a flow names a standard that is not there."""
    for flow in flows:
        for name in sorted(flow.standards - set(standards)):
            raise BadDeclaration(
                "no such task standard",
                place=f"flow {flow.id}",
                value=name,
                way_out=f"use one of {', '.join(sorted(standards)) or '(none declared)'}",
            )
