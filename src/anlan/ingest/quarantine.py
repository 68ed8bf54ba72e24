"""Quarantined rows: kept whole, with the reason, until somebody mends mapping or row.

A row's id is a digest of its content and of the mapping, so that loading a file twice does
not hold its bad rows twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import orjson

from anlan.ingest.chunk import Chunk, clip
from anlan.ingest.mapping import Mapping
from anlan.ingest.plan import Mapped, Problem
from anlan.ingest.readers.delimited import LONGEST_CELL
from anlan.standards.time import Instant
from anlan.store.facts import Fact

UNCUT = "(as read)"
"""Name under which a row that could not be cut into cells is kept."""

Reasons = Counter[tuple[str, str]]


def held(
    chunk: Chunk, mapped: Mapped, *, batch: str, file: str, mapping: Mapping, at: Instant | int
) -> tuple[list[Fact], Reasons]:
    """A fact for each row of a chunk that goes to quarantine, and their reasons counted."""
    rows: list[tuple[int, Problem, dict[str, str | None]]] = [
        (
            fault.row,
            Problem(0, "", clip(fault.text), fault.reason, fault.message),
            {UNCUT: fault.text},
        )
        for fault in chunk.faults
    ]
    rows += [
        (chunk.numbers[position], problem, chunk.raw(position, LONGEST_CELL))
        for position, problem in sorted(mapped.problems.items())
    ]
    common = {
        "batch": batch,
        "file": file,
        "target": mapping.kind,
        "mapping": mapping.id,
        "status": "open",
        "seen": at,
    }
    facts = [
        Fact(
            "quarantine.held",
            "quarantine",
            _identity(mapping, raw),
            1,
            Instant(at),
            {**common, "row": number, "raw": raw, **described(problem)},
        )
        for number, problem, raw in rows
    ]
    return facts, Counter((problem.reason, problem.field) for _, problem, _ in rows)


def described(problem: Problem) -> dict[str, Any]:
    """A problem as fields of a quarantined row."""
    return {
        "field": problem.field or None,
        "value": clip(problem.value) if problem.value is not None else None,
        "reason": problem.reason,
        "message": problem.message,
    }


def _identity(mapping: Mapping, raw: dict[str, str | None]) -> str:
    content = orjson.dumps([mapping.id, mapping.kind, raw], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(content, digest_size=16).hexdigest()
