"""How the weights of a branch's parts are found: declared judgements, or a rule over the data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Bounded, model_validator

from anlan.standards.kinds import Declaration

FROM_DATA = ("entropy", "critic", "pca", "optimised")
"""Origins that need nothing but the data."""

Ratio = Annotated[float, Bounded(gt=0)]
Nine = Annotated[float, Bounded(ge=1, le=9)]
"""How many times as important, 1 to 9 (Saaty)."""


class Weighting(Declaration):
    """One origin, with what it needs; parts are named by their ids.

    equal · ahp: `pairs` · bwm: `best`, `worst`, `over_others`, `over_worst` · budget: `budgets` ·
    optimised: `importance` · entropy, critic, pca: from the data alone
    """

    origin: Literal[
        "equal", "ahp", "bwm", "budget", "entropy", "critic", "pca", "optimised"
    ]  # fmt: skip
    source: str | None = None
    pairs: tuple[tuple[str, str, Ratio], ...] = ()
    """(a, b, times): a is so many times as important as b; every pair once."""
    best: str | None = None
    worst: str | None = None
    over_others: dict[str, Nine] = {}
    """How many times the best is as important as each."""
    over_worst: dict[str, Nine] = {}
    """How many times each is as important as the worst."""
    budgets: tuple[dict[str, Annotated[float, Bounded(ge=0)]], ...] = ()
    """The points of each person asked, shared out among the parts."""
    importance: dict[str, Ratio] = {}
    """What the correlations of the parts with the whole are to be in proportion to."""

    @model_validator(mode="after")
    def _whole(self) -> Weighting:
        given = {name for name in _INPUTS if getattr(self, name)}
        needed = _NEEDS.get(self.origin, set())
        if given != needed and not (self.origin == "optimised" and not given):
            wanted = ", ".join(sorted(needed)) or "nothing else"
            raise ValueError(f"weights of origin {self.origin} take: {wanted}")
        return self


_INPUTS = ("pairs", "best", "worst", "over_others", "over_worst", "budgets", "importance")
_NEEDS = {
    "ahp": {"pairs"},
    "bwm": {"best", "worst", "over_others", "over_worst"},
    "budget": {"budgets"},
    "optimised": {"importance"},
}
