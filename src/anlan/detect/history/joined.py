"""What joined records said, for many rows: the same as `Intake` finds row by row.

A row was joined when its record came in, or when its time or the joined id last changed. Of the
facts about the reference record that the journal held by then, the newest counts whose time is
not after the row's.
"""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from anlan.detect.compiler.plan import Joined, Plan
from anlan.detect.history.columns import Changes, followed
from anlan.store.store import Store

State = tuple[int, int, tuple[Any, ...]]
"""Journal position, time from which it holds, the fields."""


def joined_columns(
    store: Store, plan: Plan, changes: Changes, rows: pa.Table
) -> dict[str, pa.Array]:
    """`alias.field` → its value for every row."""
    found: dict[str, pa.Array] = {}
    for join in plan.joins:
        reference = followed(store, store.kinds[join.kind])
        states = _states(reference, join, rows)
        empty = (None,) * len(join.fields)
        told = [
            _as_of(states.get(record, ()), position, time) or empty
            for record, position, time in zip(
                rows[join.by].to_pylist(), _joined_at(changes, join, rows),
                rows["_time"].to_pylist(), strict=True,
            )
        ]  # fmt: skip
        for number, name in enumerate(join.fields):
            type = reference.schema.field(name).type
            found[f"{join.alias}.{name}"] = pa.array([row[number] for row in told], type)
    return found


def _states(reference: Changes, join: Joined, rows: pa.Table) -> dict[str, list[State]]:
    """The states of the records that are looked up, in journal order."""
    table = reference.table()
    asked = ibis.memtable(pa.table({"_record": rows[join.by].combine_chunks().unique()}))
    kept = table.filter(table["_sign"] == 1).semi_join(asked, "_record").order_by("_position")
    columns = kept.select("_record", "_position", "_said", "_withdrawn", *join.fields).to_pyarrow()
    states: dict[str, list[State]] = {}
    for record, position, said, withdrawn, *fields in zip(
        *(columns[name].to_pylist() for name in columns.column_names), strict=True
    ):
        told = (None,) * len(fields) if withdrawn else tuple(fields)
        states.setdefault(record, []).append((position, said, told))
    return states


def _as_of(states: Any, position: int, time: int) -> tuple[Any, ...] | None:
    for known, since, told in reversed(states):
        if known <= position and since <= time:
            return told  # type: ignore[no-any-return]
    return None


def _joined_at(changes: Changes, join: Joined, rows: pa.Table) -> list[int]:
    """The journal position at which each row was joined."""
    own = rows["_position"].to_pylist()
    amended = np.flatnonzero(rows["_version"].to_numpy() > 1)
    if not len(amended):
        return own  # type: ignore[no-any-return]
    joined = _chains(changes, join, rows.take(amended))
    records, versions, signs = (
        rows[name].take(amended).to_pylist() for name in ("_record", "_version", "_sign")
    )
    for number, record, version, sign in zip(
        amended.tolist(), records, versions, signs, strict=True
    ):
        own[number] = joined[record, version if sign > 0 else version - 1]
    return own  # type: ignore[no-any-return]


def _chains(changes: Changes, join: Joined, rows: pa.Table) -> dict[tuple[str, int], int]:
    """Record and version → the position at which that version was joined."""
    table = changes.table()
    asked = ibis.memtable(pa.table({"_record": rows["_record"].combine_chunks().unique()}))
    chain = table.filter(table["_sign"] == 1).semi_join(asked, "_record").order_by("_position")
    names = ("_record", "_version", "_position", "_counts", "_time", join.by)
    columns = chain.select(*dict.fromkeys(names)).to_pyarrow()
    joined: dict[tuple[str, int], int] = {}
    before: dict[str, tuple[Any, Any]] = {}
    for record, version, position, counts, time, by in zip(
        *(columns[name].to_pylist() for name in names), strict=True
    ):
        same = before.get(record) == (time, by)
        joined[record, version] = joined[record, version - 1] if same else position
        before.pop(record, None)
        if counts:
            before[record] = (time, by)
    return joined
