"""The recipe: which steps are taken from data to scores, and how. Every step is optional."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Bounded

from anlan.evaluate.method.tree import Way
from anlan.standards.kinds import Declaration

Share = Annotated[float, Bounded(ge=0, le=1)]


class Screen(Declaration):
    """Leave units out that have too few values, or too few that are not zero."""

    of: Literal["denominated", "imputed"] = "denominated"
    """The table that is judged. Units that are left out as they came help to impute nothing."""
    values: Share = 0.0
    non_zero: Share = 0.0


class Impute(Declaration):
    """What stands in for a missing value.

    column: of the indicator · group: of the indicator among units alike · row: of the unit's
    other indicators in the branch · last, constant, linear: of the unit itself at other times
    """

    how: Literal["column", "group", "row", "last", "constant", "linear"]
    middle: Literal["mean", "median"] = "median"
    group: str | None = None
    """The column that says which units are alike."""
    longest: Annotated[float, Bounded(gt=0)] | None = None
    """No value stands in over more time than this."""
    scale: bool = True
    """Of `row`: compare shares of the range, where units of measure differ."""


class Treat(Declaration):
    """Outliers: bring up to `points` values in, then transform, unless |skew| < `skew` or
    kurtosis < `kurtosis`."""

    skew: Annotated[float, Bounded(gt=0)] = 2.0
    kurtosis: Annotated[float, Bounded(gt=0)] = 3.5
    points: Annotated[int, Bounded(ge=0, le=1_000)] = 5
    then: Literal["log", "box-cox", "none"] = "log"
    power: float = 0.0


class Normalise(Declaration):
    """How an indicator gets to the common scale."""

    how: Literal[
        "minmax", "zscore", "scaled", "rank", "borda", "percentile-rank", "distance-to-max",
        "distance-to-reference", "distance-to-target", "fraction-of-max", "goalposts", "none",
    ]  # fmt: skip
    low: float = 0.0
    high: float = 100.0
    """Of minmax the new range, of scaled the old one, of goalposts the scale."""
    mean: float = 0.0
    sd: Annotated[float, Bounded(gt=0)] = 1.0
    reference: str | None = None
    """A unit."""
    cap: bool = False
    """Whether reaching the target or reference is the most that counts."""
    truncate: bool = True
    """Whether goalposts are the least and the most that count."""


class Aggregate(Declaration):
    """How the children of a branch become one score."""

    how: Way = "arithmetic"
    power: float = 1.0
    threshold: Share = 0.0
    """The least share of the children that must be there."""


class Recipe(Declaration):
    """All steps, in the order in which they are taken."""

    screen: Screen | None = None
    impute: Impute | None = None
    treat: Treat | None = None
    normalise: Normalise = Normalise(how="minmax")
    base: str = "all"
    """What sets the scale: all periods, each `period` by itself, or one period frozen, by name."""
    aggregate: Aggregate = Aggregate()
