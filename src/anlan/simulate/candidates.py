"""Candidate calls: what would ring if nobody had done anything, as rows of a numpy array.

Every draw comes from the generator of its own stream and day, never from what was done before;
so the cut of the steps cannot matter, and the same seed also tells what would have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.simulate.demand import Weights
from anlan.simulate.truth import Cause
from anlan.standards.time import SECOND, Instant

Rows = NDArray[np.void]
"""Rows of `CANDIDATE`."""

CANDIDATE = np.dtype(
    [
        ("time", np.int64),  # instant, whole seconds
        ("category", np.int16),  # number in demand().names; INVALID for an invalid call
        ("spot", np.int32),  # -1 when not known
        ("level", np.int8),  # 0: drawn as the category has it
        ("mark", np.float64),  # kept when not above the share left of its cause
        ("cause", np.int32),  # number of its cause in this run; -1: none
    ]
)
INVALID = -1
FIRST, SERIOUS = 0.0, 1.0
"""Marks of a call that always comes, and of one that any success prevents but nothing less."""


@dataclass(frozen=True, eq=False)
class Life:
    """A cause and every call it would make."""

    cause: Cause
    calls: Rows


def candidate_rows(
    time: ArrayLike,
    category: ArrayLike,
    spot: ArrayLike,
    *,
    mark: ArrayLike = FIRST,
    level: int = 0,
) -> Rows:
    """Rows without a cause from columns; single values are repeated."""
    rows = np.zeros(np.size(time), CANDIDATE)
    rows["time"] = np.asarray(time) // SECOND * SECOND
    rows["category"], rows["spot"], rows["mark"] = category, spot, mark
    rows["level"], rows["cause"] = level, -1
    return rows


def generator(seed: int, stream: int, day: int = 0) -> np.random.Generator:
    """The generator of one stream on one day (days since the epoch, from 1900 on)."""
    return np.random.default_rng([seed, stream, day + 40_000])


def pick(rng: np.random.Generator, weights: Weights) -> str:
    """A name drawn by weight."""
    return pick_many(rng, weights, 1)[0]


def pick_many(rng: np.random.Generator, weights: Weights, count: int) -> list[str]:
    """`count` names drawn by weight, independently."""
    steps = np.cumsum(list(weights.values()))
    found: Any = np.searchsorted(steps, rng.random(count) * steps[-1], side="right")
    names = list(weights)
    return [names[i] for i in found]


def whole_second(time: float) -> Instant:
    """The instant, at a whole second not after it."""
    return Instant(int(time) // SECOND * SECOND)
