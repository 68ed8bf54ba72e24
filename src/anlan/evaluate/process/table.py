"""Event logs as tables: CSV, one event a line."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from anlan.evaluate.process.instants import UNREAD, instants
from anlan.evaluate.process.keys import Asked, Keys, columns_among
from anlan.evaluate.process.log import Gathered, Int32s
from anlan.ingest.opening import opened
from anlan.ingest.text import find_encoding
from anlan.standards.errors import BadInput


def read_csv(path: Path, asked: Asked) -> tuple[Gathered, Keys]:
    """The events of a CSV file and the columns they were told by; commas, semicolons or tabs."""
    encoding = find_encoding(path, named=None, member=None, limits=None)
    with opened(path) as stream:
        content = stream.read()
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        content = content.decode(encoding, "replace").encode()
    content = content.removeprefix(b"\xef\xbb\xbf")
    heading = content.split(b"\n", 1)[0]
    separator = max(",;\t", key=lambda mark: heading.count(mark.encode()))
    try:
        head = pl.read_csv(io.BytesIO(heading), separator=separator, infer_schema=False)
        keys = columns_among(asked, head.columns, str(path))
        wanted = [keys.case, keys.activity, keys.time, keys.department]
        table = pl.read_csv(
            content,
            separator=separator,
            infer_schema=False,
            columns=list(dict.fromkeys(name for name in wanted if name is not None)),
        )
    except pl.exceptions.PolarsError as error:
        raise BadInput(
            f"cannot be read as a table ({str(error).splitlines()[0]})",
            place=str(path),
            way_out="save it again as CSV in UTF-8, one event a line, names in the first",
        ) from None
    return gathered(table, keys), keys


def gathered(table: pl.DataFrame, keys: Keys) -> Gathered:
    """The events of a table whose cells are text; row 2 is the first below the names."""
    names: dict[str, int] = {}

    def codes(column: str | None) -> Int32s:
        if column is None:
            return np.full(len(table), -1, np.int32)
        text = table[column].to_arrow().cast(pa.large_string())
        encoded = pc.dictionary_encode(text)
        new = [
            names.setdefault(name, len(names)) if name else -1
            for name in encoded.dictionary.to_pylist()
        ]
        own = encoded.indices.fill_null(len(new)).to_numpy(zero_copy_only=False)
        found: Int32s = np.array([*new, -1], np.int32)[own]
        return found

    case, activity, department = codes(keys.case), codes(keys.activity), codes(keys.department)
    texts = table[keys.time].to_arrow()
    times, local = instants(texts)
    unread = np.flatnonzero(times == UNREAD)
    return Gathered(
        list(names), case, activity, times, local, department,
        lambda event: f"row {event + 2}",
        texts[int(unread[0])].as_py() if len(unread) else None,
    )  # fmt: skip
