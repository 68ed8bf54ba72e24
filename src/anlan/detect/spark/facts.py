"""The journal brought to Spark: its facts as Parquet, without what no model may look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.detect.compiler.origin import about_a_person
from anlan.detect.spark.tables import FACT, arrow
from anlan.standards.kinds import FieldType, RecordKind
from anlan.store.facts import Recorded
from anlan.store.store import Store

FILE = 200_000
"""Facts in one file at most."""


def export_facts(
    store: Store, kinds: Iterable[str], folder: Path, *, size: int = FILE
) -> tuple[int, int]:
    """Write the facts of some kinds that a folder does not have yet; (facts, last position).

    One file for every `size` facts, named by its last position. Personal fields, pseudonyms and
    raw documents are left out: no model may look at them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    position = max((int(path.stem) for path in folder.glob("*.parquet")), default=0)
    wanted = sorted(set(kinds))
    facts, written = iter(store.journal.stream(position, wanted)), 0
    while part := list(islice(facts, size)):
        position = part[-1].position
        target = folder / f"{position:015d}.parquet"
        hidden = target.with_name(f".{target.name}")
        pq.write_table(facts_table(part, {kind: store.kinds[kind] for kind in wanted}), hidden)
        hidden.replace(target)
        written += len(part)
    return written, position


def facts_table(facts: Sequence[Recorded], kinds: dict[str, RecordKind]) -> pa.Table:
    """Facts as `tables.FACT` has them."""
    kept = {
        name: {
            field
            for field, told in kind.fields.items()
            if not about_a_person(told) and told.type is not FieldType.JSON
        }
        | {"withdrawn"}
        for name, kind in kinds.items()
    }

    def row(each: Recorded) -> tuple[Any, ...]:
        fact = each.fact
        data = {name: value for name, value in fact.data.items() if name in kept[fact.kind]}
        text = orjson.dumps(data).decode()
        return (
            each.position, fact.kind, fact.record, fact.version, fact.time, fact.zone,
            each.recorded, text,
        )  # fmt: skip

    schema = arrow(FACT)
    columns = zip(*map(row, facts), strict=True)
    return pa.table(
        [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema
    )
