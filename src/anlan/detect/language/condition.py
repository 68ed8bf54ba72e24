"""Conditions of a model: those of every declaration, and time and place."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field as Bounded, model_validator

from anlan.detect.language.duration import Duration
from anlan.standards.errors import Unfit
from anlan.standards.title import Title
from anlan.store import where
from anlan.store.where import Block

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUESTIONS = ("equals", "one_of", "under", "between", "is_null", "contains")
"""What is asked of a field."""
ClockTime = Annotated[str, Bounded(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
FieldName = Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47})?$")]
"""A field of the source, or `alias.field` of a joined record."""


class Hours(Block):
    """A part of the day by the wall clock of the record's own zone; it may pass midnight."""

    from_: ClockTime = Bounded(alias="from")
    """First minute, written like "22:00"."""
    until: ClockTime
    """First minute that no longer counts, written like "06:00"."""

    @model_validator(mode="after")
    def _some(self) -> Hours:
        if self.from_ == self.until:
            raise Unfit(
                Title(
                    zh="`from` 和 `until` 是同一分钟；若指全天，去掉这一块",
                    en="`from` and `until` are the same minute; leave the block out for a whole day",
                )
            )
        return self


class Elapsed(Block):
    """More time passed between two times of the record; no while one of them is missing."""

    from_: FieldName = Bounded(alias="from")
    """The time field it is counted from."""
    to: FieldName
    """The time field it is counted to."""
    longer_than: Duration
    """The condition holds from the first microsecond above this."""


class Circle(Block):
    """A circle on the map; a record without coordinates lies in none."""

    longitude: Annotated[float, Bounded(ge=-180, le=180)]
    """Of the middle, WGS 84 degrees."""
    latitude: Annotated[float, Bounded(ge=-90, le=90)]
    """Of the middle, WGS 84 degrees."""
    metres: Annotated[int, Bounded(ge=1, le=200_000)]
    """The distance from the middle, in a straight line, that still counts."""


class Condition(where.Condition):
    """One condition. Give exactly one question (with its field), time or place block, or
    combination."""

    model_config = ConfigDict(
        json_schema_extra={
            "minProperties": 1,
            "maxProperties": 2,
            "dependentRequired": {name: ["field"] for name in QUESTIONS},
            "dependentSchemas": {"field": {"minProperties": 2}},
        }
    )

    FIELDLESS: ClassVar[tuple[str, ...]] = (
        *where.Condition.FIELDLESS, "time_of_day", "weekday", "dates", "elapsed", "within",
    )  # fmt: skip

    field: FieldName | None = None
    """The field asked, `alias.field` for one of a joined record; goes with a question."""
    time_of_day: Hours | None = None
    """The record's time falls in this part of the day."""
    weekday: Annotated[tuple[Day, ...], Bounded(min_length=1)] | None = None
    """The record's time falls on one of these days."""
    dates: Annotated[tuple[date, ...], Bounded(min_length=1)] | None = None
    """The record's time falls on one of these dates, by the wall clock of its own zone."""
    elapsed: Elapsed | None = None
    """So much time passed between two times of the record."""
    within: Circle | None = None
    """The record lies in this circle."""
