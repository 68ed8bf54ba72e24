"""Storing what rounds come to, beside them: while the database writes, the next facts are taken.

One transaction after the other, in the order of the rounds; where the database is slower than they
are, one for several. Checkpoints wait for it, so they
never know more than is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from anlan.detect.running.finding import Correction
from anlan.standards.time import Instant
from anlan.store.facts import Fact
from anlan.store.query import OneOf, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

MOST = 4
"""Outcomes that may wait while others are stored."""
TOGETHER = 500
"""Rows asked for at once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to."""

    findings: Sequence[Fact]
    corrections: Iterable[Correction]
    lapsed: Sequence[str]
    """Ids of findings."""
    position: int
    """Up to where the journal is followed with it."""
    at: Instant
    """When corrections are written down."""


class Storing:
    """Stores outcomes in a thread of its own. Those that come while it does are stored together
    next; whoever brings one too many waits."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._thread = ThreadPoolExecutor(1, "storing")
        self._under_way: Future[None] | None = None
        self._next: list[Outcome] = []
        self._position = 0
        """0: ask the database."""

    @property
    def position(self) -> int:
        """Up to where the journal is followed, with what is being stored."""
        if not self._position:
            self._position = self._store.followers.position(self._name)
        return self._position

    def put(self, outcome: Outcome) -> None:
        """Store this after all before. Raises what kept one of them from being stored, if that is
        known by now."""
        self._next.append(outcome)
        self._position = outcome.position
        under_way = self._under_way
        if under_way is None or under_way.done() or len(self._next) > MOST:
            self._go_on()

    def wait(self) -> None:
        """Until everything is stored. Raises what kept it from being so."""
        while self._under_way is not None:
            self._go_on()

    def _go_on(self) -> None:
        """Wait for what is under way, and begin with what has come meanwhile."""
        under_way, self._under_way = self._under_way, None
        outcomes, self._next = self._next, []
        try:
            if under_way is not None:
                under_way.result()
        except BaseException:
            self._position = 0
            raise
        if outcomes:
            self._under_way = self._thread.submit(self._store_all, outcomes)

    def _store_all(self, outcomes: Sequence[Outcome]) -> None:
        with self._store.writing(actor=self._name, purpose="early-warning") as unit:
            for outcome in outcomes:
                unit.append_new(outcome.findings)
                _correct(unit, outcome.corrections, outcome.at)
                expire(unit, outcome.lapsed)
            unit.follow(self._name, outcomes[-1].position)


def _correct(unit: UnitOfWork, corrections: Iterable[Correction], now: Instant) -> None:
    for correction in corrections:
        row = unit.get("finding", correction.finding)
        fact = None if row is None else correction.fact(row, now)
        if fact is not None:
            unit.append(fact)


def expire(unit: UnitOfWork, findings: Sequence[str]) -> None:
    """Close the findings nobody has decided on."""
    for begin in range(0, len(findings), TOGETHER):
        # Their status is not asked for: the database would go through all that are open.
        some = OneOf("id", tuple(findings[begin : begin + TOGETHER]))
        due = unit.select(Query("finding", ("expires", "status"), some))
        unit.append(*(_expiry(row) for row in due if row["status"] == "open"))


def _expiry(row: dict[str, Any]) -> Fact:
    return Fact(
        type="finding.expired",
        kind="finding",
        record=row["id"],
        version=row["version"] + 1,
        time=row["expires"],
        data={"status": "expired"},
        source="anlan/detect",
        zone=row["tz"],
    )
