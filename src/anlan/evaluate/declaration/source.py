"""Where a measure comes from: a typed query over one record kind, or a column of a table.

source:
  kind: call
  time: received                                # which month a record belongs to
  statistic: share
  among: {field: valid, equals: true}           # the denominator
  of: {field: repeats, between: {low: 3}}       # the numerator, within the denominator
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Discriminator, Field as Bounded, Tag, model_validator

from anlan.evaluate.declaration.conditions import Condition, fields_of
from anlan.standards.kinds import Declaration, Name


class Statistic(StrEnum):
    """What is computed of the records of one area and month.

    share: per cent of the denominator that is in the numerator · rate: numerator per so many
    of the population · count · mean of a field · median minutes between two times
    """

    SHARE = "share"
    RATE = "rate"
    COUNT = "count"
    MEAN = "mean"
    MEDIAN_MINUTES = "median_minutes"


class Source(Declaration):
    """A query over one kind; `among` chooses the denominator, `of` the numerator within it."""

    kind: Name
    time: Name
    statistic: Statistic
    among: Condition | None = None
    of: Condition | None = None
    per: Annotated[str, Bounded(pattern=r"^[1-9][0-9]{0,8} (population|households)$")] | None = None
    """For a rate: `10000 population` or `10000 households`, of the area in one month."""
    field: Name | None = None
    """For a mean: the field. For median minutes: the later time."""
    since: Name | None = None
    """For median minutes: the earlier time."""

    @model_validator(mode="after")
    def _whole(self) -> Source:
        needs = _NEEDS[self.statistic]
        given = {name for name in ("of", "per", "field", "since") if getattr(self, name)}
        if given != needs:
            wanted = ", ".join(sorted(needs)) or "none"
            raise ValueError(f"a {self.statistic} takes, of `of, per, field, since`: {wanted}")
        return self

    @property
    def rate_base(self) -> tuple[int, str]:
        """How many of what a rate is stated for, such as (10000, "population")."""
        number, of = (self.per or "1 population").split()
        return int(number), of

    def fields(self) -> Iterator[str]:
        """Every column the query looks at."""
        yield self.time
        yield from (name for name in (self.field, self.since) if name)
        yield from fields_of(self.among)
        yield from fields_of(self.of)


_NEEDS: dict[Statistic, set[str]] = {
    Statistic.SHARE: {"of"},
    Statistic.RATE: {"of", "per"},
    Statistic.COUNT: {"of"},
    Statistic.MEAN: {"field"},
    Statistic.MEDIAN_MINUTES: {"field", "since"},
}


class Column(Declaration):
    """A column of a table; with `of` the share of another column in per cent."""

    column: Annotated[str, Bounded(min_length=1)]
    of: str | None = None
    """The column that counts what the share is of: gives the value a Wilson interval, and no score
    below 5."""
    error: str | None = None
    """The column of the standard error, such as a survey states it."""

    @model_validator(mode="after")
    def _whole(self) -> Column:
        if self.of is not None and self.error is not None:
            raise ValueError("a share has its error from its counts: leave `error` out")
        return self


def _form(given: Any) -> str:
    columnar = isinstance(given, Column) or (isinstance(given, dict) and "column" in given)
    return "[column]" if columnar else "[query]"


Origin = Annotated[
    Annotated[Column, Tag("[column]")] | Annotated[Source, Tag("[query]")], Discriminator(_form)
]
"""Either form of `source`."""

Days = Annotated[int, Bounded(ge=1, le=3660)]


class Earlier(Declaration):
    """How many records of the kind agree in `same` in the days up to and with this one."""

    same: Annotated[tuple[Name, ...], Bounded(min_length=1)]
    time: Name
    within_days: Days
    of: Condition | None = None


class Later(Declaration):
    """How many records of another kind name this one within days after one of its times."""

    kind: Name
    by: Name
    """The field of the other kind that holds this record's id."""
    time: Name
    after: Name
    within_days: Days


class Derived(Declaration):
    """A column made from others: exactly one of three ways."""

    first_of: tuple[Name, ...] | None = None
    """The first of these fields that is known."""
    earlier: Earlier | None = None
    later: Later | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Derived:
        if len(self.model_fields_set) != 1:
            raise ValueError("say exactly one of first_of, earlier, later")
        return self

    @property
    def reach(self) -> int:
        """Days over which one record changes the column of another."""
        window = self.earlier or self.later
        return window.within_days if window else 0

    def fields(self) -> Iterator[str]:
        """The columns of its own kind it looks at."""
        yield from self.first_of or ()
        if self.earlier is not None:
            yield from (*self.earlier.same, self.earlier.time, *fields_of(self.earlier.of))
        if self.later is not None:
            yield self.later.after
