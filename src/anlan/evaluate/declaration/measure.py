"""A measure (指标): what is measured, which way is better, from where, and what it may be scored by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field as Bounded, model_validator

from anlan.evaluate.declaration.source import Origin
from anlan.evaluate.method.recipe import Normalise, Treat
from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

NodeId = Annotated[str, Bounded(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]


def titled_by_id(known: Mapping[str, Any]) -> Title:
    """The title of what has none: its id in both languages. The linter asks for a real one."""
    return Title(zh=known["id"], en=known["id"])


TitleOrId = Annotated[Title, Bounded(default_factory=titled_by_id)]


class MeasureKind(StrEnum):
    """How a measure enters the score.

    objective, survey: by its normalisation · corrective: starts full, loses points, never gains ·
    deduction: takes points off its parent and has no weight
    """

    OBJECTIVE = "objective"
    SURVEY = "survey"
    CORRECTIVE = "corrective"
    DEDUCTION = "deduction"


DEDUCTING = (MeasureKind.CORRECTIVE, MeasureKind.DEDUCTION)

WeightOrigin = Literal[
    "given", "equal", "ahp", "bwm", "budget", "entropy", "critic", "pca", "optimised"
]
"""Where weights come from: said, all the same, judged in pairs (AHP, best-worst), points shared
out by several people, or computed from the data."""


class Weight(Declaration):
    """A share among siblings, and where it comes from."""

    value: Annotated[float, Bounded(gt=0, le=100)] = 1.0
    origin: WeightOrigin = "equal"
    source: str | None = None


class Posts(Declaration):
    """The value that scores 0 and the value that scores 100; floor > target where less is better."""

    floor: float
    target: float

    @model_validator(mode="after")
    def _apart(self) -> Posts:
        if self.floor == self.target:
            raise ValueError("floor and target must differ")
        return self


class Goalposts(Posts):
    """Posts for everywhere, others for some groups of units or some periods, and who set them.

    A period's own posts come first, then those of a unit's group, then those for everywhere.
    """

    by_zone: dict[str, Posts] = {}
    """By the zone of an area: short for `by_group: {zone: …}`."""
    by_group: dict[str, dict[str, Posts]] = {}
    """By grouping and group."""
    by_period: dict[str, Posts] = {}
    source: str | None = None

    @property
    def groupings(self) -> dict[str, dict[str, Posts]]:
        """By grouping and group, zones included."""
        return ({"zone": self.by_zone} if self.by_zone else {}) | self.by_group

    @property
    def all(self) -> tuple[Posts, ...]:
        """Every pair of posts."""
        grouped = (posts for some in self.groupings.values() for posts in some.values())
        return (self, *grouped, *self.by_period.values())

    def of(self, group: Callable[[str], str | None], period: str) -> Posts:
        """The posts of a unit, whose group of a grouping is asked for, in a period."""
        if period in self.by_period:
            return self.by_period[period]
        for grouping, some in self.groupings.items():
            if (posts := some.get(group(grouping) or "")) is not None:
                return posts
        return self


class Targets(Declaration):
    """The value that is as good as it has to be: everywhere, for some groups, for some periods."""

    value: float
    by_group: dict[str, dict[str, float]] = {}
    by_period: dict[str, float] = {}

    def of(self, group: Callable[[str], str | None], period: str) -> float:
        """The target of a unit in a period."""
        if period in self.by_period:
            return self.by_period[period]
        for grouping, some in self.by_group.items():
            if (value := some.get(group(grouping) or "")) is not None:
                return value
        return self.value


class Deducts(Declaration):
    """Points lost per unit of the value, and the most that can be lost."""

    slope: Annotated[float, Bounded(gt=0)]
    most: Annotated[float, Bounded(gt=0, le=100)] = 100.0
    source: str | None = None


class Guard(Title):
    """What to mind when reading a measure; with `measure` also when it may be scored at all.

    It is scored only where that other measure has a value within the bounds: what can be escaped
    by not measuring it guards nothing.
    """

    measure: NodeId | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def words(self) -> Title:
        """What it says, without what it checks."""
        return Title(zh=self.zh, en=self.en)

    @model_validator(mode="after")
    def _whole(self) -> Guard:
        bounded = self.at_least is not None or self.at_most is not None
        if bounded != (self.measure is not None):
            raise ValueError("a guard that is checked names a `measure` and a bound")
        return self


class Measure(Declaration):
    """An indicator: what is measured, in which unit, which way is better, from where."""

    id: NodeId
    title: TitleOrId
    weight: Weight = Weight()
    direction: Literal["positive", "negative"] = "positive"
    kind: MeasureKind = MeasureKind.OBJECTIVE
    unit: str | None = None
    """A short sign that reads the same in both languages: %, /10k, min, d, 0–100 …"""
    entry: Literal["automatic", "survey", "manual"] = "automatic"
    function: Literal["steer", "measure"] = "measure"
    """Whether it is there to steer the service (指挥棒) or to measure it (标尺)."""
    formula: str | None = None
    guard: Guard | None = None
    denominator: str | None = None
    """A column of the data, such as people or area, that the value is divided by."""
    comparable: str | None = None
    """Why units of unlike size may be compared by it though nothing divides it."""
    goalposts: Goalposts | None = None
    target: float | Targets | None = None
    deducts: Deducts | None = None
    treat: Treat | None = None
    """Instead of the recipe's."""
    normalise: Normalise | None = None
    """Instead of that of the branch or the recipe."""
    source: Origin | None = None
    """The query or column; a measure has this or `not_collected`."""
    not_collected: Title | None = None
    """What would have to be collected; the measure is shown as not assessed."""

    @property
    def parts(self) -> tuple[()]:
        return ()

    @property
    def deducting(self) -> bool:
        """Whether it only loses points."""
        return self.kind in DEDUCTING

    @property
    def targets(self) -> Targets | None:
        """The target, whichever way it is written."""
        return Targets(value=self.target) if isinstance(self.target, float) else self.target

    @model_validator(mode="after")
    def _whole(self) -> Measure:
        if (self.source is None) == (self.not_collected is None):
            raise ValueError(f"{self.id}: give `source`, or say why in `not_collected`")
        if self.deducting and self.source is not None and self.deducts is None:
            raise ValueError(f"a measured {self.kind} measure needs `deducts`")
        if self.deducting and (self.goalposts or self.normalise):
            raise ValueError(f"a {self.kind} measure is scored by `deducts` alone")
        if not self.deducting and self.deducts is not None:
            raise ValueError(
                f"`deducts` is for corrective measures and deductions, not {self.kind}"
            )
        if self.deducting and self.direction != "negative":
            raise ValueError(f"a {self.kind} measure only loses points: direction is negative")
        for posts in self.goalposts.all if self.goalposts else ():
            if (posts.target > posts.floor) != (self.direction == "positive"):
                raise ValueError(f"goalposts run against the direction {self.direction}")
        return self
