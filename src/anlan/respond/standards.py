"""Task standard (标准件): what a piece of work is, and when it counts as done well.

A task without one cannot be issued (TASK01). It works on places, premises, hazards,
disputes, events, services, publicity, facilities and volunteers; work that checks or
controls a person is not in the list and cannot be declared (TASK06).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from anlan.respond.matching import is_field, key_field, readable
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration, Refused
from anlan.standards.kinds import Declaration, Kinds
from anlan.standards.time import HOUR, Instant, moment
from anlan.standards.title import Title
from anlan.store.where import Condition, as_query

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Hours = Annotated[int, Field(ge=1, le=8784)]


class WorkKind(StrEnum):
    """What work may be about (TASK06)."""

    PLACE = "place"
    PREMISES = "premises"
    HAZARD = "hazard"
    DISPUTE = "dispute"
    EVENT = "event"
    SERVICE = "service"
    PUBLICITY = "publicity"
    FACILITY = "facility"
    VOLUNTEER = "volunteer"


class StepDef(Declaration):
    """A step of the work; `evidence` says what must be shown for it."""

    id: Id
    """Its name within the standard."""
    title: Title
    """What is done."""
    evidence: Title | None = None
    """What must be shown for it; left out: nothing."""


class NoFurther(Declaration):
    """Accepted when no further matching record comes at the same key for some days.

    Where a place cannot fall silent altogether, `at_most` says how many are let pass.
    """

    kind: str
    """The record kind that is looked at."""
    where: Condition | None = None
    """Which of its records count; left out: all."""
    same: str = "key"
    """The field of the kind that equals the task's key; `key`: the field for its subject."""
    days: Annotated[int, Field(ge=1, le=366)]
    """Days after the work was done."""
    at_most: Annotated[int, Field(ge=0, le=10)] = 0
    """So many are let pass; the next one reopens the task."""


class Acceptance(Declaration):
    """How the work is verified: by the data, by a named person, or by its own evidence."""

    no_further: NoFurther | None = None
    """By the data."""
    manual: bool = False
    """By a named person."""
    evidence: bool = False
    """By its own steps and evidence, as soon as it is finished."""

    @model_validator(mode="after")
    def _whole(self) -> Acceptance:
        if (self.no_further is not None) + self.manual + self.evidence != 1:
            raise ValueError("give exactly one of no_further, manual: true, evidence: true")
        return self


class Checks(Declaration):
    """What can be counted, followed and judged; at least one of each (TASK03)."""

    quantity: Annotated[tuple[Title, ...], Field(min_length=1)]
    """What can be counted (可量化)."""
    process: Annotated[tuple[Title, ...], Field(min_length=1)]
    """What can be followed while it is done (过程可控制)."""
    effect: Annotated[tuple[Title, ...], Field(min_length=1)]
    """What can be judged afterwards (成效可评价)."""


class TaskStandard(Declaration):
    """One standard work item (TASK02)."""

    id: Id
    """Its name, for good."""
    version: str
    """Raise it whenever the meaning changes."""
    title: Title
    """What a reader calls it."""
    class_: Annotated[str, Field(alias="class", min_length=1)]
    """Class of the catalogue it is counted in (TASK04)."""
    kind: WorkKind
    """What the work is about."""
    trigger: Title
    """When it is called for."""
    team: str
    """Code of the team in charge (TASK09)."""
    steps: Annotated[tuple[StepDef, ...], Field(min_length=1)]
    """What is done, in order; at least one step asks for evidence."""
    limit_hours: Hours
    """Hours from opening; a flow may set others for a level."""
    acceptance: Acceptance
    """How one knows that it held."""
    checks: Checks
    """Its measures."""
    legal_basis: Annotated[str, Field(min_length=4)]
    """The rule that allows or asks for it."""
    expires: Day
    """The first day on which it is no longer issued."""
    minutes: Annotated[int, Field(ge=1, le=10_000)]
    """Minutes one such task costs a station (TASK07)."""
    per_year: Annotated[int, Field(ge=1)]
    """How many a year are expected at one station."""
    replaces: str | None = None
    """The item it replaces."""
    new_because: Title | None = None
    """Or why one more item is worth its minutes."""

    @model_validator(mode="after")
    def _whole(self) -> TaskStandard:
        if double := [i for i, n in Counter(s.id for s in self.steps).items() if n > 1]:
            raise ValueError(f"steps: the id `{double[0]}` is used twice")
        if all(step.evidence is None for step in self.steps):
            raise ValueError("steps: at least one step asks for evidence (TASK02)")
        if (self.replaces is None) == (self.new_because is None):
            raise ValueError("name the item it replaces, or new_because (TASK07): one of the two")
        return self

    def step(self, id: str) -> StepDef | None:
        """The step of that id."""
        return next((step for step in self.steps if step.id == id), None)

    def in_force(self, now: Instant) -> bool:
        """Whether it may still be issued."""
        return moment(now).date().isoformat() < self.expires

    def check_in_force(self, now: Instant) -> None:
        """Refused when it may no longer be issued."""
        if not self.in_force(now):
            raise Refused(
                f"standard {self.id} expired on {self.expires}",
                way_out="renew the standard, or use another one",
            )

    def due(self, now: Instant, hours: int | None = None) -> Instant:
        """When a task opened now is due; a flow may set other hours for a level."""
        return Instant(now + (hours or self.limit_hours) * HOUR)

    @property
    def yearly_minutes(self) -> int:
        """Minutes a year it costs one station (TASK07)."""
        return self.minutes * self.per_year


def check_standard(standard: TaskStandard, kinds: Kinds, codes: Codes) -> None:
    """BadDeclaration when it names a team, kind, field or value that is not there."""
    place = f"standard {standard.id}"
    if standard.team not in (known := sorted(codes["team"].codes)):
        raise BadDeclaration(
            "no such team", place=place, value=standard.team, way_out=f"use {', '.join(known)}"
        )
    rule = standard.acceptance.no_further
    if rule is None:
        return
    kind = kinds[rule.kind]
    if rule.where is not None:
        as_query(rule.where, readable(kind), codes, f"{place}: where")
    if rule.same != "key" and not is_field(kind, rule.same):
        raise BadDeclaration(
            f"acceptance.no_further.same: not a field of {kind.id}",
            place=place,
            value=rule.same,
            way_out="name a field that identifies the place, premises or dispute, or `key`",
        )


def same_field(standard: TaskStandard, kinds: Kinds, subject: str) -> str | None:
    """The field of the accepted kind that must equal a task's key; None when it has none."""
    rule = standard.acceptance.no_further
    if rule is None:
        return None
    if rule.same != "key":
        return rule.same
    return "id" if rule.kind == subject else key_field(kinds[rule.kind], subject)


def count_by_class(standards: Iterable[TaskStandard]) -> dict[str, int]:
    """How many items each class of the catalogue holds (TASK04)."""
    return dict(sorted(Counter(s.class_ for s in standards).items()))


def overlaps(standards: Iterable[TaskStandard]) -> list[tuple[str, str]]:
    """Pairs that ask one team for the same kind of work on the same trigger (TASK04)."""
    seen: dict[tuple[str, str, str], str] = {}
    pairs = []
    for item in sorted(standards, key=lambda s: s.id):
        same = (item.kind.value, item.team, item.trigger.zh)
        if same in seen:
            pairs.append((seen[same], item.id))
        seen.setdefault(same, item.id)
    return pairs
