"""One model over history by columns: exactly what `run_over_history` finds, much sooner."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.detect.finding import FindingDraft, draft, identity
from anlan.detect.matched import Matched
from anlan.detect.plan import Plan
from anlan.detect.reference import Reference
from anlan.detect.row import Raised
from anlan.standards.time import Instant
from anlan.store.store import Store


@dataclass(frozen=True, slots=True)
class Replay:
    """What a model raised, and what it looked at."""

    plan: Plan
    matched: Matched
    raised: list[Raised]
    """In order; the same cause once."""

    def drafts(self, most: int | None = None) -> list[FindingDraft]:
        """The findings as they would be stored, at most so many."""
        return [draft(self.plan, self.matched.layout, each) for each in self.raised[:most]]


def replay(
    store: Store, plan: Plan, *, since: Instant | None = None, until: Instant | None = None
) -> Replay:
    """What a model finds in the journal, in the order records came in: what live finds.

    `since` (included) and `until` (not included) choose among the findings; windows always
    start from the whole history before.
    """
    matched = Matched(store, plan)
    found: dict[str, Raised] = {}
    for each in Reference([plan], matched.layout).take(matched.steps):
        if (since is None or since <= each.at) and (until is None or each.at < until):
            found.setdefault(identity(plan, each), each)
    return Replay(plan, matched, list(found.values()))
