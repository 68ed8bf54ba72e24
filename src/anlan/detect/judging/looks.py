"""What the historian is asked, answered in plain values that another process can read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from anlan.detect.compiler.plan import Plan
from anlan.detect.history.backtest import Backtest, backtest
from anlan.detect.history.outcome import Scored, Share
from anlan.detect.history.trace import trace
from anlan.detect.judging.judge import Judgement, judged
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, EARLIEST, Instant, moment
from anlan.store.store import Store

LONGEST_SERIES = timedelta(days=3_660)
"""Above it days without findings are left out."""


def tried(
    store: Store,
    plan: Plan,
    *,
    zone: str,
    since: Instant | None = None,
    until: Instant | None = None,
) -> dict[str, Any]:
    """The back-test of a model over a span of history."""
    found = backtest(store, plan, since=since, until=until)
    competitor = found.competitor
    return {
        "since": found.since if _known(found) else None,
        "until": found.until if _known(found) else None,
        "records": found.records,
        "matched": found.matched,
        "findings": found.findings,
        "by_level": {str(level): count for level, count in found.by_level.items()},
        "per_day": _per_day(found, zone),
        "alerts_per_day": found.alerts_per_day,
        "base_rate": found.base_rate.value if found.base_rate else None,
        "outcome": _scored(found.scores),
        "outcome_is": found.called,
        "within_days": found.within / DAY,
        "competitor": {
            "findings": competitor.findings,
            "overlap": competitor.overlap,
            "outcome": _scored(competitor.scores),
        },
        "items": [asdict(each) for each in found.items],
        "seconds": found.seconds,
    }


def summary(store: Store, plan: Plan, *, zone: str) -> dict[str, Any]:
    """What a proposal keeps of the back-test over all of history."""
    found = tried(store, plan, zone=zone)
    return {name: value for name, value in found.items() if name not in ("per_day", "items")}


def traced(store: Store, plan: Plan, *, days: int) -> dict[str, Any]:
    """The output of each block of a model over the last days; joined fields by their alias."""
    found = trace(store, plan, days=days)
    alias = {
        f"{join.by}.{join.kind}.{name}": f"{join.alias}.{name}"
        for join in plan.model.join
        for name in join.fields
    }
    blocks = [asdict(block) for block in found.blocks]
    for block in blocks:
        block["sample"] = [
            {alias.get(name, name): value for name, value in row.items()} for row in block["sample"]
        ]
    bars = [{"from": bar.low, "to": bar.high, "keys": bar.keys} for bar in found.histogram]
    return {
        "since": found.since,
        "until": found.until,
        "blocks": blocks,
        "measure": {"histogram": bars, "max": found.highest},
    }


def judgements(store: Store, *plans: Plan) -> dict[str, dict[str, Any]]:
    """What came of the findings of some models, by model."""
    grant = service_grant("register", "stewardship")
    return {each.model.id: plain(each) for each in judged(store, plans, grant, store.clock())}


def plain(found: Judgement) -> dict[str, Any]:
    """A judgement without its model; times are instants."""
    told = {name: value for name, value in asdict(found).items() if name != "model"}
    if found.drift is not None:
        told["drift"]["changed"] = found.drift.changed
    told["advice"] = [
        {**asdict(each), "called": each.called.model_dump(), "why": each.why.model_dump()}
        for each in found.advice
    ]
    return told


def _per_day(found: Backtest, zone: str) -> list[dict[str, Any]]:
    """Findings of every day of the span, days without any too."""
    if not _known(found):
        return []
    first, last = moment(found.since, zone).date(), moment(found.until, zone).date()
    told = {date.fromisoformat(day): count for day, count in found.per_day.items()}
    days = set(told)
    if last - first <= LONGEST_SERIES:
        days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return [{"day": day.isoformat(), "findings": told.get(day, 0)} for day in sorted(days)]


def _known(found: Backtest) -> bool:
    """Whether the span has a beginning: it has none without a matching record."""
    return found.since > EARLIEST


def _scored(scores: Scored) -> dict[str, Any] | None:
    """How findings did against what came after; None when there was nothing to tell by."""
    if not scores.precision.whole and not scores.recall.whole:
        return None
    return {
        "precision": scores.precision.value,
        "precision_within": _interval(scores.precision),
        "recall": scores.recall.value,
        "recall_within": _interval(scores.recall),
        "lead_days": scores.lead_days,
    }


def _interval(share: Share) -> list[float] | None:
    return None if share.interval is None else list(share.interval)
