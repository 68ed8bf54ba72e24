"""Joins: what is known about a record's subject from another record kind."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Bounded

from anlan.standards.kinds import Name
from anlan.store.where import Block


class Join(Block):
    """A reference record as it stood at the event's time.

    Of the facts about it that the journal held when the event was recorded, those count whose
    time is not after the event's. Where there is none, its fields are empty. A later correction
    of the reference does not change what was found.
    """

    kind: Name
    """The record kind that is looked up, by record id."""
    by: Name
    """The field of the source that holds that id."""
    alias: Name = Bounded(alias="as")
    """The name its fields go under: `alias.field`."""
    fields: Annotated[tuple[Name, ...], Bounded(min_length=1, max_length=16)]
    """The fields that are taken."""
