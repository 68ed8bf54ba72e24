"""The engine: facts in journal order in, findings out.

One engine serves live detection and history, so both give the same answer. Order is the
order of the journal. The clock of a record kind is the highest event time seen in it; a fact
first moves the clock, then changes its record, then the windows (clock − length, clock].
The full semantics are in docs/explanation/models.md.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence

from anlan.detect.compile import Plan, set_digest
from anlan.detect.finding import FindingDraft
from anlan.detect.missed import Missed
from anlan.detect.source import Source
from anlan.standards.time import EARLIEST, Instant
from anlan.store.facts import Recorded

KEPT_MISSES = 200


class Engine:
    """The state of a set of plans after some part of the journal."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self.plans = tuple(plans)
        self.digest = set_digest(self.plans)
        self.position = 0
        """Journal position of the last fact taken."""
        self.missed: Counter[tuple[str, str]] = Counter()
        """(reason, model id or record kind) → how many facts could not count."""
        self.misses: deque[Missed] = deque(maxlen=KEPT_MISSES)
        """The latest of them."""
        by_kind: dict[str, list[Plan]] = {}
        for plan in self.plans:
            by_kind.setdefault(plan.kind.id, []).append(plan)
        self.sources = {
            kind: Source(plans[0].kind, plans, self._miss) for kind, plans in by_kind.items()
        }

    def take(self, recorded: Recorded) -> Sequence[FindingDraft]:
        """What one fact raises. A fact at or before the position was taken already."""
        if recorded.position <= self.position:
            return ()
        self.position = recorded.position
        source = self.sources.get(recorded.fact.kind)
        return source.take(recorded) if source is not None else ()

    def clock(self, kind: str) -> Instant:
        """The highest event time seen in a record kind."""
        return self.sources[kind].clock if kind in self.sources else EARLIEST

    def _miss(self, missed: Missed) -> None:
        self.missed[missed.reason, missed.model or missed.source] += 1
        self.misses.append(missed)
