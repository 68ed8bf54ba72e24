"""Facts that could not count, kept so that nothing is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.standards.time import Instant


@dataclass(frozen=True, slots=True)
class Missed:
    """A fact that could not count, and why: late, ahead or forgotten."""

    reason: str
    model: str | None
    """None when it concerns every model of the source."""
    source: str
    record: str
    position: int
    time: Instant | None
    clock: Instant
