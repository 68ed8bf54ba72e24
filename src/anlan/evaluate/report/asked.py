"""What is asked of a report: which period against which, of whom; and the analyses that answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from anlan.evaluate.analysis.uncertainty import Sensitivity, Uncertainty, sensitivity, uncertainty
from anlan.evaluate.change.explain import Change, explained
from anlan.evaluate.change.sides import Side
from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.method.choices import COMMON
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput, NotFound

REPLICATIONS, DESIGN, SEED = 1000, 512, 1
"""Of the uncertainty and the sensitivity a report tells, with the seed that draws them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Left out: the latest period, against the one before it, of all units."""

    period: str | None = None
    compare: str | None = None
    unit: str | None = None


def periods_of(study: Study, asked: Asked) -> tuple[str, str | None]:
    """The period of the report and the one it is compared with; NotFound where there is none."""
    known = sorted(set(study.build().panel.periods))
    for period in (asked.period, asked.compare):
        if period is not None and period not in known:
            raise NotFound(
                "the data have no such period",
                value=period,
                way_out=f"use one of {', '.join(known)}"
                if any(known)
                else "the data have one period without a name: leave --period out",
            )
    if not known:
        raise BadInput("no unit is left to report on", way_out="loosen `screen` in the recipe")
    period = asked.period or known[-1]
    if asked.compare == period:
        raise BadInput(
            "a period compared with itself", value=period, way_out="name another with --compare"
        )
    earlier = [each for each in known if each < period]
    return period, asked.compare or (earlier[-1] if earlier else None)


def require_unit(study: Study, unit: str, period: str) -> None:
    """NotFound where the unit has no row in the period."""
    panel = study.build().panel
    here = {u for u, p in zip(panel.units, panel.periods, strict=True) if p == period}
    if unit not in here:
        raise NotFound(
            "no such unit is scored in this period",
            value=unit,
            way_out=f"use one of {', '.join(sorted(here - {''})[:20])}",
        )


def moved(study: Study, unit: str | None, before: str | None, period: str) -> Change | str | None:
    """Why the score of a unit moved, or why that cannot be told; None where it is not asked."""
    if unit is None or before is None:
        return None
    try:
        return explained(Side(study, unit, before, ROOT), Side(study, unit, period, ROOT))
    except (BadInput, NotFound) as error:
        return str(error)


def varied(study: Study) -> tuple[Uncertainty, Sensitivity] | str:
    """What other choices do to ranks, without a unit made of all others; or why it is not told.

    Weights, normalisation and aggregation; where a geometric mean is not defined, the first two.
    """
    panel = study.panel
    peers = np.isin(np.arange(len(panel.units)), panel.peers(np.arange(len(panel.units))))
    alone = replace(study, panel=panel.some(peers))
    problem = ""
    for choices in (COMMON.choices, COMMON.choices[:2]):
        try:
            found = sensitivity(alone, choices, size=DESIGN, seed=SEED)
        except BadInput as error:
            problem = str(error)
            continue
        return uncertainty(alone, choices, replications=REPLICATIONS, seed=SEED), found
    return problem
