"""A maturity model as a declaration: levels, dimensions, and what each level demands."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=64)]


class LevelName(Declaration):
    """What a level is called and how work looks there."""

    title: Title
    meaning: Title


class Demand(Declaration):
    """Something a level asks for, that is either so or not."""

    id: Id
    """Its name in the evidence."""
    level: Annotated[int, Field(ge=2, le=9)]
    """The level it is asked for; the first level asks for nothing."""
    statement: Title
    """What must be so, checkable by a record, a figure or a document."""
    origin: Literal["carried-over", "ours"]
    """Whether the published sources ask for it, or we do."""
    valid_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    """After so many days evidence no longer counts; none: as the model says."""


class Dimension(Declaration):
    """One side of an organisation."""

    id: Id
    title: Title
    demands: Annotated[tuple[Demand, ...], Field(min_length=1)]


class MaturityModel(Declaration):
    """Levels per dimension, each a set of demands; one dimension caps the whole.

    The level of a dimension is the highest whose demands, and those of every level below, are
    all met. The whole is the median of the other dimensions (the lower of two), never above the
    capping one.
    """

    id: Id
    version: str
    """Raise it whenever a demand changes."""
    title: Title
    source: str
    """Where levels and dimensions come from."""
    levels: Annotated[tuple[LevelName, ...], Field(min_length=2, max_length=9)]
    """From the first up."""
    capping: Id
    """The dimension the whole may not rise above: protection of rights."""
    valid_days: Annotated[int, Field(ge=1, le=3660)] = 400
    """After so many days evidence no longer counts."""
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _whole(self) -> MaturityModel:
        names = [dimension.id for dimension in self.dimensions]
        ids = [demand.id for demand in self.demands]
        for given in (names, ids):
            if twice := sorted({name for name in given if given.count(name) > 1}):
                raise ValueError(f"dimensions: {', '.join(twice)} is given twice")
        if self.capping not in names:
            raise ValueError(f"capping: {self.capping} is no dimension of the model")
        if high := [d.id for d in self.demands if d.level > len(self.levels)]:
            raise ValueError(f"dimensions: {', '.join(high)} asks for a level that is not declared")
        return self

    @property
    def demands(self) -> tuple[Demand, ...]:
        """Every demand of every dimension."""
        return tuple(demand for dimension in self.dimensions for demand in dimension.demands)
