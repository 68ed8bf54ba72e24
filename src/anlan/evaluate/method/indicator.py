"""An indicator as the method sees it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from anlan.evaluate.method.recipe import Normalise, Treat

Setting = float | str
"""A number for all rows, or the column beside the indicators that has one for each."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Another indicator's value decides whether this one is scored: within bounds, or not."""

    indicator: str
    at_least: float = -math.inf
    at_most: float = math.inf


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column: which way is better, what it is divided by, and where it differs from others."""

    id: str
    direction: int = 1
    """1 where more is better, −1 where less is."""
    denominator: str | None = None
    """A column beside the indicators."""
    target: Setting | None = None
    """The value that is as good as it has to be."""
    posts: tuple[Setting, Setting] | None = None
    """The value that scores nothing and the one that scores full, as measured."""
    treat: Treat | None = None
    """Instead of the recipe's."""
    normalise: Normalise | None = None
    """Instead of the recipe's."""
    guard: Guard | None = None
