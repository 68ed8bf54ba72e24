"""The clocks of the sources: highest event time seen, in the order of the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anlan.detect.spark.spread import Spread
from anlan.detect.steps.intake import AHEAD, TICK
from anlan.standards.time import EARLIEST, Instant
from anlan.store.facts import Recorded


class Clocks:
    """The clocks of all sources, moved on fact by fact as `Intake` moves its own.

    A time that may not move the clock never does, whatever the clock says. So the clock is the
    running maximum over the others, and can be had from the maxima of stretches of the journal.
    """

    def __init__(self, spread: Spread, start: Sequence[Instant] | None = None) -> None:
        self.at = [EARLIEST] * len(spread.sources) if start is None else list(start)
        """Where each clock stands."""
        self._heard = [
            (number, spread.heard(number), plans[0].kind, plans[0].measure.timed)
            for number, plans in enumerate(spread.sources)
        ]

    def take(self, recorded: Recorded) -> Iterator[tuple[int, Instant]]:
        """The sources that have to see a fact, each with its clock before it."""
        fact = recorded.fact
        for number, kinds, kind, timed in self._heard:
            if fact.kind not in kinds:
                continue
            before = self.at[number]
            time = None
            if fact.kind == TICK and timed:
                time = fact.time
            elif fact.kind == kind.id:
                time = fact.data.get(kind.time)
            if time is not None and before < time <= recorded.recorded + AHEAD:
                self.at[number] = time
            yield number, before
