"""Loading a file: survey it, then map and store it part by part.

Each part is one transaction of records, quarantined rows and the progress of the batch.
Cut off at any moment, the same command again completes the load: rows already there count
as duplicates.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anlan.ingest.batch import PURPOSE, Batch, Counts, open_batch
from anlan.ingest.mapping import Mapping
from anlan.ingest.opening import Limits
from anlan.ingest.part import Part
from anlan.ingest.parts import begin_apart, parts_of
from anlan.ingest.plan import Plan, Records
from anlan.ingest.quarantine import held
from anlan.ingest.survey import survey
from anlan.standards.collector import resting
from anlan.standards.errors import BadInput
from anlan.store.facts import Outcome
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

Progress = Callable[[int, int], None]
"""Told the rows done and the rows in all."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a load came to: read = stored + duplicates + quarantined."""

    read: int
    stored: int
    amended: int
    duplicates: int
    quarantined: int
    batch: str
    reasons: list[dict[str, Any]]
    """{reason, field, count}, the most frequent first."""
    seconds: float


def ingest_file(
    store: Store,
    kind: str,
    mapping: Mapping,
    path: Path,
    *,
    actor: str,
    progress: Progress | None = None,
    limits: Limits | None = None,
    mapping_name: str | None = None,
) -> BatchResult:
    """Load a file through a mapping into a record kind.

    `mapping_name` is a file or PACK/MAPPING, for the command that tries rows again.
    BadInput or NotFound, with nothing stored, when the file cannot be taken as a whole;
    BadDeclaration when the mapping does not fit the kind. Rows that cannot be taken are
    quarantined.
    """
    begun = time.perf_counter()
    if kind != mapping.kind:
        raise BadInput(
            f"the mapping {mapping.id} makes records of kind {mapping.kind}",
            value=kind,
            way_out=f"load it with --kind {mapping.kind}, or use another mapping",
        )
    plan = Plan(mapping, store.kinds, store.codes)
    needed = plan.columns - set(mapping.format.may_lack)
    with begin_apart(path) as apart:
        found = survey(path, mapping.format, needed, limits=limits)
        with store.writing(actor=actor, purpose=PURPOSE) as unit:
            batch = open_batch(
                unit,
                mapping,
                name=path.name,
                digest=found.digest,
                form=found.reader.description,
                at=store.clock(),
                mapping_name=mapping_name,
            )
        counts = Counts()
        for part in parts_of(plan, found, apart):
            if not (part.records or part.spoilt):
                continue
            with resting(), store.writing(actor=actor, purpose=PURPOSE) as unit:
                counts.add(store_part(unit, mapping, batch, path.name, part, store.clock()))
                unit.append(batch.fact("progressed", store.clock(), counts.columns()))
            if progress:
                progress(counts.read, found.rows)
    return close(store, batch, counts, actor=actor, begun=begun)


def store_part(
    unit: UnitOfWork, mapping: Mapping, batch: Batch, file: str, part: Part, at: int
) -> Counts:
    """Store a part of a file; what each of its rows came to, counted."""
    ends = stored_rows(unit, mapping, part.records)
    tally = Counter(ends.values())
    facts, reasons = held(part.spoilt, batch=batch.id, file=file, mapping=mapping, at=at)
    unit.append_new(facts)
    return Counts(
        stored=tally[Outcome.STORED] + tally[Outcome.AMENDED],
        amended=tally[Outcome.AMENDED],
        duplicates=tally[Outcome.DUPLICATE],
        quarantined=reasons.total(),
        reasons=reasons,
    )


def stored_rows(
    unit: UnitOfWork, mapping: Mapping, tables: Sequence[Records]
) -> dict[int, Outcome]:
    """What became of each row: new if any of its records is, else amended if any is."""
    ends: dict[int, Outcome] = {}
    for records in tables:
        outcomes = unit.take_in_columns(
            records.kind,
            records.rows,
            source=f"ingest/{mapping.id}",
        )
        for owner, outcome in zip(records.owners, outcomes, strict=True):
            if ends.get(owner, Outcome.DUPLICATE) is Outcome.DUPLICATE or outcome is Outcome.STORED:
                ends[owner] = outcome
    return ends


def close(store: Store, batch: Batch, counts: Counts, *, actor: str, begun: float) -> BatchResult:
    """Close a batch; the result."""
    with store.writing(actor=actor, purpose=PURPOSE) as unit:
        at = store.clock()
        data = {**counts.columns(), "status": "closed", "ended": at}
        unit.append(batch.fact("closed", at, data))
    return BatchResult(
        read=counts.read,
        stored=counts.stored,
        amended=counts.amended,
        duplicates=counts.duplicates,
        quarantined=counts.quarantined,
        batch=batch.id,
        reasons=counts.listed(),
        seconds=time.perf_counter() - begun,
    )
