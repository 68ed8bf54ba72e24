"""A plan: a model that has been checked and can run. Times are microseconds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from anlan.detect.compiler.derive import POINT, Derive, point
from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.sentence import Sentence
from anlan.detect.language.model import Model
from anlan.standards.kinds import RecordKind


@dataclass(frozen=True, slots=True, order=True)
class Threshold:
    """One level: reached when the measure is at least this."""

    level: int
    at_least: float


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """What is measured: the settings of the model's family, checked and in microseconds."""

    family: str
    """One of `measure.Measure.KINDS`."""
    field: str | None = None
    """distinct, escalation, value, slope: the attribute looked at."""
    sign: int = 1
    """escalation, slope: −1 when lower is worse, or falling is measured."""
    take: str = "last"
    """value: last, highest or lowest."""
    first: Filter | None = None
    """sequence, unanswered: what comes first; ratio: what makes up the share."""
    then: Filter | None = None
    """sequence, unanswered: what follows; None when nothing can."""
    within: int = 0
    """sequence, unanswered: at most so long after."""
    every: int = 0
    """silence: a record is expected at least this often."""
    minimum: int = 0
    """ratio, slope, season: below so many nothing is measured."""
    decay: float = 0.0
    """season: weight of a new observation."""
    millimetres: int = 0
    """near: the distance."""

    @property
    def timed(self) -> bool:
        """Whether it is found when time passes, not only when a record comes in."""
        return self.family in ("unanswered", "silence")


@dataclass(frozen=True, slots=True, order=True)
class Joined:
    """A join of a model, checked."""

    kind: str
    by: str
    alias: str
    """`by.kind`, whatever the model calls it, so that models share what is joined."""
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A model that has been checked and can run."""

    model: Model
    kind: RecordKind
    joins: tuple[Joined, ...]
    where: Filter
    key: str
    """The attribute a finding is about."""
    subject: str
    """The subject that the key identifies."""
    address: tuple[str, ...]
    """The field that says in words what the key identifies, if there is one."""
    where_it_is: tuple[str, ...]
    """Fields of the source that say where a record is."""
    horizon: Horizon
    measure: MeasurePlan
    thresholds: tuple[Threshold, ...]
    """Most urgent first."""
    cooldown: int | None
    expires_after: int
    sentence: Sentence
    digest: str
    """Changes when anything the plan was compiled from changes."""

    @property
    def name(self) -> str:
        return self.model.id

    @property
    def reach(self) -> int:
        """How long after its event time a row can still matter; µs."""
        return self.horizon.length + self.measure.within * (self.measure.family == "unanswered")

    @cached_property
    def fields(self) -> frozenset[str]:
        """Fields of the record and of joined ones that the layout must hold for it."""
        measured = {self.measure.field} - {None}
        joined = {f"{join.alias}.{name}" for join in self.joins for name in join.fields}
        return frozenset().union(
            *(asked.fields for asked in self._filters),
            {self.key, *self.sentence.fields, *self.where_it_is, *self.address},
            {join.by for join in self.joins},
            joined,
            map(str, measured),
        )

    @cached_property
    def derived(self) -> dict[str, Derive]:
        """Derived attributes that the layout must hold for it."""
        derived = {name: how for asked in self._filters for name, how in asked.derived.items()}
        return derived | ({POINT: point} if self.measure.family == "near" else {})

    @property
    def _filters(self) -> tuple[Filter, ...]:
        asked = (self.where, self.measure.first, self.measure.then)
        return tuple(each for each in asked if each is not None)


def set_digest(plans: Iterable[Plan]) -> str:
    """One digest of a set of plans, whatever their order."""
    return hashlib.sha256("".join(sorted(plan.digest for plan in plans)).encode()).hexdigest()
