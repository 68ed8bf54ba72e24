"""The flow a process should take: a declaration, or the path of calls and tasks themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field, model_validator

from anlan.evaluate.process.titles import TITLES
from anlan.respond.call_path import PATH
from anlan.respond.task_path import UNFINISHED
from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

BEGIN = ""
"""The state of a case before its first event."""
Activity = Annotated[str, Field(min_length=1, max_length=200)]


class Step(Declaration):
    """An activity of the flow, and what may follow it directly."""

    title: Title | None = None
    """What a reader calls it, where its name in the log is not enough."""
    then: tuple[Activity, ...] = ()
    """The activities that may come next."""


class ProcessFlow(Declaration):
    """Which moves are legal in a process, to hold an event log against."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
    """Its name, for good."""
    version: str
    """Raise it whenever the meaning changes."""
    title: Title
    """What a reader calls it."""
    owner: str
    """The post that answers for it."""
    basis: str
    """The rule it is taken from."""
    begins: Annotated[tuple[Activity, ...], Field(min_length=1)]
    """Activities a case may begin with."""
    ends: tuple[Activity, ...] = ()
    """Activities a case may end with; none named: any, for cases may still be open."""
    steps: Annotated[dict[Activity, Step], Field(min_length=1)]
    """Every activity of the flow, by its name in the log."""

    @model_validator(mode="after")
    def _whole(self) -> ProcessFlow:
        named = {*self.begins, *self.ends, *(n for step in self.steps.values() for n in step.then)}
        if unknown := sorted(named - set(self.steps)):
            raise ValueError(f"steps: {', '.join(unknown)} is named but not declared as a step")
        reached, new = set(self.begins), set(self.begins)
        while new := {n for at in new for n in self.steps[at].then} - reached:
            reached |= new
        if lost := sorted(set(self.steps) - reached):
            raise ValueError(f"steps: nothing leads to {', '.join(lost)}")
        return self


@dataclass(frozen=True, slots=True)
class LegalPath:
    """Legality as states: an activity is legal in some states and leads to another, or to none."""

    id: str
    title: Title
    legal_in: Mapping[str, frozenset[str]]
    leads_to: Mapping[str, str | None]
    ends: frozenset[str] = frozenset()
    """Activities to end with; empty: any."""
    titles: Mapping[str, Title] = field(default_factory=dict)


def path_of(flow: ProcessFlow) -> LegalPath:
    """A declared flow: the state of a case is its last activity."""
    legal: dict[str, set[str]] = {name: set() for name in flow.steps}
    for name, step in flow.steps.items():
        for then in step.then:
            legal[then].add(name)
    for name in flow.begins:
        legal[name].add(BEGIN)
    return LegalPath(
        flow.id,
        flow.title,
        {name: frozenset(states) for name, states in legal.items()},
        {name: name for name in flow.steps},
        frozenset(flow.ends),
        {name: step.title for name, step in flow.steps.items() if step.title},
    )


def call_path() -> LegalPath:
    """The path of a call, as the commands keep it."""
    legal: dict[str, frozenset[str]] = {}
    leads: dict[str, str | None] = {}
    for step in PATH.values():
        legal[step.fact] = legal.get(step.fact, frozenset()) | (
            frozenset(step.legal_in) or frozenset({BEGIN})
        )
        leads[step.fact] = step.to
    legal["call.level-lowered"] = legal["call.level-raised"]
    legal["call.feedback-returned"] = frozenset({"fed_back"})
    leads |= {"call.level-lowered": None, "call.feedback-returned": "handled"}
    return _built_in("call", Title(zh="警情办理流程", en="path of a call"), legal, leads)


def task_path() -> LegalPath:
    """The path of a task, as its commands and acceptance keep it."""
    unfinished = frozenset(UNFINISHED)
    rules: dict[str, tuple[frozenset[str], str | None]] = {
        "task.opened": (frozenset({BEGIN}), "open"),
        "task.accepted": (frozenset({"open"}), "accepted"),
        "task.started": (frozenset({"accepted", "reopened"}), "started"),
        "task.step-done": (frozenset({"started"}), None),
        "task.finished": (frozenset({"started"}), "done"),
        "task.verified": (frozenset({"done"}), "verified"),
        "task.reopened": (frozenset({"done", "verified"}), "reopened"),
        "task.cancelled": (unfinished, "cancelled"),
        "task.escalated": (unfinished, None),
    }
    legal = {name: states for name, (states, _) in rules.items()}
    leads = {name: to for name, (_, to) in rules.items()}
    return _built_in("task", Title(zh="任务闭环流程", en="path of a task"), legal, leads)


BUILT_IN = {"call": call_path, "task": task_path}
"""The flows Anlan itself keeps, by the kind of record they are for."""


def _built_in(
    id: str, title: Title, legal: dict[str, frozenset[str]], leads: dict[str, str | None]
) -> LegalPath:
    return LegalPath(id, title, legal, leads, titles={n: TITLES[n] for n in legal if n in TITLES})
