"""A history on Spark: every stage spread over the workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from anlan.detect.spark.clocks import Clocks
from anlan.detect.spark.job import Job
from anlan.detect.spark.stages import Clocking, Intaking, Stage, modelling
from anlan.detect.spark.tables import CLOCKED, FACT, FOUND, PIECE, arrow, batch, recorded, rows_of
from anlan.standards.time import EARLIEST, Instant

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Batches = Iterator[pa.RecordBatch]
CHUNK = 20_000
"""Rows that a stage hands on at once."""


def run(facts: DataFrame, job: Job) -> DataFrame:
    """What models find in a history: rows as `tables.FOUND` says.

    `facts` has the columns of `tables.FACT`; other columns are ignored, rows may lie in any order.
    Findings, corrections and counts are those of the live engine over the same journal.
    """
    asked = [column.strip().split(" ")[0] for column in FACT.split(",")]
    kinds = {kind for n in range(len(job.spread.sources)) for kind in job.spread.heard(n)}
    facts = facts.select(*asked).where(facts["kind"].isin(sorted(kinds)))
    clocked = _clocked(facts, job)
    pieces = _staged(clocked, "part", ("position",), CLOCKED, PIECE, partial(Intaking, job), job)
    return _staged(pieces, "unit", ("position", "turn"), PIECE, FOUND, partial(modelling, job), job)


def _clocked(facts: DataFrame, job: Job) -> DataFrame:
    """Facts with clocks, in two passes: the maximum of each stretch of the journal, then within."""
    from pyspark.sql import functions as f

    ends = facts.agg(f.min("position"), f.max("position")).first()
    first, last = (ends[0] or 0, ends[1] or 0) if ends is not None else (0, 0)
    length = (last - first) // job.parts + 1
    stretch = f.floor((f.col("position") - first) / length).cast("int").alias("stretch")
    facts = facts.select(stretch, *facts.columns)
    highest = f"stretch int, {', '.join(f'c{n} long' for n in range(len(job.spread.sources)))}"
    seen = facts.mapInArrow(partial(_highest, job, highest), highest)
    peaks = [f.max(name).alias(name) for name in seen.columns[1:]]
    start, clocks = {}, [EARLIEST] * len(peaks)
    for row in sorted(seen.groupBy("stretch").agg(*peaks).collect()):
        start[row[0]] = clocks
        clocks = [max(before, peak) for before, peak in zip(clocks, row[1:], strict=True)]

    def clocking(group: int) -> Clocking:
        stage = Clocking(job, group)
        stage.clocks = Clocks(job.spread, start[group])
        return stage

    rows = f"stretch int, {FACT}"
    return _staged(facts, "stretch", ("position",), rows, CLOCKED, clocking, job, drop=1)


def _highest(job: Job, columns: str, batches: Batches) -> Batches:
    """The clocks of the sources over what each batch has of a stretch."""
    for part in batches:
        peaks: dict[int, list[Instant]] = {}
        for stretch, *fact in rows_of(part, f"stretch int, {FACT}"):
            clocks = Clocks(
                job.spread, peaks.setdefault(stretch, [EARLIEST] * len(job.spread.sources))
            )
            for _ in clocks.take(recorded(fact)):
                pass
            peaks[stretch] = clocks.at
        yield batch([(stretch, *at) for stretch, at in peaks.items()], arrow(columns))


def _staged(
    rows: DataFrame,
    group: str,
    order: tuple[str, ...],
    given: str,
    made: str,
    start: Callable[[int], Stage],
    job: Job,
    drop: int = 0,
) -> DataFrame:
    """A stage over all groups: each whole in one partition, its rows in order."""
    from pyspark.sql import functions as f

    at = f.pmod(f.col(group), f.lit(job.parts))
    ordered = rows.repartitionById(job.parts, at).sortWithinPartitions(group, *order)
    return ordered.mapInArrow(partial(_through, given, made, start, drop), made)


def _through(
    given: str, made: str, start: Callable[[int], Stage], drop: int, batches: Batches
) -> Batches:
    """Groups one after the other through a stage each."""
    schema, stage, number = arrow(made), None, None
    out: list[tuple[Any, ...]] = []
    for part in batches:
        for group, some in groupby(rows_of(part, given), key=lambda row: row[0]):
            if stage is None or group != number:
                if stage is not None:
                    out += stage.rest()
                stage, number = start(group), group
            out += stage.take([row[drop:] for row in some])
            if len(out) > CHUNK:
                yield batch(out, schema)
                out = []
    if stage is not None:
        out += stage.rest()
    if out:
        yield batch(out, schema)
