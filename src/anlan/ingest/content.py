"""What records say, as the store takes it in: values by column, their JSON text, a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import orjson
import polars as pl

from anlan.ingest.unpack import OWNER
from anlan.store.facts import IntakeColumns

_SYSTEM = (OWNER, "id", "time", "text", "digest")


def content_of(work: pl.DataFrame, names: Sequence[str], *, time: str) -> pl.DataFrame:
    """Owner, id, time, JSON text and its digest of the records of a frame with `id` and
    `v:field` for each of the names, and each field that some record knows, flat, as `v:field`.

    Names are in order in the JSON text; fields not known do not count.
    """
    values = {f"v:{name}": work[f"v:{name}"] for name in names}
    known = {n: s for n, s in values.items() if s.is_empty() or s.null_count() < len(s)}
    flat = pl.DataFrame([_flat(series).alias(name) for name, series in known.items()])
    pairs = [_pair(name, is_json=series.dtype.is_nested()) for name, series in known.items()]
    joined = pl.concat_str(pairs, separator=",", ignore_nulls=True)
    return flat.select(
        work[OWNER],
        work["id"],
        work[f"v:{time}"].alias("time"),
        pl.concat_str(pl.lit("{"), joined, pl.lit("}")).alias("text"),
        pl.all(),
    ).with_columns(pl.col("text").map_batches(_digests, return_dtype=pl.String).alias("digest"))


def columns_of(content: pl.DataFrame, names: Sequence[str], *, zone: str) -> IntakeColumns:
    """The same for the store."""
    values = content.drop(_SYSTEM)
    return IntakeColumns(
        records=content["id"].to_list(),
        times=content["time"].to_list(),
        zone=zone,
        digests=content["digest"].to_list(),
        texts=content["text"].to_list(),
        names=tuple(names),
        columns={series.name.removeprefix("v:"): series.to_list() for series in values},
    )


def _digests(texts: pl.Series) -> pl.Series:
    found = [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in texts]
    return pl.Series(found, dtype=pl.String)


def _flat(series: pl.Series) -> pl.Series:
    """Lists and structs as JSON text, written as the store writes it."""
    if not series.dtype.is_nested():
        return series
    texts = [None if value is None else orjson.dumps(value).decode() for value in series.to_list()]
    return pl.Series(texts, dtype=pl.String)


def _pair(column: str, *, is_json: bool) -> pl.Expr:
    """`"name":value`, null where there is no value."""
    name, value = column.removeprefix("v:"), pl.col(column)
    pair = (
        pl.concat_str(pl.lit(f'"{name}":'), value)
        if is_json
        else pl.struct(value.alias(name)).struct.json_encode().str.head(-1).str.slice(1)
    )
    return pl.when(value.is_not_null()).then(pair)
