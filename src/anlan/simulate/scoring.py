"""How good findings are, measured against the truth of a simulated city."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Protocol, get_args

from anlan.simulate.truth import Cause, CauseKind, Truth
from anlan.standards.time import DAY, Instant

EVERY_KIND: tuple[CauseKind, ...] = get_args(CauseKind)


class Finding(Protocol):
    """What is scored: the id of a premises or area, and when it was raised."""

    @property
    def key(self) -> str: ...
    @property
    def raised(self) -> Instant: ...


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding, reduced to what is scored."""

    key: str
    raised: Instant


@dataclass(frozen=True, slots=True)
class Scores:
    """The outcome of `score_findings`. A share of nothing, a median of nothing are None."""

    findings: int
    right: int
    detectable: int
    found: int
    precision: float | None
    """right / findings."""
    recall: float | None
    """found / detectable."""
    delay: float | None
    """Days, median over the found causes, from when a cause became detectable to its finding;
    negative when it was found on fewer calls."""
    serious: int
    """Detectable disputes that would end in a serious call if nobody acted."""
    in_time: int
    """Those of them found before that call."""
    lead_time: float | None
    """Days, median over those in time, from the finding to the call it could prevent."""


def score_findings(
    findings: Iterable[Finding],
    truth: Truth,
    *,
    kinds: Collection[CauseKind] = EVERY_KIND,
    calls_needed: int = 3,
    patience: int = 7 * DAY,
) -> Scores:
    """Score findings against the causes of some kinds.

    A finding is *right* when a cause of its key has made a call by the time it is raised and
    was over (ended by itself, or settled) at most `patience` µs before. A cause is *detectable* once it has made `calls_needed`
    calls within the span; it is *found* when a right finding of its key exists, however many
    there are, and dated by the first. Findings about naturally busy places count as wrong: the
    truth knows only what was planted.
    """
    raised = sorted(findings, key=lambda finding: finding.raised)
    by_key: dict[str, list[Instant]] = {}
    for finding in raised:
        by_key.setdefault(finding.key, []).append(finding.raised)
    causes = [cause for cause in truth.causes if cause.kind in kinds and truth.calls[cause.id]]
    windows: dict[str, list[tuple[Instant, float]]] = {}
    for cause in causes:
        windows.setdefault(cause.key, []).append(_window(cause, truth, patience))
    right = sum(
        any(low <= finding.raised <= high for low, high in windows.get(finding.key, ()))
        for finding in raised
    )
    detectable = [cause for cause in causes if len(truth.calls[cause.id]) >= calls_needed]
    first = {
        cause.id: at
        for cause in detectable
        if (at := _first(by_key.get(cause.key, ()), _window(cause, truth, patience))) is not None
    }
    delays = [
        (first[c.id] - truth.calls[c.id][calls_needed - 1][0]) / DAY
        for c in detectable
        if c.id in first
    ]
    serious = {c.id: c.serious for c in detectable if c.serious is not None}
    leads = [(at - first[c]) / DAY for c, at in serious.items() if c in first and first[c] < at]
    return Scores(
        findings=len(raised),
        right=right,
        detectable=len(detectable),
        found=len(first),
        precision=right / len(raised) if raised else None,
        recall=len(first) / len(detectable) if detectable else None,
        delay=median(delays) if delays else None,
        serious=len(serious),
        in_time=len(leads),
        lead_time=median(leads) if leads else None,
    )


def _window(cause: Cause, truth: Truth, patience: int) -> tuple[Instant, float]:
    """From its first call in the span until it is over and `patience` has passed."""
    ended = cause.ends if cause.ends is not None else float("inf")
    settled = truth.settled.get(cause.id)
    over = ended if settled is None else min(ended, settled)
    return truth.calls[cause.id][0][0], over + patience


def _first(raised: Iterable[Instant], window: tuple[Instant, float]) -> Instant | None:
    low, high = window
    return next((at for at in raised if low <= at <= high), None)
