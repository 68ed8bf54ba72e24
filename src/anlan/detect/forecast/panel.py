"""Calls counted per area and step: whole weeks back from one moment. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SILENT = 14.0
"""So many calls must have been missed before silence is taken for missing data: with a Poisson
count of this mean none at all comes once in a million."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Counts of areas over whole weeks, the last of which ends where a forecast would begin.

    Steps are hours (168 a week), days (7) or weeks (1), in local time.
    """

    areas: tuple[str, ...]
    counts: Floats
    """Area × week × step of the week."""
    observed: Bools
    """Week × step: whether anything was recorded then. Counts are 0 where it was not."""

    @property
    def weeks(self) -> int:
        return int(self.counts.shape[1])

    @property
    def steps(self) -> int:
        """Steps a week."""
        return int(self.counts.shape[2])

    def before(self, week: int) -> Panel:
        """What was known when a week began."""
        return replace(self, counts=self.counts[:, :week], observed=self.observed[:week])

    def by(self, steps: int) -> Panel:
        """The same calls in longer steps; a step is observed when most of it was."""
        shape = (self.weeks, steps, self.steps // steps)
        counts = self.counts.reshape(len(self.areas), *shape).sum(axis=3)
        observed = self.observed.reshape(shape).mean(axis=2) > 0.5
        return replace(self, counts=np.where(observed, counts, 0.0), observed=observed)


def panel_of(areas: tuple[str, ...], area: Ints, step: Ints, *, weeks: int, steps: int) -> Panel:
    """A panel from calls: the number of each one's area, and its step counted backwards.

    Step -1 is the last before the forecast begins; what lies outside the weeks is left out.
    Weeks at the beginning without any data are dropped.
    """
    length = weeks * steps
    inside = (step < 0) & (step >= -length)
    at = area[inside] * length + step[inside] + length
    flat = np.bincount(at, minlength=len(areas) * length).astype(np.float64)
    counts = flat.reshape(len(areas), weeks, steps)
    observed = watched(counts.sum(axis=0).ravel(), at_least=max(1, steps // 7)).reshape(
        weeks, steps
    )
    known = observed.any(axis=1)
    first = int(known.argmax()) if known.any() else weeks
    return Panel(areas, counts[:, first:], observed[first:])


def watched(totals: Floats, *, at_least: int) -> Bools:
    """Which steps of the whole city were observed: a long silence is no data, not zero calls.

    A run of `at_least` steps or more without one call in the city is silence when it should
    have held `SILENT` calls or more.
    """
    empty = totals == 0
    seen: Bools = totals > 0
    if not seen.any():
        return seen
    edges = np.flatnonzero(np.diff(np.concatenate(([False], empty, [False])).astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    usual = totals.sum() / max(1, totals.size - (ends - begins)[ends - begins >= at_least].sum())
    for begin, end in zip(begins, ends, strict=True):
        if end - begin < at_least or (end - begin) * usual < SILENT:
            seen[begin:end] = True
    return seen
