"""A model over history: the journal once more through the same engine, storing nothing."""

from __future__ import annotations

from anlan.detect.compile import Plan
from anlan.detect.engine import Engine
from anlan.detect.finding import FindingDraft
from anlan.standards.time import Instant
from anlan.store.store import Store


def run_over_history(
    store: Store, plan: Plan, *, since: Instant | None = None, until: Instant | None = None
) -> list[FindingDraft]:
    """What a model finds in the journal, as it happened: in the order records came in.

    `since` (included) and `until` (not included) choose among the findings by the time they
    were raised; windows always start from the whole history before.
    """
    engine = Engine([plan])
    found: dict[str, FindingDraft] = {}
    for recorded in store.journal.stream(kinds=[plan.kind.id]):
        for finding in engine.take(recorded):
            found.setdefault(finding.id, finding)
    return [
        finding
        for finding in found.values()
        if (since is None or since <= finding.raised) and (until is None or finding.raised < until)
    ]
