"""What was raised and what could not count, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from anlan.detect.fast.batch import Codes, Floats, Ints
from anlan.detect.fast.compiled import compiled

REASONS = ("late", "forgotten")
"""Why a row that matches does not count, by number."""


@dataclass(frozen=True, slots=True)
class Found:
    """Levels that were reached; `Raised` without the rows themselves."""

    step: Ints
    """Number of the step within its batch."""
    model: Codes
    key: Codes
    """Number of the key's value."""
    level: Codes
    at: Ints
    floor: Ints
    measure: Floats
    trigger: Ints
    """Order of the row that raised it."""
    first: Ints
    """[n + 1] Evidence n is evidence[first[n]:first[n + 1]], by (time, order)."""
    evidence: Ints
    """Orders."""

    def __len__(self) -> int:
        return len(self.step)


_NO_INTS, _NO_CODES = np.zeros(0, np.int64), np.zeros(0, np.int32)
NOTHING = Found(
    _NO_INTS, _NO_CODES, _NO_CODES, _NO_CODES, _NO_INTS, _NO_INTS, np.zeros(0), _NO_INTS,
    np.zeros(1, np.int64), _NO_INTS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missed:
    """Added rows that match a model but could not count."""

    step: Ints
    """Number of the step within its batch."""
    model: Codes
    reason: Codes
    """Number among `REASONS`."""


def all_found(parts: Sequence[tuple[int, Found]]) -> Found:
    """What was raised in several goes, in order of the steps; each with what to add to `step`."""
    parts = parts or [(0, NOTHING)]
    step = np.concatenate([part.step + offset for offset, part in parts])
    model = np.concatenate([part.model for _, part in parts])
    sizes = np.concatenate([np.diff(part.first) for _, part in parts])
    flat = np.concatenate([part.evidence for _, part in parts])
    order = np.lexsort((model, step))
    begins = (np.cumsum(sizes) - sizes)[order]
    first = np.concatenate(([0], np.cumsum(sizes[order])))
    evidence = np.empty_like(flat)
    _gather(flat, begins, first, evidence)
    return Found(
        step[order],
        model[order],
        np.concatenate([part.key for _, part in parts])[order],
        np.concatenate([part.level for _, part in parts])[order],
        np.concatenate([part.at for _, part in parts])[order],
        np.concatenate([part.floor for _, part in parts])[order],
        np.concatenate([part.measure for _, part in parts])[order],
        np.concatenate([part.trigger for _, part in parts])[order],
        first,
        evidence,
    )


@compiled
def _gather(flat: Any, begins: Any, first: Any, gathered: Any) -> None:
    """Put stretches that begin at `begins` one after the other."""
    for n in range(len(begins)):
        for at in range(first[n], first[n + 1]):
            gathered[at] = flat[begins[n] + at - first[n]]


def all_missed(parts: Sequence[tuple[int, Missed]]) -> Missed:
    """What could not count, in order of the steps and models; each with what to add to `step`."""
    parts = parts or [(0, Missed(NOTHING.step, NOTHING.model, NOTHING.model))]
    step = np.concatenate([part.step + offset for offset, part in parts])
    model = np.concatenate([part.model for _, part in parts])
    order = np.lexsort((model, step))
    reason = np.concatenate([part.reason for _, part in parts])
    return Missed(step[order], model[order], reason[order])
