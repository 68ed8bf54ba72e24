"""Why calls come again and again: the declaration `causes.yaml`, read once."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field as Bounded

from anlan.simulate.demand import Positive, Share, Weights
from anlan.standards.declaration import read_declaration
from anlan.standards.kinds import Declaration

Measure = Literal["mediation", "place_work", "alarm_upkeep", "patrol"]
"""What can be done about a cause: a dispute, a hot place, a false alarm, a surge."""


class DisputeKind(Declaration):
    weight: Positive
    category: str
    at: Weights


class Stage(Declaration):
    """`mix`: the shares of calls that are of another category than the dispute's own."""

    days: Positive
    calls_a_day: Positive
    fades: Share
    mediated: Share
    level: int
    mix: dict[str, Share]


class Serious(Declaration):
    category: str
    level: int


class Calm(Declaration):
    within_minutes: Positive
    hours: Positive
    keeps: Share


class Disputes(Declaration):
    per_1000_a_year: Positive
    kinds: dict[str, DisputeKind]
    stages: Annotated[tuple[Stage, ...], Bounded(min_length=1)]
    serious: Serious
    residual: Share
    calm: Calm


class ChronicKind(Declaration):
    weight: Positive
    at: str
    calls_a_day: Positive
    day: str
    mix: Weights


class Chronic(Declaration):
    """`begun`: the share that is there from the start; the others begin within 300 days."""

    measure: Measure
    per_1000: Positive
    begun: Share
    works: Share
    residual: Share
    kinds: tuple[ChronicKind, ...]


class Surges(Declaration):
    measure: Measure
    per_1000_a_year: Positive
    days: tuple[Positive, Positive]
    calls_a_day: tuple[Positive, Positive]
    works: Share
    residual: Share
    categories: Weights


class Plan(Declaration):
    """The causes of a city."""

    id: str
    version: str
    disputes: Disputes
    chronic: dict[Literal["hot_place", "false_alarm"], Chronic]
    surges: Surges


@lru_cache(maxsize=1)
def plan() -> Plan:
    """The causes that ship with the simulator."""
    return read_declaration(Path(str(resources.files("anlan.simulate") / "causes.yaml")), Plan)
