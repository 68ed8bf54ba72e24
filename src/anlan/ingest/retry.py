"""Trying quarantined rows again, after the mapping was mended."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from anlan.ingest.batch import PURPOSE, Counts, open_batch
from anlan.ingest.chunk import ROWS, Chunk
from anlan.ingest.load import BatchResult, close, stored_rows
from anlan.ingest.mapping import Mapping
from anlan.ingest.part import UNCUT
from anlan.ingest.plan import Plan
from anlan.ingest.quarantine import described
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import Instant
from anlan.store.facts import Fact, Outcome
from anlan.store.query import Both, Equals, OneOf, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork


def retry_quarantined(
    store: Store, batch: str, mapping: Mapping, *, actor: str, mapping_name: str | None = None
) -> BatchResult:
    """Try the open quarantined rows of a batch, and of other loads of its file, again.

    The retry is a batch of its own. Rows that can be taken now are stored and become
    `resolved` in quarantine; the others keep their place with today's reason. NotFound when
    there is no such batch; BadInput when the mapping makes another kind of record.
    """
    begun = time.perf_counter()
    plan = Plan(mapping, store.kinds, store.codes)
    counts = Counts()
    with store.writing(actor=actor, purpose=PURPOSE) as unit:
        of_file = _loads_of_same_file(unit, batch, mapping)
        waiting = unit.select(
            Query(
                "quarantine",
                where=Both(OneOf("batch", of_file), Equals("status", "open")),
                order=("row",),
            )
        )
        retried = open_batch(
            unit, mapping, name=f"retry of {batch}", digest=f"retry:{batch}", form="quarantined rows",
            at=store.clock(), mapping_name=mapping_name, retries=batch,
        )  # fmt: skip
        for rows in _alike(waiting):
            counts.add(_retried(unit, plan, rows, store.clock()))
    return close(store, retried, counts, actor=actor, begun=begun)


def _loads_of_same_file(unit: UnitOfWork, batch: str, mapping: Mapping) -> tuple[str, ...]:
    found = unit.get("batch", batch)
    if found is None:
        raise NotFound("no such batch", value=batch, way_out="see `anlan status` for batches")
    if found["target"] != mapping.kind:
        raise BadInput(
            f"the batch holds rows for {found['target']}, the mapping makes {mapping.kind}",
            value=batch,
            way_out="give the mended mapping of that batch",
        )
    same = unit.select(Query("batch", where=Equals("file_digest", found["file_digest"])))
    return tuple(row["id"] for row in same)


def _alike(waiting: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows with the same columns, a chunk at a time."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in waiting:
        groups.setdefault(tuple(row["raw"]), []).append(row)
    for rows in groups.values():
        for start in range(0, len(rows), ROWS):
            yield rows[start : start + ROWS]


def _retried(unit: UnitOfWork, plan: Plan, rows: list[dict[str, Any]], at: Instant) -> Counts:
    columns = tuple(rows[0]["raw"])
    if columns == (UNCUT,):
        reasons = Counter((row["reason"], row["field"] or "") for row in rows)
        return Counts(quarantined=len(rows), reasons=reasons)
    chunk = Chunk(
        columns,
        [row["row"] for row in rows],
        [tuple(row["raw"][name] for name in columns) for row in rows],
    )
    mapped = plan.run(plan.frame(chunk))
    ends = stored_rows(unit, plan.mapping, mapped.records)
    for position, row in enumerate(rows):
        problem = mapped.problems.get(position)
        data = {"status": "resolved"} if problem is None else described(problem)
        if any(row[name] != value for name, value in data.items()):
            happened = "quarantine.resolved" if problem is None else "quarantine.retried"
            unit.append(Fact(happened, "quarantine", row["id"], row["version"] + 1, at, data))
    tally = Counter(ends.values())
    return Counts(
        stored=tally[Outcome.STORED] + tally[Outcome.AMENDED],
        amended=tally[Outcome.AMENDED],
        duplicates=tally[Outcome.DUPLICATE],
        quarantined=len(mapped.problems),
        reasons=Counter((p.reason, p.field) for p in mapped.problems.values()),
    )
