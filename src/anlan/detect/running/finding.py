"""A finding before it is stored: what, where, why, until when; and its correction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any

from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.evidence import records_of, span_of
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import Raised
from anlan.standards.time import Instant
from anlan.store.facts import Fact


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """One finding; the columns of record kind `finding`. Times are µs UTC."""

    id: str
    model: str
    model_version: str
    subject: str
    key: str
    place: str
    """What the key identifies in words: its address, or the key itself."""
    level: int
    area: str | None
    longitude: float | None
    latitude: float | None
    window_start: Instant
    window_end: Instant
    raised: Instant
    expires: Instant
    trigger: str
    source: str
    evidence: tuple[str, ...]
    """Ids of every record the measure rests on, by time and order of arrival."""
    count: int
    """How many they are."""
    measure: float
    because_zh: str
    because_en: str
    flow: str
    zone: str
    """Zone of the record that raised it."""

    def fact(self) -> Fact:
        """The fact that stores it; always version 1, so storing it again changes nothing."""
        data: dict[str, Any] = {name: getattr(self, name) for name in _STORED}
        data |= {"evidence": list(self.evidence), "status": "open", "holds": True}
        return Fact(
            "finding.raised", "finding", self.id, 1, self.raised, data, "anlan/detect", self.zone
        )


_STORED = tuple(each.name for each in fields(FindingDraft) if each.name not in ("id", "zone"))


@dataclass(frozen=True, slots=True)
class Correction:
    """What corrected records leave of a finding."""

    finding: str
    evidence: tuple[str, ...]
    measure: float
    holds: bool
    """Whether what is left still reaches the level."""

    def fact(self, row: dict[str, Any], at: Instant) -> Fact | None:
        """The fact that says so; None when the finding says it already.

        A finding nobody has decided on is withdrawn when it holds no more, and opened again
        when it does; one that was decided on only tells.
        """
        said = {"evidence": list(self.evidence), "measure": self.measure, "holds": self.holds}
        if all(row[name] == value for name, value in said.items()):
            return None
        data: dict[str, Any] = {**said, "count": len(self.evidence)}
        type = "finding.amended"
        if not self.holds and row["status"] == "open":
            type, data["status"] = "finding.withdrawn", "withdrawn"
        elif self.holds and row["status"] == "withdrawn":
            data["status"] = "open"
        return Fact(
            type, "finding", self.finding, row["version"] + 1, at, data, "anlan/detect", row["tz"]
        )


def identity(plan: Plan, raised: Raised) -> str:
    """The identity of a finding: the same cause never makes a second one.

    A limit that passes is part of the cause, for the same record may miss another one later.
    """
    model = plan.model
    cause = [model.id, model.version, raised.key, str(raised.level), raised.trigger.record]
    if plan.measure.timed:
        cause.append(str(raised.at))
    return "F-" + hashlib.sha256("\x1f".join(cause).encode()).hexdigest()[:24]


def draft(plan: Plan, layout: Layout, raised: Raised) -> FindingDraft:
    """The finding that something raised."""
    model, trigger = plan.model, raised.trigger
    row = layout.named(trigger)
    where = {name: row[name] for name in plan.where_it_is}
    place = next((row[name] for name in plan.address if row[name]), raised.key)
    span = span_of(raised.evidence)
    zh, en = (
        plan.sentence.say(
            language,
            count=len(raised.evidence),
            measure=raised.measure,
            key=raised.key,
            place=place,
            level=raised.level,
            span=span,
            zone=trigger.zone,
            row=row,
        )
        for language in ("zh", "en")
    )
    return FindingDraft(
        id=identity(plan, raised),
        model=model.id,
        model_version=model.version,
        subject=plan.subject,
        key=raised.key,
        place=place,
        level=raised.level,
        area=where.get("area"),
        longitude=where.get("longitude"),
        latitude=where.get("latitude"),
        window_start=raised.floor,
        window_end=raised.at,
        raised=raised.at,
        expires=Instant(raised.at + plan.expires_after),
        trigger=trigger.record,
        source=plan.kind.id,
        evidence=records_of(raised.evidence),
        count=len(raised.evidence),
        measure=raised.measure,
        because_zh=zh,
        because_en=en,
        flow=model.flow,
        zone=trigger.zone,
    )
