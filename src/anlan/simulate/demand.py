"""What a city asks for: the declaration `demand.yaml`, read once.

The figures are data, so another city is another file of the same form.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field as Bounded, model_validator

from anlan.standards.declaration import read_declaration
from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

Share = Annotated[float, Bounded(ge=0, le=1)]
Positive = Annotated[float, Bounded(gt=0)]
Weights = dict[str, Positive]


class SpotKind(Declaration):
    """A kind of place: how many, where, and how unequal their call rates are."""

    title: Title
    per_1000: Positive
    centre: float
    tail: Positive


class UnitKind(Declaration):
    """A kind of unit; `clearing` is the minutes it needs after a call before the next."""

    title: Title
    per_1000: Positive
    prefix: str
    home: Literal["station", "road", "hospital", "fire"]
    clearing: int


class Reason(Declaration):
    """Why a call is no matter for anybody."""

    weight: Positive
    zh: str
    en: str


class Invalid(Declaration):
    """Invalid calls: their mean share of all calls and its swing over the year."""

    share: Share
    swing: Share
    day: str
    reasons: tuple[Reason, ...]


class Holidays(Declaration):
    """Month-days, and the first days of lunar years (ISO days)."""

    fixed: frozenset[str]
    lunar_new_year: tuple[str, ...]


class Category(Declaration):
    """One category of call; see the comments in `demand.yaml` for the units."""

    rate: Positive
    day: str
    week: str
    season: str
    holiday: Positive
    matter: str
    channels: str
    levels: Annotated[tuple[Share, ...], Bounded(min_length=4, max_length=4)]
    at: Weights
    summaries: Annotated[tuple[Title, ...], Bounded(min_length=1)]
    served_by: str | None = None
    minutes: Positive | None = None
    scope: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Category:
        if (self.served_by is None) == (self.scope is None):
            raise ValueError("either served_by or scope, and only one of them")
        if (self.served_by is None) != (self.minutes is None):
            raise ValueError("minutes go with served_by")
        return self


class Demand(Declaration):
    """Everything a city asks for, and who answers."""

    id: str
    version: str
    days: dict[str, Annotated[tuple[Positive, ...], Bounded(min_length=24, max_length=24)]]
    weeks: dict[str, Annotated[tuple[Positive, ...], Bounded(min_length=7, max_length=7)]]
    seasons: dict[str, Annotated[tuple[Positive, ...], Bounded(min_length=12, max_length=12)]]
    holidays: Holidays
    channels: dict[str, Weights]
    spots: dict[str, SpotKind]
    units: dict[str, UnitKind]
    speeds: dict[str, Positive]
    detour: Positive
    invalid: Invalid
    categories: dict[str, Category]

    @model_validator(mode="after")
    def _whole(self) -> Demand:
        tables = (self.days, self.weeks, self.seasons, self.channels, self.spots, self.units)
        declared = {name for table in tables for name in table}
        for name, category in self.categories.items():
            named = {category.day, category.week, category.season, category.channels}
            served = {category.served_by} if category.served_by is not None else set()
            if missing := (named | set(category.at) | served) - declared:
                raise ValueError(f"categories.{name}: not declared: {', '.join(sorted(missing))}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The categories, in the order that numbers them."""
        return tuple(self.categories)


@lru_cache(maxsize=1)
def demand() -> Demand:
    """The demand that ships with the simulator."""
    return read_declaration(Path(str(resources.files("anlan.simulate") / "demand.yaml")), Demand)
