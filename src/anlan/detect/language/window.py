"""Windows: which stretch of time a model looks at, up to the clock."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import model_validator

from anlan.detect.language.choice import Choice
from anlan.detect.language.duration import Duration
from anlan.standards.time import zone_named
from anlan.standards.title import Title
from anlan.store.where import Block


class Calendar(Block):
    """The hour, day, week (from Monday) or month the clock is in, by the wall clock of a zone."""

    unit: Literal["hour", "day", "week", "month"]
    """How long a window is."""
    zone: str
    """The IANA zone whose clock begins a window."""

    @model_validator(mode="after")
    def _zone(self) -> Calendar:
        zone_named(self.zone)
        return self


class Tumbling(Block):
    """Stretches of equal length, one after the other, counted from 1970-01-01 UTC."""

    every: Duration
    """How long a window is."""


class Session(Block):
    """Records that follow each other closely: the run that reaches up to the clock."""

    gap: Duration
    """A pause this long or longer ends the run."""
    at_most: Duration
    """The run is cut to (clock − this, clock]."""


class Window(Choice):
    """Which stretch of time is looked at. Give exactly one."""

    WHAT: ClassVar[Title] = Title(zh="时间窗", en="window")
    KINDS: ClassVar[dict[str, Title]] = {
        "sliding": Title(
            zh="最近 30d，每条记录到来时重算", en="the last 30d, at every record anew"
        ),
        "tumbling": Title(zh="一段接一段的等长时间", en="equal stretches one after the other"),
        "calendar": Title(zh="所在的小时、日、周或月", en="the hour, day, week or month"),
        "session": Title(zh="没有长间断的一连串记录", en="a run of records without a long pause"),
    }

    sliding: Duration | None = None
    """(clock − length, clock]; the clock is the highest event time seen."""
    tumbling: Tumbling | None = None
    """The stretch the clock is in."""
    calendar: Calendar | None = None
    """The calendar hour, day, week or month the clock is in."""
    session: Session | None = None
    """The run of a key's records that reaches up to the clock."""
