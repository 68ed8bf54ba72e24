"""Erasure: old facts lose their personal values, and the journal still proves itself.

The fact keeps its place, envelope, hash and seal; its data becomes what remains. A row of
the table `erased` holds the hash of that, and one sealed fact of kind `erasure` the digest
over all such rows it stands for. `Journal.verify` accepts exactly these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import orjson
import sqlalchemy as sa

from anlan.govern.retention import without_personal
from anlan.standards.kinds import RecordKind
from anlan.store.engines.sql import Engine
from anlan.store.schema import erased, journal
from anlan.store.seals import ENVELOPE, ErasureDigest, fact_hash

ERASURE = "erasure"
"""The record kind whose creating facts say what was erased."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of one fact."""

    position: int
    data: str
    hash: bytes


def remains_of(
    connection: sa.Connection, kind: RecordKind, records: Sequence[str]
) -> Iterator[Remains]:
    """What will be left of the facts of some records that carry personal values, in order."""
    if not kind.personal:
        return
    select = (
        sa.select(journal)
        .where(journal.c.kind == kind.id, journal.c.record.in_(records))
        .order_by(journal.c.position)
    )
    for row in connection.execute(select):
        left = without_personal(kind, orjson.loads(row.data))
        if left is not None:
            text = orjson.dumps(left).decode()
            yield Remains(row.position, text, fact_hash(tuple(row[: len(ENVELOPE)]), text))


def digest(remains: Iterable[Remains]) -> str:
    """What the erasure says of these facts."""
    said = ErasureDigest()
    for fact in remains:
        said.add(fact.position, fact.hash)
    return str(said)


def erase(
    connection: sa.Connection, engine: Engine, erasure: int, remains: Sequence[Remains]
) -> None:
    """Leave only what remains of these facts; `erasure` is the position of the fact that says so."""
    if not remains:
        return
    engine.update(
        connection,
        journal.name,
        ("data",),
        ("position",),
        [(fact.data, fact.position) for fact in remains],
    )
    engine.insert(
        connection,
        erased.name,
        ("position", "erasure", "remains"),
        [(fact.position, erasure, fact.hash) for fact in remains],
    )
