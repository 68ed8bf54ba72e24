"""The models of some families, and what they are given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy.typing as npt

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.batch import Batch
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.log import Log
from anlan.detect.fast.match import Matcher, Matches

Numbered = tuple[int, Plan]
"""A plan and its number among those of its record kind."""
Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A few thousand steps at most, matched and logged."""

    batch: Batch
    matches: Matches
    log: Log
    ref: int
    """Ref of the first step in the log."""


class Group(ABC):
    """The models of some families."""

    FAMILIES: ClassVar[frozenset[str]]
    """The families it runs."""

    def __init__(self, plans: Sequence[Numbered], columns: Columns, matcher: Matcher) -> None:
        self.plans = plans
        self.columns = columns
        self.matcher = matcher

    @classmethod
    def takes(cls, plan: Plan) -> bool:
        """Whether a model belongs here."""
        return plan.measure.family in cls.FAMILIES

    @abstractmethod
    def take(self, frame: Frame) -> tuple[Found, Missed]:
        """What the steps of a frame raise, and added rows that match but cannot count.

        In any order.
        """

    @abstractmethod
    def sweep(self, clock: int, log: Log) -> None:
        """Let go of what no window holds any more."""

    @abstractmethod
    def moved(self, rows: int) -> None:
        """The log has let go of its first rows: refs are less by so many."""

    @abstractmethod
    def save(self) -> Arrays:
        """The state by name; the keys are known to this group alone."""

    @abstractmethod
    def restore(self, state: Arrays) -> None:
        """Go on from a state of the same plans."""
