"""A model over history: the journal once more through the same engine, storing nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from anlan.detect.compile import Plan
from anlan.detect.engine import Engine
from anlan.detect.finding import FindingDraft
from anlan.standards.time import Instant
from anlan.store.facts import Recorded
from anlan.store.store import Store


def run_over_history(
    store: Store,
    plan: Plan,
    *,
    since: Instant | None = None,
    until: Instant | None = None,
    as_it_happened: bool = False,
) -> list[FindingDraft]:
    """What a model finds in the journal, in the order records came in: what live finds.

    `since` (included) and `until` (not included) choose among the findings by the time they
    were raised; windows always start from the whole history before. `as_it_happened` asks
    another question: what it would have found had every record come in at its own time; all
    facts of the source are then held in memory.
    """
    engine = Engine([plan])
    found: dict[str, FindingDraft] = {}
    facts: Iterable[Recorded] = store.journal.stream(kinds=[plan.kind.id])
    for recorded in _by_time(facts) if as_it_happened else facts:
        for finding in engine.take(recorded):
            found.setdefault(finding.id, finding)
    return [
        finding
        for finding in found.values()
        if (since is None or since <= finding.raised) and (until is None or finding.raised < until)
    ]


def _by_time(facts: Iterable[Recorded]) -> Iterator[Recorded]:
    """Facts by their time, those of one record in the order of its versions."""
    latest: dict[str, Instant] = {}
    timed = []
    for recorded in facts:
        fact = recorded.fact
        at = latest[fact.record] = max(fact.time, latest.get(fact.record, fact.time))
        timed.append((at, recorded.position, recorded))
    timed.sort(key=lambda entry: entry[:2])
    for position, (_, _, recorded) in enumerate(timed, start=1):
        yield replace(recorded, position=position)
