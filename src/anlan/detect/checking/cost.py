"""What a model is expected to cost, from its family and what it matches.

Work is the measured cost of a matching record of its family (`costs.yaml`), times the records it
matches. Memory, and the neighbours a near repeat looks at, are orders of magnitude; the neighbours
are an upper bound, for the engine skips cells that lie wholly within the distance or outside it.
A day of the cost of one model is to be compared with that of another, and with a budget of which
four thousand models live.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anlan.detect.compiler.plan import Plan
from anlan.standards.declaration import read_declaration
from anlan.standards.time import DAY
from anlan.store.where import Block

BYTES_A_ROW = 160
"""That a window holds: its times, its key, its place in the order and what points to it."""
BYTES_A_KEY = 200
"""Counters and silent levels of a key."""
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


class Costs(Block):
    """Measured costs, and how they were taken."""

    measured: date
    machine: str
    microseconds_a_match: dict[str, float]
    """Family → processor time of a record that a model of it matches."""


@cache
def costs() -> Costs:
    """The measured costs this version goes by."""
    return read_declaration(Path(__file__).with_name("costs.yaml"), Costs)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was measured of the records that a model matches."""

    per_day: float
    """How many come a day."""
    keys: int
    """How many different keys they have."""
    square_km: float = 100.0
    """Of the area in which they lie; asked of near repeats only."""
    share: float = 1.0
    """How many of the records of its source they are."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a model costs while it runs."""

    rows: float
    """Records that its window holds at a time."""
    bytes: float
    """Memory for them and for its keys."""
    microseconds: float
    """Work for a matching record."""
    share: float
    """Of the records of its source that it matches."""
    a_day: float
    """Work for a day of records; µs."""


def expected_cost(plan: Plan, known: Statistics) -> Cost:
    """The cost of a model over records like those measured."""
    rows = known.per_day * plan.reach / DAY
    slots = WEEK_OF_HOURS if plan.measure.family == "season" else 1
    microseconds = costs().microseconds_a_match[plan.measure.family]
    microseconds += _neighbours(plan, known, rows) * MICROSECONDS_A_NEIGHBOUR
    return Cost(
        rows=rows,
        bytes=rows * BYTES_A_ROW + known.keys * BYTES_A_KEY * slots,
        microseconds=microseconds,
        share=known.share,
        a_day=microseconds * known.per_day,
    )


def _neighbours(plan: Plan, known: Statistics, rows: float) -> float:
    """Records a near repeat has to look at for each that comes in."""
    if plan.measure.family != "near":
        return 0.0
    looked_at = CELLS_AROUND * (plan.measure.millimetres / 1e6) ** 2
    return rows * min(1.0, DENSE * looked_at / known.square_km)
