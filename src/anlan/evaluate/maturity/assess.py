"""From evidence to levels, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from anlan.evaluate.maturity.evidence import Evidence, Item, State
from anlan.evaluate.maturity.model import Demand, Dimension, MaturityModel
from anlan.standards.errors import BadInput
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Finding:
    """A demand and how it stands. `why`: the statement, or why there is none that counts."""

    demand: str
    level: int
    statement: Title
    state: State
    why: str
    date: date | None


@dataclass(frozen=True, slots=True)
class DimensionLevel:
    """The level of a dimension, and what lacks for the next."""

    id: str
    title: Title
    level: int
    lacking: tuple[Finding, ...]
    """Demands of the next level, and of levels below it, that are not met."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Maturity:
    """The levels of an organisation."""

    model: str
    version: str
    organisation: str
    as_of: date
    level: int
    title: Title
    median: int
    """Of the dimensions beside the capping one; the lower of two."""
    capped_by: str | None
    """The dimension that holds the whole below that median."""
    next: int | None
    """The next level; None at the top."""
    needed: tuple[str, ...]
    """Dimensions that must rise for it, in any case."""
    of_others: int
    """How many of `candidates` must rise besides."""
    candidates: tuple[str, ...]
    dimensions: tuple[DimensionLevel, ...]


def assess(model: MaturityModel, evidence: Evidence) -> Maturity:
    """The level of every dimension and of the whole.

    Of several items on one demand the latest counts, of the same day the worst. What has no
    evidence, or none young enough, is unknown, and unknown is not met. BadInput when the
    evidence is for another model or version, names a demand that is not there, or lies ahead.
    """
    _check(model, evidence)
    latest = _latest(evidence)
    levels = tuple(_dimension(model, each, latest, evidence.as_of) for each in model.dimensions)
    cap = next(each.level for each in levels if each.id == model.capping)
    others = [each for each in levels if each.id != model.capping]
    median = median_low(each.level for each in others)
    level = min(cap, median)
    following = level + 1 if level < len(model.levels) else None
    needed, of_others, candidates = _for(following, cap, model.capping, others)
    return Maturity(
        model.id, model.version, evidence.organisation, evidence.as_of, level,
        model.levels[level - 1].title, median, model.capping if cap < median else None,
        following, needed, of_others, candidates, levels,
    )  # fmt: skip


def _check(model: MaturityModel, evidence: Evidence) -> None:
    if (evidence.model, evidence.version) != (model.id, model.version):
        raise BadInput(
            "the evidence was gathered for another model or version",
            value=f"{evidence.model} {evidence.version}",
            way_out=f"go through its demands again for {model.id} {model.version}",
        )
    known = {demand.id for demand in model.demands}
    for number, item in enumerate(evidence.items, 1):
        if item.demand not in known:
            raise BadInput(
                "no such demand in the model",
                place=f"item {number}",
                value=item.demand,
                way_out=f"use one of {', '.join(sorted(known))}",
            )
        if item.date > evidence.as_of:
            raise BadInput(
                "evidence from after the day of the assessment",
                place=f"item {number}, {item.demand}",
                value=item.date.isoformat(),
                way_out="correct the date, or assess as of a later day",
            )


def _latest(evidence: Evidence) -> dict[str, Item]:
    worst_last = ("met", "partly", "unknown", "not")
    latest: dict[str, Item] = {}
    for item in sorted(evidence.items, key=lambda i: (i.date, worst_last.index(i.state))):
        latest[item.demand] = item
    return latest


def _dimension(
    model: MaturityModel, dimension: Dimension, latest: Mapping[str, Item], day: date
) -> DimensionLevel:
    found = tuple(_finding(model, d, latest.get(d.id), day) for d in dimension.demands)
    unmet = [finding for finding in found if finding.state != "met"]
    level = min((finding.level for finding in unmet), default=len(model.levels) + 1) - 1
    lacking = tuple(finding for finding in unmet if finding.level == level + 1)
    return DimensionLevel(dimension.id, dimension.title, level, lacking, found)


def _finding(model: MaturityModel, demand: Demand, item: Item | None, day: date) -> Finding:
    if item is None:
        return Finding(demand.id, demand.level, demand.statement, "unknown", "no evidence", None)
    valid = demand.valid_days or model.valid_days
    age = (day - item.date).days
    if age > valid and item.state in ("met", "partly"):
        why = f"the evidence is {age} days old, it counts for {valid}"
        return Finding(demand.id, demand.level, demand.statement, "unknown", why, item.date)
    return Finding(demand.id, demand.level, demand.statement, item.state, item.statement, item.date)


def _for(
    level: int | None, cap: int, capping: str, others: list[DimensionLevel]
) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """What must rise for a level: in any case, and so many of some candidates."""
    if level is None:
        return (), 0, ()
    short = [each.id for each in others if each.level < level]
    # The lower median of n values is at least L when more than half of them, or half of an odd
    # number rounded up, are: the place (n − 1) // 2 from below holds one that is.
    wanted = len(others) - (len(others) - 1) // 2
    missing = max(wanted - (len(others) - len(short)), 0)
    needed = (capping,) if cap < level else ()
    return needed, missing, tuple(short) if missing else ()
