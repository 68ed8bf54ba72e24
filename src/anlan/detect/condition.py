"""Conditions of a model: those of every declaration, and the time of day and week."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field as Bounded, model_validator

from anlan.store import where
from anlan.store.where import Block

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ClockTime = Annotated[str, Bounded(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Hours(Block):
    """A part of the day by the wall clock of the record's own zone; it may pass midnight."""

    from_: ClockTime = Bounded(alias="from")
    """First minute, written like "22:00"."""
    until: ClockTime
    """First minute that no longer counts, written like "06:00"."""

    @model_validator(mode="after")
    def _some(self) -> Hours:
        if self.from_ == self.until:
            raise ValueError(
                "`from` and `until` are the same minute; leave the block out for a whole day"
            )
        return self


class Condition(where.Condition):
    """One condition. Give exactly one question (with its field), time block or combination."""

    FIELDLESS: ClassVar[tuple[str, ...]] = (*where.Condition.FIELDLESS, "time_of_day", "weekday")

    time_of_day: Hours | None = None
    """The record's time falls in this part of the day."""
    weekday: Annotated[tuple[Day, ...], Bounded(min_length=1)] | None = None
    """The record's time falls on one of these days."""
