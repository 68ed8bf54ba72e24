"""Opening packed lists: one file row becomes one row for each key in its lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from anlan.ingest.mapping import Unpack

OWNER = "@row"
"""Column of an unpacked frame: the position of the file row it came from."""


def unpacked(frame: pl.DataFrame, how: Unpack, keep: Sequence[str]) -> pl.DataFrame:
    """Rows with `key`, the unpacked columns, the kept columns, and the owner's position.

    Keys keep the order in which they first appear in the first list that names them.
    """
    item = re.compile(how.item)
    names = list(how.columns)
    owners: list[int] = []
    rows: list[tuple[str | None, ...]] = []
    packed = frame.select(how.columns[name] for name in names).rows()
    for position, lists in enumerate(packed):
        found: dict[str, dict[str, str]] = {}
        for name, text in zip(names, lists, strict=True):
            for match in item.finditer(text or ""):
                values = found.setdefault(match["key"].strip(), {})
                if name in how.last or name not in values:
                    values[name] = match["value"].strip()
        owners.extend([position] * len(found))
        rows.extend((key, *map(values.get, names)) for key, values in found.items())
    schema = dict.fromkeys(["key", *names], pl.String)
    opened = pl.DataFrame(rows, schema=schema, orient="row")
    kept = frame.select(keep)[owners] if owners else frame.select(keep).clear()
    return pl.concat(
        [
            kept.drop(set(schema) & set(keep)),
            opened,
            pl.DataFrame({OWNER: owners}, schema={OWNER: pl.Int64}),
        ],
        how="horizontal",
    )
