"""Evidence for a maturity model: statements with a source and a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from anlan.standards.kinds import Declaration

State = Literal["met", "partly", "not", "unknown"]
Day = Annotated[date, Field(strict=False)]


class Source(Declaration):
    """Where a statement can be checked: exactly one of the three."""

    measure: str | None = None
    """Id of a measure of an index, with what it showed as `value`."""
    query: str | None = None
    """A query over records, with what it counted as `value`."""
    document: str | None = None
    """Number or link of a document."""
    value: float | None = None

    @model_validator(mode="after")
    def _one(self) -> Source:
        if sum(x is not None for x in (self.measure, self.query, self.document)) != 1:
            raise ValueError("name exactly one of measure, query, document")
        if self.document is None and self.value is None:
            raise ValueError("value: say what the measure showed or the query counted")
        return self


class Item(Declaration):
    """What is known about one demand."""

    demand: str
    state: State
    statement: str
    """What was found, in a sentence."""
    source: Source | None = None
    """Only what is unknown may go without."""
    date: Day
    """When it was so."""

    @model_validator(mode="after")
    def _sourced(self) -> Item:
        if self.state != "unknown" and self.source is None:
            raise ValueError(f"source: `{self.state}` needs one; without a source it is `unknown`")
        return self


class Evidence(Declaration):
    """What an organisation can show for a model on a day."""

    model: str
    """Id of the model."""
    version: str
    """Of the model."""
    organisation: str
    """Who is looked at: an organisation, never a person."""
    as_of: Day
    """The day of the assessment."""
    items: tuple[Item, ...] = ()
