"""A stream that goes on: Structured Streaming hosts the live engine, one for each unit.

Every stage keeps its state in Spark's own state store, which its checkpoint writes together with
the position in the source. A worker keeps the engines it ran last, and uses one again when it is
the very one the state was saved from; otherwise it restores it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from anlan.detect.spark.job import Job
from anlan.detect.spark.stages import Clocking, Intaking, Stage, finished, modelling
from anlan.detect.spark.tables import CLOCKED, FACT, FOUND, PIECE, arrow

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.streaming.state import GroupState

Start = Callable[[Job, int, bytes | None], Stage]
STATE = "token string, saved binary"
"""What a stage saved, and a token that no other state has."""
_HOSTED: dict[tuple[str, int], tuple[str, Stage]] = {}
"""Of this worker: the stage of each group as of a token."""


def stream(facts: DataFrame, job: Job) -> DataFrame:
    """What models find in a stream of facts, as `batch.run` would in all of them.

    The source has to bring facts in the order of the journal: each of its batches comes wholly
    after the ones before. Facts at or before the last position are taken to have come again.
    """
    from pyspark.sql import functions as f

    clocked = _hosted(facts, f.lit(0).alias("all"), ("position",), FACT, CLOCKED, Clocking, job)
    part = f.col("part")
    pieces = _hosted(clocked, part, ("position",), CLOCKED, PIECE, Intaking, job)
    unit = f.col("unit")
    return _hosted(pieces, unit, ("position", "turn"), PIECE, FOUND, modelling, job)


def _hosted(
    rows: DataFrame,
    group: Column,
    order: tuple[str, ...],
    given: str,
    made: str,
    start: Start,
    job: Job,
) -> DataFrame:
    """A stage over all groups, its state kept from batch to batch."""
    host = partial(_host, job, given, made, order, start)
    return rows.groupBy(group).applyInPandasWithState(host, made, STATE, "append", "NoTimeout")


def _host(
    job: Job,
    given: str,
    made: str,
    order: tuple[str, ...],
    start: Start,
    key: tuple[int],
    parts: Iterator[pd.DataFrame],
    state: GroupState,
) -> Iterator[pd.DataFrame]:
    """One group in one batch: its rows in order through its stage, and the state after them."""
    import pandas as pd

    names = arrow(given).names
    rows = [row for part in parts for row in zip(*(part[n].tolist() for n in names), strict=True)]
    places = [names.index(name) for name in order]
    rows.sort(key=lambda row: tuple(row[place] for place in places))
    token, saved = state.get if state.exists else (None, None)
    hosted = (f"{made}", int(key[0]))
    known, stage = _HOSTED.pop(hosted, (None, None))
    if stage is None or known != token:
        stage = start(job, hosted[1], None if saved is None else bytes(saved))
    out = finished(stage, rows)
    token = uuid4().hex
    state.update((token, stage.save()))
    _HOSTED[hosted] = (token, stage)
    columns: dict[str, Any] = dict(
        zip(arrow(made).names, zip(*out, strict=True) if out else [()] * 99, strict=False)
    )
    yield pd.DataFrame({name: pd.Series(list(c), dtype=object) for name, c in columns.items()})
