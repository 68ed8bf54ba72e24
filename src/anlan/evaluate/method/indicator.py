"""An indicator as the method sees it."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.evaluate.method.recipe import Normalise, Treat


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column: which way is better, what it is divided by, and where it differs from others."""

    id: str
    direction: int = 1
    """1 where more is better, −1 where less is."""
    denominator: str | None = None
    """A column beside the indicators."""
    target: float | None = None
    """The value that is as good as it has to be."""
    posts: tuple[float, float] | None = None
    """The value that scores nothing and the one that scores full, as measured."""
    treat: Treat | None = None
    """Instead of the recipe's."""
    normalise: Normalise | None = None
    """Instead of the recipe's."""
