"""What one model looks at, as a batch of the fast engine."""

from __future__ import annotations

import numpy as np

from anlan.detect.fast.batch import Batch, Side, nowhere
from anlan.detect.fast.columns import Columns
from anlan.detect.history.attributes import Attributes
from anlan.detect.history.late import Ints
from anlan.detect.history.matched import Matched
from anlan.detect.steps.layout import POINT


def as_batch(matched: Matched, columns: Columns) -> Batch:
    """The steps as columns."""
    return Batch(
        matched.position, matched.clock,
        _side(matched.rows, matched.old, columns), _side(matched.rows, matched.new, columns),
    )  # fmt: skip


def _side(rows: Attributes, numbers: Ints, columns: Columns) -> Side:
    there = numbers >= 0
    side, at = nowhere(len(there), columns), numbers[there]
    side.there[:] = there
    side.time[there], side.order[there], side.gap[there] = (
        rows.time[at],
        rows.order[at],
        rows.gap[at],
    )
    for name, place in columns.attributes.items():
        values = rows[name]
        side.codes[place, there] = columns.values[place].numbers(values.distinct)[values.codes[at]]
    for name, place in columns.measured.items():
        values = rows[name]
        side.numbers[place, there] = np.array(values.distinct, np.float64)[values.codes[at]]
    if columns.point_at is not None:
        values = rows[POINT]
        known = [(0, 0, 0) if point is None else point for point in values.distinct]
        located = np.array([point is not None for point in values.distinct])[values.codes[at]]
        side.located[there] = located
        side.point[:, there] = np.array(known, np.int64)[values.codes[at]].T
    return side
