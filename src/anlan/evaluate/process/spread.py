"""How waiting times spread, group by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.evaluate.process.instants import Int64s

Floats = npt.NDArray[np.float64]
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """Waiting times of one group, in seconds. `p95` lies between the two values around it."""

    mean: float
    median: float
    p95: float
    total: float


def spread(group: Int64s, wait: Int64s, groups: int) -> tuple[Int64s, list[Waiting]]:
    """Size and waiting of every group; `wait` in µs, group numbers from 0. An empty group waits 0."""
    order = np.lexsort((wait, group))
    counts = np.bincount(group, minlength=groups)
    ends = np.cumsum(counts)
    starts = ends - counts
    seconds = wait[order] / _SECOND
    totals = np.bincount(group[order], weights=seconds, minlength=groups)
    median, p95 = (_quantile(seconds, starts, counts, share) for share in (0.5, 0.95))
    means = totals / np.maximum(counts, 1)
    rows = zip(means.tolist(), median.tolist(), p95.tolist(), totals.tolist(), strict=True)
    return counts, [Waiting(*row) for row in rows]


def _quantile(ordered: Floats, starts: Int64s, counts: Int64s, share: float) -> Floats:
    """Linear between the two nearest values (type 7), for every group at once."""
    if not len(ordered):
        return np.zeros(len(counts))
    at = (np.maximum(counts, 1) - 1) * share
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(counts - 1, 0))
    last = len(ordered) - 1
    below, above = ordered[np.minimum(starts + low, last)], ordered[np.minimum(starts + high, last)]
    return np.where(counts > 0, below + (above - below) * (at - low), 0.0)
