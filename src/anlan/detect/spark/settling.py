"""The intake of one source over one part of its records."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from io import BufferedIOBase

import orjson

from anlan.detect.checkpoint import Part
from anlan.detect.compiler.plan import Plan
from anlan.detect.running.engine import Engine
from anlan.detect.running.state import restore, save
from anlan.detect.spark.spread import BEFORE_TURN, Group, Piece, Splitter, Spread, part_of
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.row import NotCounted, Raised, Step
from anlan.detect.steps.steps import Steps
from anlan.standards.time import Instant
from anlan.store.facts import Recorded


class Onward:
    """In place of the models: hands steps on to the units that run them."""

    def __init__(self, groups: Sequence[Group], layout: Layout) -> None:
        self.splitter = Splitter(groups, layout)
        self.pieces: list[Piece] = []
        self.not_counted: Counter[tuple[int, str]] = Counter()
        self.missed: deque[NotCounted] = deque()

    def take(self, steps: Steps) -> list[Raised]:
        """Nothing is raised here."""
        for step in steps:
            self.pieces += self.splitter.split(step)
        return []

    def settle(self) -> None:
        """Nothing is done beside."""

    def save(self) -> list[Part]:
        """The days that were told of."""
        days = {zone: sorted(days) for zone, days in self.splitter.seen.items()}
        return [orjson.dumps(days), b"\n"]

    def restore(self, saved: BufferedIOBase) -> None:
        """Go on from there."""
        self.splitter.seen = {
            zone: set(days) for zone, days in orjson.loads(saved.readline()).items()
        }


class Settling:
    """Facts about some of the records of a source in, pieces of steps for its units out."""

    def __init__(self, spread: Spread, part: int, saved: bytes | None = None) -> None:
        source, self._bucket = divmod(part, spread.parts)
        plans = spread.sources[source]
        self._parts = spread.parts
        self._timed = plans[0].measure.timed
        self._groups = spread.groups[source]
        self._engine = (
            Engine(plans, self._onward)
            if saved is None
            else restore(plans, saved, runner=self._onward)
        )

    def _onward(self, _plans: Sequence[Plan], layout: Layout) -> Onward:
        self._runner = Onward(self._groups, layout)
        return self._runner

    def take(self, clock: Instant, recorded: Recorded) -> list[Piece]:
        """What a fact means to the units; `clock` is that of the source before it."""
        source = self._engine.sources[0]
        source.intake.clock = max(clock, source.intake.clock)
        references, kind = source.reader.references, recorded.fact.kind
        if kind == source.intake.kind.id and not self._mine(recorded):
            if kind in references:
                references.take(recorded)
            self._engine.position = recorded.position
        else:
            self._engine.take([recorded])
        pieces, self._runner.pieces = self._runner.pieces, []
        if self._timed and recorded.fact.version > 1:
            # A limit that passed before a correction was judged before it, not with it.
            passed = Step(recorded.position, clock, None, None)
            pieces += [Piece(piece.unit, BEFORE_TURN, passed) for piece in pieces]
        return pieces

    def rest(self) -> tuple[list[Piece], list[tuple[str, str, int]]]:
        """The time that has come, where limits pass by themselves; and what could not be used.

        The latter as (reason, record kind, facts) since it was last asked for.
        """
        engine = self._engine
        ticks = list[Piece]()
        if self._timed and engine.position:
            ticks += self._runner.splitter.tick(engine.position, engine.sources[0].intake.clock)
        missed = [(*what, times) for what, times in engine.unusable.items()]
        engine.unusable.clear()
        return ticks, missed

    def save(self) -> bytes:
        """Its state."""
        return save(self._engine)

    def _mine(self, recorded: Recorded) -> bool:
        return part_of(recorded.fact.record, self._parts) == self._bucket


def parts_for(spread: Spread, source: int, recorded: Recorded) -> Sequence[int]:
    """The parts that have to see a fact: those of its record; of a joined record, all."""
    plans, fact, first = spread.sources[source], recorded.fact, source * spread.parts
    if any(join.kind == fact.kind for plan in plans for join in plan.joins):
        return range(first, first + spread.parts)
    return (first + part_of(fact.record, spread.parts),)
