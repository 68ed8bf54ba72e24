"""Trying a mapping on one row: what the examples of a pack run."""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import dataclass
from typing import Any

from anlan.ingest.chunk import Chunk
from anlan.ingest.mapping import Mapping
from anlan.ingest.plan import Plan
from anlan.standards.codes import Codes
from anlan.standards.kinds import Kinds


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the row: records as {kind, id, …fields}, or why it is quarantined."""

    records: tuple[dict[str, Any], ...]
    quarantine: dict[str, str | None] | None


def try_row(mapping: Mapping, row: Values[str, str | None], *, kinds: Kinds, codes: Codes) -> Tried:
    """Map one row, given by column name; columns left out are empty. Times are instants (µs)."""
    plan = Plan(mapping, kinds, codes)
    chunk = Chunk(tuple(row), [1], [tuple(row.values())])
    mapped = plan.run(plan.frame(chunk))
    if problem := mapped.problems.get(0):
        return Tried((), {"field": problem.field, "value": problem.value, "reason": problem.reason})
    return Tried(
        tuple(
            {"kind": records.kind, "id": intake.record, **intake.data}
            for records in mapped.records
            for intake in records.intakes
        ),
        None,
    )
