"""What is known to be behind the calls. It never enters the stream of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from anlan.standards.time import Instant

CauseKind = Literal["dispute", "hot_place", "false_alarm", "surge"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One planted reason why calls come again, as it runs if nobody does anything.

    `key` is what a finding about it must name: the premises id, for a surge the area id.
    `stages` are the times a dispute enters each of its stages; `serious` is when it would end
    in a serious call, None when it fades by itself. `ends` is None for a chronic place.
    """

    id: str
    kind: CauseKind
    key: str
    category: str
    begins: Instant
    ends: Instant | None
    stages: tuple[Instant, ...] = ()
    serious: Instant | None = None

    def alive(self, at: Instant) -> bool:
        """Whether it is at work at an instant, if nobody has settled it."""
        return self.begins <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A measure that met a living cause, and whether it worked."""

    at: Instant
    measure: str
    cause: str
    worked: bool


@dataclass(frozen=True)
class Truth:
    """The causes begun before `until`, what was done about them, and what came of it."""

    since: Instant
    until: Instant
    causes: tuple[Cause, ...]
    calls: Mapping[str, tuple[tuple[Instant, str], ...]]
    """Cause id → time and id of each call it made, in order."""
    prevented: Mapping[str, tuple[Instant, ...]]
    """Cause id → times of calls that would have come and did not."""
    attempts: tuple[Attempt, ...]

    @property
    def settled(self) -> dict[str, Instant]:
        """Cause id → when a measure worked."""
        return {attempt.cause: attempt.at for attempt in self.attempts if attempt.worked}
