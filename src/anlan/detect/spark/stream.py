"""A stream that goes on: Structured Streaming hosts the live engine, one for each unit.

Every stage keeps its state in Spark's own state store, which its checkpoint writes together with
the position in the source. A worker keeps the engines it ran last, and uses one again when it is
the very one the state was saved from; otherwise it restores it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from anlan.detect.spark.job import Job
from anlan.detect.spark.stages import Clocking, Intaking, Stage, finished, modelling
from anlan.detect.spark.tables import CLOCKED, FACT, FOUND, PIECE, arrow

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession
    from pyspark.sql.streaming.query import StreamingQuery
    from pyspark.sql.streaming.readwriter import DataStreamWriter
    from pyspark.sql.streaming.state import GroupState

Start = Callable[[Job, int, bytes | None], Stage]
STATE = "token string, saved binary"
"""What a stage saved, and a token that no other state has."""
_HOSTED: dict[tuple[str, int], tuple[str, Stage]] = {}
"""Of this worker: the stage of each group as of a token."""


class Followed:
    """Models that follow a folder of facts; everything they know lies in a folder of their own.

    Spark allows one stateful stage of this sort in a query, so each stage is a query, and the
    next one reads what it wrote: in `clocked`, `pieces` and `found`. A file sink shows whole
    batches only, so a batch of the next stage comes wholly after those before.
    """

    def __init__(self, spark: SparkSession, source: str, folder: str, job: Job) -> None:
        self._spark = spark
        self._folder = folder
        self._job = job
        self.found = f"{folder}/found"
        """Where findings are written, as `tables.FOUND` says."""
        self._stages: tuple[tuple[str, str, str, str, tuple[str, ...], str, Start], ...] = (
            (source, FACT, "clocked", "all", ("position",), CLOCKED, Clocking),
            (f"{folder}/clocked", CLOCKED, "pieces", "part", ("position",), PIECE, Intaking),
            (f"{folder}/pieces", PIECE, "found", "unit", ("position", "turn"), FOUND, modelling),
        )

    def catch_up(self, files: int = 100) -> None:
        """Take what the source has, at most so many files at once, and stop.

        Files are taken in the order of their time: each holds facts of the journal wholly after
        those of the one before. Facts at or before the last position came again, and are passed.
        """
        for number in range(len(self._stages)):
            self._query(number, files).trigger(availableNow=True).start().awaitTermination()

    def start(self, every: str = "1 second", files: int = 100) -> list[StreamingQuery]:
        """Go on until the queries are stopped."""
        return [
            self._query(number, files).trigger(processingTime=every).start()
            for number in range(len(self._stages))
        ]

    def _query(self, number: int, files: int) -> DataStreamWriter:
        from pyspark.sql import functions as f

        source, given, name, group, order, made, start = self._stages[number]
        reading = self._spark.readStream.schema(given)
        if number == 0:
            reading = reading.option("maxFilesPerTrigger", files)
        rows = reading.parquet(source).withColumn("all", f.lit(0))
        host = partial(_host, self._job, given, made, order, start)
        kept = rows.groupBy(group).applyInPandasWithState(host, made, STATE, "append", "NoTimeout")
        writing = kept.writeStream.format("parquet").option("path", f"{self._folder}/{name}")
        return writing.option("checkpointLocation", f"{self._folder}/checkpoints/{name}")


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
    hosted = (made, int(key[0]))
    known, stage = _HOSTED.pop(hosted, (None, None))
    if stage is None or known != token:
        stage = start(job, hosted[1], None if saved is None else bytes(saved))
    out = finished(stage, rows)
    token = uuid4().hex
    state.update((token, stage.save()))
    _HOSTED[hosted] = (token, stage)
    columns = zip(*out, strict=True) if out else [()] * len(arrow(made))
    yield pd.DataFrame(
        {
            name: pd.Series(column, dtype=object)
            for name, column in zip(arrow(made).names, columns, strict=True)
        }
    )
