"""Columns read late: only of the rows that somebody asks about.

What sentences say of a record is asked of a few rows among millions that are counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]


def read_late(
    table: ibis.Table, names: Sequence[str], position: Ints, sign: npt.NDArray[np.int8]
) -> pa.Table:
    """Some columns of the rows of changes at some positions, in the order asked."""
    asked = ibis.memtable(
        pa.table({"_position": position, "_sign": sign, "_asked": np.arange(len(position))})
    )
    found = table.join(asked, ["_position", "_sign"]).select("_asked", *names).to_pyarrow()
    return found.take(np.argsort(found["_asked"].to_numpy())).drop(["_asked"])


def codes_of(column: pa.ChunkedArray | pa.Array) -> tuple[Ints, pa.Array]:
    """The number of each value, from 1 on, 0 for none; and the values. Lists are taken as text."""
    if pa.types.is_list(column.type):
        column = pa.array([None if value is None else str(value) for value in column.to_pylist()])
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = whole.dictionary_encode()
    return encoded.indices.fill_null(-1).to_numpy().astype(np.int64) + 1, encoded.dictionary
