"""Loading a file: survey it, then map and store it chunk by chunk.

Each chunk is one transaction of records, quarantined rows and the progress of the batch.
Cut off at any moment, the same command again completes the load: rows already there count
as duplicates.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from anlan.ingest.batch import PURPOSE, Batch, Counts, open_batch
from anlan.ingest.by_time import by_time
from anlan.ingest.chunk import ROWS, Chunk
from anlan.ingest.mapping import Mapping
from anlan.ingest.opening import Limits
from anlan.ingest.plan import Mapped, Plan
from anlan.ingest.quarantine import held
from anlan.ingest.survey import Survey, survey
from anlan.standards.errors import BadInput
from anlan.store.facts import Outcome
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

Progress = Callable[[int, int], None]
"""Told the rows done and the rows in all."""

T = TypeVar("T")


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
) -> BatchResult:
    """Load a file through a mapping into a record kind.

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
    found = survey(path, mapping.format, needed, limits=limits)
    with store.writing(actor=actor, purpose=PURPOSE) as unit:
        batch = open_batch(
            unit,
            mapping,
            name=path.name,
            digest=found.digest,
            form=found.reader.description,
            at=store.clock(),
        )
    counts = Counts()
    for chunk, mapped in ahead(sequenced(plan, found)):
        with store.writing(actor=actor, purpose=PURPOSE) as unit:
            counts.add(store_chunk(unit, plan, batch, path.name, chunk, mapped, store.clock()))
            unit.append(batch.fact("progressed", store.clock(), counts.columns()))
        if progress:
            progress(counts.read, found.rows)
    return close(store, batch, counts, actor=actor, begun=begun)


def mapped_chunks(plan: Plan, found: Survey) -> Iterator[tuple[Chunk, Mapped]]:
    """The chunks of a file, mapped."""
    for chunk in found.reader.chunks(ROWS):
        yield chunk, plan.run(plan.frame(chunk))


def sequenced(plan: Plan, found: Survey) -> Iterator[tuple[Chunk, Mapped]]:
    """The same, in the sequence in which the mapping has them stored."""
    parts = mapped_chunks(plan, found)
    return by_time(parts, ROWS) if plan.mapping.sequence == "time" else parts


def store_chunk(
    unit: UnitOfWork,
    plan: Plan,
    batch: Batch,
    file: str,
    chunk: Chunk,
    mapped: Mapped,
    at: int,
) -> Counts:
    """Store what a chunk became; what each of its rows came to, counted."""
    ends = stored_rows(unit, plan, mapped)
    tally = Counter(ends.values())
    facts, reasons = held(chunk, mapped, batch=batch.id, file=file, mapping=plan.mapping, at=at)
    unit.append_new(facts)
    return Counts(
        stored=tally[Outcome.STORED] + tally[Outcome.AMENDED],
        amended=tally[Outcome.AMENDED],
        duplicates=tally[Outcome.DUPLICATE],
        quarantined=reasons.total(),
        reasons=reasons,
    )


def stored_rows(unit: UnitOfWork, plan: Plan, mapped: Mapped) -> dict[int, Outcome]:
    """What became of each row: new if any of its records is, else amended if any is."""
    ends: dict[int, Outcome] = {}
    for records in mapped.records:
        outcomes = unit.take_in_columns(
            records.kind,
            records.rows,
            source=f"ingest/{plan.mapping.id}",
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


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, the next one made in a thread while the last one is used."""
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="ingest") as pool:
        coming = pool.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = pool.submit(next, items, end)
            yield item  # type: ignore[misc]
