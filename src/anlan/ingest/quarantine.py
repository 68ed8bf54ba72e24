"""Quarantined rows: kept whole, with the reason, until somebody mends mapping or row.

A row's id is a digest of its content and of the mapping, so that loading a file twice does
not hold its bad rows twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson

from anlan.ingest.chunk import clip
from anlan.ingest.mapping import Mapping
from anlan.ingest.part import Spoilt
from anlan.ingest.plan import Problem
from anlan.standards.time import Instant
from anlan.store.facts import Fact

Reasons = Counter[tuple[str, str]]


def held(
    spoilt: Sequence[Spoilt], *, batch: str, file: str, mapping: Mapping, at: Instant | int
) -> tuple[list[Fact], Reasons]:
    """A fact for each row that goes to quarantine, and their reasons counted."""
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
            _identity(mapping, one.raw),
            1,
            Instant(at),
            {**common, "row": one.row, "raw": one.raw, **described(one.problem)},
        )
        for one in spoilt
    ]
    return facts, Counter((one.problem.reason, one.problem.field) for one in spoilt)


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
