"""Links: which records belong together when no single field is to say so."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field as Bounded

from anlan.detect.language.choice import Choice
from anlan.detect.language.condition import FieldName
from anlan.detect.language.duration import Duration
from anlan.standards.title import Title
from anlan.store.where import Block

Thing = Literal["place", "premises", "unit", "organisation", "asset", "observation"]
Matter = Literal["incident", "dispute", "event", "service-case", "task"]


class Within(Block):
    """The records within a distance and a time of the one that came in, itself included,
    whatever they are about. They are counted.

    A level stays silent within that distance of a record that raised it, for the cooldown.
    """

    metres: Annotated[int, Bounded(ge=1, le=20_000)]
    """The distance, in a straight line."""
    time: Duration | None = None
    """How far back from the clock; it stands for the window. Left out: a `window` of equal or
    calendar stretches says so."""
    about: FieldName
    """What the finding is about: a field of the record that came in that identifies an allowed
    subject."""


class Link(Choice):
    """What makes records belong together. Give exactly one."""

    WHAT: ClassVar[Title] = Title(zh="联系", en="link")
    KINDS: ClassVar[dict[str, Title]] = {
        "same": Title(zh="同一处所、辖区、单位等", en="the same premises, place, unit …"),
        "within": Title(zh="相距若干米、若干时间以内", en="so many metres and so much time apart"),
        "matter": Title(zh="同一纠纷、警情、任务等", en="the same dispute, incident, task …"),
    }

    same: Thing | None = None
    """They name the same thing; the compiler finds the field of the source that names it."""
    within: Within | None = None
    """They are close in space and time."""
    matter: Matter | None = None
    """They belong to the same matter; the compiler finds the field that names it."""
