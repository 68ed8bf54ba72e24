"""What only a deployment knows: its models, who read what, and what was erased."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from anlan.govern.grants import Grant
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.query import Between, Query
from anlan.store.store import Store


@dataclass(frozen=True, slots=True)
class System:
    """A model that runs."""

    id: str
    version: str
    title: Title
    findings: int
    """Raised in the period."""
    tasked: int
    verified: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class Reads:
    """Audited reads of the period."""

    purpose: str
    result: str
    reads: int
    rows: int
    sampled: int
    """Drawn for review."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased or withdrawn at the end of its retention in the period."""

    kind: str
    action: str
    records: int


@dataclass(frozen=True, slots=True)
class Deployed:
    """All of it."""

    systems: tuple[System, ...]
    reads: tuple[Reads, ...]
    erased: tuple[Erased, ...]


Known = tuple[str, str, Title]
"""A model that runs: id, version, title."""


def deployed(
    store: Store, grant: Grant, models: list[Known], begin: Instant, end: Instant
) -> Deployed:
    """What happened from `begin` until before `end`; `models`: those that run."""
    findings = store.read(
        grant, Query("finding", where=Between("raised", begin, end), fields=("model", "status"))
    )
    erasures = store.read(grant, Query("erasure", where=Between("at", begin, end)))
    return Deployed(
        tuple(_system(model, findings) for model in sorted(models, key=lambda each: each[:2])),
        _reads(store.read(grant, Query("audit", where=Between("at", begin, end)))),
        tuple(
            Erased(*key, sum(row["records"] or 0 for row in erasures if _what(row) == key))
            for key in sorted({_what(row) for row in erasures})
        ),
    )


def _system(model: Known, findings: list[dict[str, Any]]) -> System:
    own = Counter(row["status"] for row in findings if row["model"] == model[0])
    return System(*model, own.total(), own["tasked"], own["verified"], own["dismissed"])


def _reads(rows: list[dict[str, Any]]) -> tuple[Reads, ...]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["purpose"] or "", row["result"] or ""), []).append(row)
    return tuple(
        Reads(
            purpose,
            result,
            len(some),
            sum(row["rows"] or 0 for row in some),
            sum(1 for row in some if row["sampled"]),
        )
        for (purpose, result), some in sorted(found.items())
    )


def _what(row: dict[str, Any]) -> tuple[str, str]:
    return row["target"], row["action"]
