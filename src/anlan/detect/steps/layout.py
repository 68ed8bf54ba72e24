"""The layout of rows: which attributes the models over one record kind look at.

Attributes are fields of the record (`category`), fields of joined reference records (by, kind
and field: `premises.premises.premises_kind`), and derived ones, whose names begin with `@`:
where a row is, its local minute of the week and day, and answers to questions that cannot be
asked of one value at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anlan.detect.compiler.derive import POINT, Derive
from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.row import Row
from anlan.standards.time import Instant

__all__ = ["POINT", "Layout", "layout"]


class Layout:
    """The attributes of the rows of one record kind, each with its place in `Row.values`."""

    def __init__(self, names: Iterable[str], derived: Mapping[str, Derive]) -> None:
        self.fields = tuple(sorted(set(names)))
        """Fields of the record and of joined records, which come first in the values."""
        self.derived = dict(sorted(derived.items()))
        """Derived attributes and how they follow from the fields."""
        self.names = (*self.fields, *self.derived)
        self.slot = {name: number for number, name in enumerate(self.names)}
        self.numbered: dict[str, Any] | None = None
        """How values are numbered, by attribute, where several runners do it together; None: each
        does it for itself."""

    def values(self, fields: Mapping[str, Any], at: Instant, zone: str) -> tuple[Any, ...]:
        """The values of a row whose fields are known."""
        return (
            *map(fields.get, self.fields),
            *(derive(fields, at, zone) for derive in self.derived.values()),
        )

    def named(self, row: Row) -> dict[str, Any]:
        """A row's values by the names of the attributes."""
        return dict(zip(self.names, row.values, strict=True))

    def value(self, row: Row, name: str) -> Any:
        """One value of a row."""
        return row.values[self.slot[name]]


def layout(plans: Iterable[Plan]) -> Layout:
    """The attributes that some plans over one record kind look at or report."""
    names, derived = set[str](), dict[str, Derive]()
    for plan in plans:
        names |= plan.fields
        derived |= plan.derived
    return Layout(names, derived)
