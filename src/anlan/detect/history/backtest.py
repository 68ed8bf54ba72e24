"""A back-test: what a model would have found, how right it was, and what the plain way finds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.plan import Plan
from anlan.detect.history.competitor import moving_average
from anlan.detect.history.diary import Alerts, Diary
from anlan.detect.history.local import local_minutes
from anlan.detect.history.matched import Matched
from anlan.detect.history.outcome import (
    Outcome,
    Planted,
    Scored,
    Share,
    against_truth,
    base_rate,
    scored,
)
from anlan.detect.history.replay import Replay, replay
from anlan.detect.language.measure import Count, Measure
from anlan.detect.language.model import Level, Raise
from anlan.detect.language.window import Window
from anlan.detect.running.finding import FindingDraft
from anlan.standards.time import DAY, EARLIEST, Instant
from anlan.standards.title import Title
from anlan.store.store import Store

ITEMS = 50
SOONEST, LATEST = 7 * DAY, 30 * DAY


@dataclass(frozen=True, slots=True)
class Beside:
    """The plain competitor, on the same records, keys and number of alerts."""

    findings: int
    overlap: float | None
    """Share of the model's findings about whose key it warns within a week as well."""
    scores: Scored


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a model would have found in a span of history."""

    plan: Plan
    since: Instant
    until: Instant
    """The span, by event time; `until` is not included."""
    records: int
    """Of the source, in all of history."""
    matched: int
    """Of them, those the model counts, in the span."""
    findings: int
    by_level: dict[int, int]
    per_day: dict[str, int]
    """Local day → findings; days without any are left out."""
    alerts_per_day: float
    within: int
    """The outcome is looked for so long after a finding; µs."""
    called: str
    """What the outcome is: `again` (another such record), `outcome` (as asked) or `truth`."""
    base_rate: Share | None
    """Key-windows that the outcome follows anyway; None against planted truth."""
    scores: Scored
    competitor: Beside
    items: list[FindingDraft]
    """The first findings."""
    seconds: float


def backtest(
    store: Store,
    plan: Plan,
    *,
    since: Instant | None = None,
    until: Instant | None = None,
    outcome: Outcome | None = None,
    truth: Sequence[Planted] | None = None,
) -> Backtest:
    """Back-test a model over what the journal holds.

    Findings are exactly those of live detection. They are judged by planted `truth`, by an
    `outcome`, or, when neither is given, by whether a record that the model counts comes again
    at the same key within its window (a week at least, thirty days at most).
    """
    begun = time.perf_counter()
    found = replay(store, plan, since=since, until=until)
    numbers: dict[str, int] = {}
    records = _records(found.matched, numbers)
    start, end = _span(records, found.matched, since, until)
    within = outcome.within if outcome else min(max(plan.horizon.length, SOONEST), LATEST)
    harms = _harms(store, plan, outcome, records, numbers).between(start, end)
    alerts = Alerts(np.array([numbers.get(key, -1) for key in found.keys], np.int64), found.at)
    rival = moving_average(records, len(alerts.at), since=start, until=end)

    def judged(by: Alerts) -> Scored:
        if truth is not None:
            return against_truth(by, truth, numbers)
        return scored(by, harms, within, end)

    return Backtest(
        plan=plan, since=start, until=end,
        records=found.matched.looked_at, matched=len(records.between(start, end).at),
        findings=len(found),
        by_level=dict(sorted(Counter(found.levels.tolist()).items())),
        per_day=_per_day(found),
        alerts_per_day=len(found) / max((end - start) / DAY, 1.0),
        within=within,
        called="truth" if truth is not None else "outcome" if outcome else "again",
        base_rate=None if truth is not None else base_rate(records, harms, within, start, end),
        scores=judged(alerts),
        competitor=Beside(len(rival.at), _overlap(alerts, rival), judged(rival)),
        items=found.drafts(ITEMS),
        seconds=time.perf_counter() - begun,
    )  # fmt: skip


def _records(matched: Matched, numbers: dict[str, int]) -> Diary:
    """Key and time of the records the model counts, as they stand at the end."""
    rows, standing = matched.rows, matched.standing()
    keys = rows[matched.plan.key]
    numbered = np.array(
        [-1, *(numbers.setdefault(key, len(numbers)) for key in keys.distinct[1:])], np.int64
    )
    return Diary(Alerts(numbered[keys.codes[standing]], rows.time[standing]))


def _harms(
    store: Store, plan: Plan, outcome: Outcome | None, records: Diary, numbers: dict[str, int]
) -> Diary:
    """Key and time of the outcome."""
    if outcome is None:
        return records
    asked = plan.model.model_copy(
        update={
            "where": outcome.where,
            "window": Window(sliding="1d"),
            "measure": Measure(count=Count()),
            "raise_": Raise(levels=(Level(level=1, at_least=1),), expires_after="1d"),
            "because": Title(zh="{key}", en="{key}"),
        }
    )
    return _records(Matched(store, compile_model(asked, store.kinds, store.codes)), numbers)


def _span(
    records: Diary, matched: Matched, since: Instant | None, until: Instant | None
) -> tuple[Instant, Instant]:
    first = int(records.at.min()) if len(records.at) else EARLIEST
    start = Instant(first if since is None else max(since, first))
    end = Instant(max(int(matched.clock[-1]) + 1, start))
    return start, end if until is None else Instant(min(until, end))


def _per_day(found: Replay) -> dict[str, int]:
    zones = found.matched.rows.zones(found.triggers())
    _, days = local_minutes(found.at.tolist(), zones)
    number, count = np.unique(days, return_counts=True)
    return {
        date.fromordinal(day).isoformat(): many
        for day, many in zip(number.tolist(), count.tolist(), strict=True)
    }


def _overlap(alerts: Alerts, rival: Alerts) -> float | None:
    if not len(alerts.at):
        return None
    next_one = Diary(rival).next_after(alerts.keys, alerts.at - 7 * DAY - 1)
    return float(np.mean(next_one <= alerts.at + 7 * DAY))
