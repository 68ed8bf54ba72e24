"""Judging models: what came of their findings, and what should become of them.

The system proposes, a named person decides: to retire a model without effect, or to raise its
level when there are more findings than the staff can take. Only counts are told; nobody who
decided, and no party, is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from anlan.detect.checking.cost import Cost
from anlan.detect.compiler.plan import Plan
from anlan.detect.judging.drift import Drift, Looked, looked
from anlan.detect.judging.proposals import KIND
from anlan.detect.language.model import Model
from anlan.detect.live.detection import Detection
from anlan.govern.grants import Grant
from anlan.standards.time import DAY, Instant
from anlan.standards.title import Title
from anlan.store.query import IsNull, Not, OneOf, Query
from anlan.store.store import Store

YEAR = 365 * DAY
LATELY = 28 * DAY
MANY = 2.0
"""Findings a week from which a model is worth quietening."""
SHARED = 0.1
"""Below this share an overlap is not worth a line."""
MOST = 5

FINDING = ("model", "level", "status", "task", "key", "raised", "measure", "evidence", "source")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another model that rests on the same records."""

    model: str
    share: float
    """Of this model's evidence of the last twelve months."""


@dataclass(frozen=True, slots=True)
class Quieter:
    """What raising the mildest level would do to the findings of the last twelve months."""

    level: int
    now: float
    then: float
    loses: int
    """Findings that would not have been raised."""
    loses_acted_on: int
    loses_confirmed: int


CALLED = {
    "retire": Title(zh="停用", en="retire"),
    "raise-level": Title(zh="提高阈值", en="raise the level"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """What the system proposes; a person decides."""

    what: Literal["retire", "raise-level"]
    findings: int
    """In the last twelve months."""
    per_week: float
    """Of all models, in the last four weeks."""
    capacity: float | None
    """Tasks finished a week in that time; None when none were."""
    quieter: Quieter | None = None

    @property
    def why(self) -> Title:
        """The reason, as every register words it."""
        quieter = self.quieter
        if quieter is None:
            return Title(
                zh=f"十二个月内{self.findings}条预警，没有一条核验闭环。",
                en=f"{self.findings} findings in 12 months, and none was verified.",
            )
        level, now, then = quieter.level, quieter.now, quieter.then
        return Title(
            zh=f"全部模型每周{self.per_week:.1f}条预警，办结{self.capacity or 0:.1f}件；"
            f"{level}级由{now:g}提到{then:g}，一年会少{quieter.loses}条，"
            f"其中{quieter.loses_acted_on}条曾处置、{quieter.loses_confirmed}条曾核验。",
            en=f"All models find {self.per_week:.1f} a week, {self.capacity or 0:.1f} tasks are"
            f" finished; level {level} from {now:g} to {then:g} would lose {quieter.loses} a year,"
            f" {quieter.loses_acted_on} of them acted on, {quieter.loses_confirmed} verified.",
        )

    @property
    def called(self) -> Title:
        """What it proposes."""
        return CALLED[self.what]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One model, in every version, as the register shows it."""

    model: Model
    digest: str
    family: str
    lately: int
    """Records of the last four weeks that it looked at: how much it is used."""
    findings: int
    open: int
    acted_on: int
    """Became a task or was dismissed by a person."""
    dismissed: int
    confirmed: int
    """Verified: its task was done and held."""
    expired: int
    year: int
    """Findings of the last twelve months."""
    year_acted_on: int
    year_confirmed: int
    lead_days: float | None
    """Median, from a finding to the next record the model matches at its key: the time there
    was to act before it came again."""
    cost: Cost
    overlaps: tuple[Overlap, ...]
    last_review: Instant | None
    """When a person last decided about the model here."""
    drift: Drift | None
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """How much there is to do and how much is done, over all models."""

    per_week: float
    finished: float | None
    live: bool
    """Whether the models have run at all; what only ran over history cannot be without effect."""

    @property
    def share(self) -> float | None:
        """What of the findings the staff can take; None when they can take all, or nobody
        knows."""
        if not self.finished or self.finished >= self.per_week:
            return None
        return self.finished / self.per_week


def judged(store: Store, plans: Iterable[Plan], grant: Grant, now: Instant) -> list[Judgement]:
    """The register's judgement of some models. Records are read through the door; `now` is
    the clock of the source where that stands still, as in an archive."""
    plans = list(plans)
    names = tuple(dict.fromkeys(plan.model.id for plan in plans))
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for row in store.read(grant, Query("finding", FINDING, OneOf("model", names))):
        found[row["model"]].append(row)
    seen = [looked(store, plan) for plan in plans]
    now = min(now, max((each.end for each in seen if each.end), default=now))
    work = _work(store, found, grant, now)
    evidence = {name: _evidence(rows, now) for name, rows in found.items()}
    reviews = _reviews(store, names, grant)
    return [
        _judgement(plan, found[plan.model.id], each, now, work, evidence, reviews)
        for plan, each in zip(plans, seen, strict=True)
    ]


def _judgement(
    plan: Plan,
    rows: Sequence[Mapping[str, Any]],
    seen: Looked,
    now: Instant,
    work: _Work,
    evidence: Mapping[str, frozenset[tuple[str, str]]],
    reviews: Mapping[str, tuple[Instant | None, Instant | None]],
) -> Judgement:
    year = [row for row in rows if row["raised"] > now - YEAR]
    waits = [
        (after - row["raised"]) / DAY
        for row in rows
        if (after := seen.next_after(row["key"], row["raised"])) is not None
    ]
    status = [row["status"] for row in rows]
    reviewed, since = reviews.get(plan.model.id, (None, None))
    return Judgement(
        model=plan.model,
        digest=plan.digest,
        family=plan.measure.family,
        lately=seen.lately,
        findings=len(rows),
        open=status.count("open"),
        acted_on=sum(map(_acted_on, rows)),
        dismissed=status.count("dismissed"),
        confirmed=status.count("verified"),
        expired=status.count("expired"),
        year=len(year),
        year_acted_on=sum(map(_acted_on, year)),
        year_confirmed=sum(map(_confirmed, year)),
        lead_days=median(waits) if waits else None,
        cost=seen.cost,
        overlaps=_overlaps(plan.model.id, evidence),
        last_review=reviewed,
        drift=seen.drift,
        advice=tuple(_advice(plan, rows, year, seen, now, work, since)),
    )


def _advice(
    plan: Plan,
    rows: Sequence[Mapping[str, Any]],
    year: Sequence[Mapping[str, Any]],
    seen: Looked,
    now: Instant,
    work: _Work,
    since: Instant | None,
) -> Iterable[Advice]:
    """Retire what had no effect in a year of records; quieten what is more than can be done."""
    long_enough = seen.days * DAY >= YEAR and (since is None or since <= now - YEAR)
    if work.live and long_enough and not any(map(_confirmed, year)):
        yield Advice("retire", len(year), work.per_week, work.finished)
        return
    lately = sum(row["raised"] > now - LATELY for row in rows) / (LATELY / (7 * DAY))
    if work.share is not None and lately >= MANY:
        quieter = _quieter(plan, year, work.share)
        if quieter is not None:
            yield Advice("raise-level", len(year), work.per_week, work.finished, quieter)


def _quieter(plan: Plan, year: Sequence[Mapping[str, Any]], share: float) -> Quieter | None:
    """The lowest threshold that leaves a share of the findings, and what it would lose."""
    mildest = plan.thresholds[-1]
    for then in sorted({float(row["measure"]) for row in year if row["measure"] is not None}):
        lost = [row for row in year if row["measure"] is None or row["measure"] < then]
        if then > mildest.at_least and len(year) - len(lost) <= share * len(year):
            acted, confirmed = sum(map(_acted_on, lost)), sum(map(_confirmed, lost))
            return Quieter(mildest.level, mildest.at_least, then, len(lost), acted, confirmed)
    return None


def _acted_on(row: Mapping[str, Any]) -> bool:
    return row["task"] is not None or row["status"] == "dismissed"


def _confirmed(row: Mapping[str, Any]) -> bool:
    return bool(row["status"] == "verified")


def _work(
    store: Store, found: Mapping[str, Sequence[Mapping[str, Any]]], grant: Grant, now: Instant
) -> _Work:
    weeks = LATELY / (7 * DAY)
    tasks = store.read(grant, Query("task", ("done_at",), Not(IsNull("done_at"))))
    done = sum(now - LATELY < row["done_at"] <= now for row in tasks) / weeks
    rows = (row for of_model in found.values() for row in of_model)
    per_week = sum(row["raised"] > now - LATELY for row in rows) / weeks
    return _Work(per_week, done or None, store.followers.position(Detection.name) > 0)


def _evidence(rows: Sequence[Mapping[str, Any]], now: Instant) -> frozenset[tuple[str, str]]:
    """The records that findings of the last twelve months rest on."""
    year = (row for row in rows if row["raised"] > now - YEAR)
    return frozenset((row["source"], record) for row in year for record in row["evidence"] or ())


def _overlaps(name: str, evidence: Mapping[str, frozenset[tuple[str, str]]]) -> tuple[Overlap, ...]:
    own = evidence[name]
    shares = [
        Overlap(other, len(own & records) / len(own))
        for other, records in evidence.items()
        if own and other != name
    ]
    worth = [each for each in shares if each.share >= SHARED]
    return tuple(sorted(worth, key=lambda each: -each.share)[:MOST])


def _reviews(
    store: Store, names: Sequence[str], grant: Grant
) -> dict[str, tuple[Instant | None, Instant | None]]:
    """Model → when a person last decided about it, and since when its first version is live."""
    told: dict[str, tuple[Instant | None, Instant | None]] = {}
    fields = ("model", "decided_at", "live_since")
    for row in store.read(grant, Query(KIND, fields, OneOf("model", tuple(names)))):
        decided, since = told.get(row["model"], (None, None))
        times = [at for at in (decided, row["decided_at"]) if at is not None]
        begun = [at for at in (since, row["live_since"]) if at is not None]
        told[row["model"]] = (max(times, default=None), min(begun, default=None))
    return told
