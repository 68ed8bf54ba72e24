"""What a model is expected to cost, from what it matches.

The constants are orders of magnitude: a day of the cost of one model is to be compared with
that of another, and with a budget of which four thousand models live.
"""

from __future__ import annotations

from dataclasses import dataclass

from anlan.detect.compiler.plan import Plan
from anlan.standards.time import DAY

BYTES_A_ROW = 160
"""That a window holds: its times, its key, its place in the order and what points to it."""
BYTES_A_KEY = 200
"""Counters and silent levels of a key."""
MICROSECONDS_A_MATCH = 0.5
"""To count a matching record."""
MICROSECONDS_A_NEIGHBOUR = 0.02
"""To measure the distance to one record of the cells around."""
CELLS_AROUND = 9
"""Cells as wide as the distance in which neighbours are looked for."""
DENSE = 10
"""Where records come, they come this much denser than over the whole area."""
WEEK_OF_HOURS = 168

LARGE = 10_000_000
"""Bytes; a model that needs more is large: forty times its share of 1 GB for 4,000."""
TOO_LARGE = 200_000_000
"""Bytes; more would eat the budget of a thousand models."""
SLOW = 100.0
"""Microseconds a matching record; the mean model needs less than one."""
TOO_SLOW = 5_000.0
"""Microseconds a matching record; two hundred records a second would fill one core."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was measured of the records that a model matches."""

    per_day: float
    """How many come a day."""
    keys: int
    """How many different keys they have."""
    square_km: float = 100.0
    """Of the area in which they lie; asked of near repeats only."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a model costs while it runs."""

    rows: float
    """Records that its window holds at a time."""
    bytes: float
    """Memory for them and for its keys."""
    microseconds: float
    """Work for a matching record."""


def expected_cost(plan: Plan, known: Statistics) -> Cost:
    """The cost of a model over records like those measured."""
    rows = known.per_day * plan.reach / DAY
    slots = WEEK_OF_HOURS if plan.measure.family == "season" else 1
    return Cost(
        rows=rows,
        bytes=rows * BYTES_A_ROW + known.keys * BYTES_A_KEY * slots,
        microseconds=MICROSECONDS_A_MATCH
        + _neighbours(plan, known, rows) * MICROSECONDS_A_NEIGHBOUR,
    )


def _neighbours(plan: Plan, known: Statistics, rows: float) -> float:
    """Records a near repeat has to look at for each that comes in."""
    if plan.measure.family != "near":
        return 0.0
    looked_at = CELLS_AROUND * (plan.measure.millimetres / 1e6) ** 2
    return rows * min(1.0, DENSE * looked_at / known.square_km)
