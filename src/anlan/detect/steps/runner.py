"""What an engine of steps looks like to the rest of the house."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from io import BufferedIOBase
from typing import Protocol

from anlan.detect.checkpoint import Part
from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import NotCounted, Raised
from anlan.detect.steps.steps import Steps


class Runner(Protocol):
    """Runs the models over one record kind."""

    not_counted: Counter[tuple[int, str]]
    """(number of the model, reason) → rows that matched and could not count."""
    missed: deque[NotCounted]
    """The last of them."""

    def take(self, steps: Steps) -> list[Raised]:
        """What some steps raise, in order."""

    def settle(self) -> None:
        """Wait for what is done beside the steps that come."""

    def save(self) -> list[Part]:
        """Its state, in parts to be written one after the other."""

    def restore(self, saved: BufferedIOBase) -> None:
        """Go on from a state that the same plans saved; reads just as much."""


MakeRunner = Callable[[Sequence[Plan], Layout], Runner]
