"""What stands at the output of each block of a model, for whoever assembles one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.fit import COUNTED
from anlan.detect.compiler.plan import Plan, Threshold
from anlan.detect.history.columns import followed
from anlan.detect.history.matched import Matched
from anlan.detect.history.replay import over
from anlan.standards.time import DAY, Instant, iso
from anlan.store.store import Store

RUNGS = 30
"""Steps of the histogram; the highest level of the model lies at two thirds of them."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """The output of one block."""

    block: str
    """source, join, where, key, window, measure or raise."""
    records: int
    keys: int | None
    """Different keys; None before there is one."""
    sample: list[dict[str, Any]]
    """The last rows, each with the fields the model looks at; of `raise`, findings."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Keys whose measure reached at least `low` and less than `high` at its highest."""

    low: float
    high: float | None
    keys: int


@dataclass(frozen=True, slots=True)
class Trace:
    """A model over the last days of history, block by block."""

    since: Instant
    until: Instant
    blocks: list[Block]
    histogram: list[Bar]
    highest: float | None
    """The largest measure of any key; None when none reached the first bar."""


def trace(store: Store, plan: Plan, *, days: int, rows: int = 5) -> Trace:
    """Follow the last `days` days, up to the latest event, through a model."""
    matched = Matched(store, plan, keyless=True)
    end = Instant(int(matched.clock[-1]))
    since = Instant(end - days * DAY)
    standing = matched.standing()
    inside = standing[matched.rows.time[standing] > since]
    keys = matched.rows[plan.key].codes
    keyed = inside[keys[inside] > 0]
    held = standing[matched.rows.time[standing] > plan.horizon.floor(end)]
    held = held[keys[held] > 0]
    found = over(matched, plan, since=since)
    measured = over(
        matched, replace(plan, thresholds=_ladder(plan), cooldown=_at_once(plan)), since=since
    )
    source = Block("source", *_source(store, plan, since, rows))

    def block(name: str, numbers: Ints, *, counted: bool = True) -> Block:
        different = len(np.unique(keys[numbers])) if counted else None
        return Block(name, len(numbers), different, _shown(matched, numbers[-rows:]))

    blocks = [
        source,
        *([replace(block("where", inside, counted=False), block="join", records=source.records)]
          if plan.joins else []),
        block("where", inside, counted=False),
        block("key", keyed),
        block("window", held),
        block("measure", keyed),
        Block("raise", len(found), len(set(found.keys)), _findings(found.drafts(rows))),
    ]  # fmt: skip
    histogram = _histogram(plan, measured.keys, measured.levels)
    highest = float(measured.measures.max()) if len(measured) else None
    return Trace(since, end, blocks, histogram, highest)


def _source(
    store: Store, plan: Plan, since: Instant, rows: int
) -> tuple[int, None, list[dict[str, Any]]]:
    """Records of the source in the span, as they were when they came in."""
    table = followed(store, plan.kind).table()
    first = (table["_sign"] == 1) & table["_counts"] & (table["_version"] == 1)
    wanted = table.filter(first & (table["_time"] > since))
    fields = sorted({plan.kind.time, *(n for n in plan.fields if "." not in n)})
    last = wanted.order_by(wanted["_position"].desc()).limit(rows)
    shown = [
        {"id": row.pop("_record"), "time": iso(Instant(row.pop("_time")), row.pop("_zone")), **row}
        for row in last.select("_record", "_time", "_zone", *fields).to_pyarrow().to_pylist()
    ]
    return int(wanted.count().execute()), None, shown


def _shown(matched: Matched, numbers: Ints) -> list[dict[str, Any]]:
    layout = matched.layout
    return [
        {
            "id": row.record,
            "time": iso(row.time, row.zone),
            **{name: layout.value(row, name) for name in layout.fields},
        }
        for row in matched.rows.rows(numbers)
    ][::-1]


def _findings(drafts: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id, "raised": iso(each.raised, each.zone), "key": each.key,
            "level": each.level, "count": each.count, "measure": each.measure,
            "because": {"zh": each.because_zh, "en": each.because_en},
        }
        for each in drafts
    ]  # fmt: skip


def _rungs(plan: Plan) -> list[float]:
    top = max(threshold.at_least for threshold in plan.thresholds)
    if plan.measure.family in COUNTED:
        step = max(1, ceil(top * 3 / 2 / RUNGS))
        return [float(n * step) if n else 1.0 for n in range(RUNGS) if n or step > 1]
    return [top * 3 / 2 * (n + 1) / RUNGS for n in range(RUNGS)]


def _ladder(plan: Plan) -> tuple[Threshold, ...]:
    """A level for every bar, the highest first."""
    rungs = _rungs(plan)
    return tuple(
        Threshold(number + 1, at_least)
        for number, at_least in enumerate(sorted(rungs, reverse=True))
    )


def _at_once(plan: Plan) -> int | None:
    """No level keeps silent longer than its measure stays above it."""
    return 1 if plan.measure.family == "near" else None


def _histogram(plan: Plan, keys: Sequence[str], levels: npt.NDArray[Any]) -> list[Bar]:
    rungs = sorted(_rungs(plan))
    best: dict[str, int] = {}
    for key, level in zip(keys, levels.tolist(), strict=True):
        rung = len(rungs) - level
        best[key] = max(rung, best.get(key, 0))
    counts = np.bincount(list(best.values()), minlength=len(rungs)) if best else [0] * len(rungs)
    ends = [*rungs[1:], None]
    return [Bar(low, high, int(many)) for low, high, many in zip(rungs, ends, counts, strict=True)]
