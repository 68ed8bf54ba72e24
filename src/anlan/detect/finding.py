"""A finding before it is stored: what, where, why, until when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any

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
    """Ids of every record in the window, by time and id."""
    count: int
    because_zh: str
    because_en: str
    flow: str
    zone: str
    """Zone of the record that raised it."""

    def fact(self) -> Fact:
        """The fact that stores it; always version 1, so storing it again changes nothing."""
        data: dict[str, Any] = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in ("id", "zone")
        }
        data |= {"evidence": list(self.evidence), "status": "open"}
        return Fact(
            "finding.raised", "finding", self.id, 1, self.raised, data, "anlan/detect", self.zone
        )


def finding_id(model: str, version: str, key: str, level: int, trigger: str) -> str:
    """The identity of a finding: the same cause never makes a second one.

    >>> finding_id("m", "1", "a", 1, "r") == finding_id("m", "1", "a", 1, "r")
    True
    """
    text = "\x1f".join((model, version, key, str(level), trigger))
    return "F-" + hashlib.sha256(text.encode()).hexdigest()[:24]
