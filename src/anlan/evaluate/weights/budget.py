"""Budget allocation: several people each share out points among the parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from anlan.evaluate.weights.found import Found, shared
from anlan.standards.errors import BadDeclaration

FAR_APART = 0.5
"""Standard deviation over mean of a part's shares from which people do not agree on it."""


def budget(parts: Sequence[str], budgets: Sequence[Mapping[str, float]]) -> Found:
    """The mean share of each part; every person counts the same, however many points they had.

    A part a person leaves out has no points from them. BadDeclaration where somebody names what
    is no part, or gives no points at all.
    """
    for n, points in enumerate(budgets, 1):
        unknown, total = set(points) - set(parts), sum(points.values())
        if unknown or total <= 0 or min(points.values(), default=0) < 0:
            raise BadDeclaration(
                "points are 0 or more, on parts of the branch, and some are given",
                place=f"weights.budgets, person {n}",
                value=", ".join(sorted(unknown)) or total,
                way_out=f"share out 100 points among {', '.join(parts)}",
            )
    if not budgets:
        raise BadDeclaration("nobody was asked", place="weights.budgets", way_out="add a person")
    shares = np.array([[points.get(part, 0.0) for part in parts] for points in budgets])
    shares /= shares.sum(axis=1, keepdims=True)
    mean = shares.mean(axis=0)
    spread = shares.std(axis=0, ddof=1) if len(budgets) > 1 else np.full(len(parts), np.nan)
    apart = [
        part for part, m, s in zip(parts, mean, spread, strict=True) if m and s / m > FAR_APART
    ]
    doubts = [f"people do not agree on {', '.join(apart)}"] if apart else []
    if len(budgets) == 1:
        doubts.append("only one person was asked, so nothing is known of how far people agree")
    figures = {
        "people": len(budgets),
        "spread": {
            p: None if np.isnan(s) else s for p, s in zip(parts, spread.tolist(), strict=True)
        },
        "least": dict(zip(parts, shares.min(axis=0).tolist(), strict=True)),
        "most": dict(zip(parts, shares.max(axis=0).tolist(), strict=True)),
    }
    return Found("budget", shared(parts, mean), figures, tuple(doubts))
