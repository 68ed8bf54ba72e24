"""A model over history: the journal once more through the same engine, storing nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from anlan.detect.compiler.plan import Plan
from anlan.detect.running.engine import Engine
from anlan.detect.running.finding import FindingDraft
from anlan.standards.time import Instant
from anlan.store.facts import Recorded
from anlan.store.store import Store

BATCH = 10_000


def run_over_history(
    store: Store,
    plans: Iterable[Plan],
    *,
    since: Instant | None = None,
    until: Instant | None = None,
    as_it_happened: bool = False,
) -> list[FindingDraft]:
    """What some models find in the journal, in the order records came in: what live finds.

    `since` (included) and `until` (not included) choose among the findings by the time they
    were raised; windows always start from the whole history before. `as_it_happened` asks
    another question: what they would have found had every record come in at its own time; all
    facts of the sources are then held in memory.
    """
    engine = Engine(plans)
    found: dict[str, FindingDraft] = {}
    facts: Iterable[Recorded] = store.journal.stream(kinds=sorted(engine.kinds))
    facts = iter(_by_time(facts) if as_it_happened else facts)
    while batch := list(islice(facts, BATCH)):
        for finding in engine.take(batch).raised:
            found.setdefault(finding.id, finding)
    return [
        finding
        for finding in found.values()
        if (since is None or since <= finding.raised) and (until is None or finding.raised < until)
    ]


def _by_time(facts: Iterable[Recorded]) -> Iterator[Recorded]:
    """Facts by their time, those of one record in the order of its versions."""
    latest: dict[tuple[str, str], Instant] = {}
    timed = []
    for recorded in facts:
        fact = recorded.fact
        record = (fact.kind, fact.record)
        at = latest[record] = max(fact.time, latest.get(record, fact.time))
        timed.append((at, recorded.position, recorded))
    timed.sort(key=lambda entry: entry[:2])
    for position, (_, _, recorded) in enumerate(timed, start=1):
        yield recorded._replace(position=position)
