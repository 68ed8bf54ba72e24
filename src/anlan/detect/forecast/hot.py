"""Hot areas: the share of the later calls that falls in the few areas chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from anlan.detect.forecast.panel import Bools, Floats

SHARES = (0.01, 0.05, 0.10)


@dataclass(frozen=True, slots=True)
class Hot:
    """What one ranking chose, summed over the held-out weeks."""

    ranking: str
    share: float
    """Of the areas, such as 0.05."""
    areas: int
    of_areas: int
    calls: float
    """Later calls in the chosen areas; of areas ranked alike, their fair part."""
    of_calls: float

    @property
    def hit_rate(self) -> float:
        return self.calls / self.of_calls if self.of_calls else float("nan")

    @property
    def pai(self) -> float:
        """Predictive accuracy index (Chainey 2008): hit rate over the share of the areas."""
        return self.hit_rate / (self.areas / self.of_areas)


def hot(rankings: Mapping[str, Floats], later: Floats, known: Bools) -> list[Hot]:
    """How rankings did: each area × week like `later`, which holds the calls that came.

    Only areas known before could be chosen; the calls of the others count as missed.
    """
    of_areas, total = int(known.sum()), float(later.sum())
    rankings = {name: ranks[known] for name, ranks in rankings.items()}
    later = later[known]
    found: list[Hot] = []
    if not of_areas:
        return found
    for share in SHARES:
        areas = max(1, ceil(share * of_areas))
        for name, ranks in rankings.items():
            calls = sum(
                _caught(ranks[:, week], later[:, week], areas) for week in range(later.shape[1])
            )
            found.append(Hot(name, share, areas, of_areas, calls, total))
    return found


def chosen(ranks: Floats, share: float) -> Bools:
    """The areas a ranking chooses, week by week; of areas ranked alike the first."""
    areas = max(1, ceil(share * len(ranks)))
    order = np.argsort(-ranks, axis=0, kind="stable")
    taken = np.zeros(ranks.shape, dtype=bool)
    np.put_along_axis(taken, order[:areas], True, axis=0)
    return taken


def _caught(ranks: Floats, later: Floats, areas: int) -> float:
    least = np.partition(ranks, -areas)[-areas]
    above, alike = ranks > least, ranks == least
    fair = (areas - above.sum()) / alike.sum()
    return float(later[above].sum() + fair * later[alike].sum())
