"""Heartbeats of the journal: what they make of the clock, for models whose limits pass."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from anlan.detect.history.columns import Changes, followed
from anlan.detect.steps.intake import AHEAD, TICK
from anlan.standards.time import EARLIEST, Instant
from anlan.store.store import Store


class Heartbeats:
    """When time was said to pass."""

    def __init__(self, store: Store) -> None:
        table = followed(store, store.kinds[TICK]).table()
        usable = (table["_sign"] == 1) & (table["_said"] <= table["_recorded"] + AHEAD)
        found = table.filter(usable).select("_position", "_said").order_by("_position").to_pyarrow()
        self._position = found["_position"].to_numpy()
        self._clock = np.maximum.accumulate(found["_said"].to_numpy())

    @property
    def last(self) -> Instant:
        """The latest of them."""
        return Instant(int(self._clock[-1])) if len(self._clock) else EARLIEST

    def applied(self, rows: pa.Table, changes: Changes) -> pa.Table:
        """Rows with the clock that heartbeats made, and the gaps that follow from it."""
        if not len(self._clock):
            return rows
        clock = self._moved(rows)
        rows = rows.set_column(rows.schema.get_field_index("_clock"), "_clock", pa.array(clock))
        if int(np.max(rows["_version"].to_numpy(), initial=1)) == 1:
            return rows
        table = changes.table()
        later = table.filter((table["_sign"] == 1) & (table["_version"] > 1))
        facts = later.select("_position", "_clock", "_record", "_before").to_pyarrow()
        facts = facts.append_column(
            "_gap", pa.array(self._moved(facts) - facts["_before"].to_numpy())
        )
        gaps = (
            pl.DataFrame(pl.from_arrow(facts))
            .sort("_position")
            .select("_position", gap=pl.col("_gap").cum_max().over("_record").clip(lower_bound=0))
        )
        known = dict(zip(gaps["_position"].to_list(), gaps["gap"].to_list(), strict=True))
        gap = [known.get(position, 0) for position in rows["_position"].to_pylist()]
        number = rows.schema.get_field_index("_gap")
        return rows.set_column(number, "_gap", pa.array(gap, pa.int64()))

    def _moved(self, rows: pa.Table) -> npt.NDArray[np.int64]:
        last = np.searchsorted(self._position, rows["_position"].to_numpy()) - 1
        beaten = np.where(last >= 0, self._clock[last], EARLIEST)
        return np.asarray(np.maximum(rows["_clock"].to_numpy(), beaten), np.int64)
