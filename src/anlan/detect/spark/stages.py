"""The stages as they run in a worker: rows of one group in, rows out, state kept between."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import orjson

from anlan.detect.spark.clocks import Clocks
from anlan.detect.spark.job import Job
from anlan.detect.spark.running import Running
from anlan.detect.spark.settling import Settling, parts_for
from anlan.detect.spark.spread import MISSED
from anlan.detect.spark.tables import found_row, lost_row, missed_row, piece_row, recorded, step_of

Rows = Iterable[tuple[Any, ...]]


class Stage(Protocol):
    """One stage for one group: its rows come by position."""

    def take(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """What some rows make."""

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """What remains to be said when there are no more for now."""

    def save(self) -> bytes:
        """Its state."""


class Clocking:
    """Facts in, facts with clocks out, one for each part that has to see it."""

    def __init__(self, job: Job, _group: int, saved: bytes | None = None) -> None:
        position, at = orjson.loads(saved) if saved else (0, None)
        self.position: int = position
        self.clocks = Clocks(job.spread, at)
        self._spread = job.spread

    def take(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """Facts at or before the position were taken already."""
        for row in rows:
            if row[0] <= self.position:
                continue
            self.position = row[0]
            fact = recorded(row)
            for source, clock in self.clocks.take(fact):
                for part in parts_for(self._spread, source, fact):
                    yield part, clock, *row

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """Nothing."""
        yield from ()

    def save(self) -> bytes:
        """Position and clocks."""
        return orjson.dumps([self.position, self.clocks.at])


class Intaking:
    """Facts of a part of a source in, pieces of steps out."""

    def __init__(self, job: Job, part: int, saved: bytes | None = None) -> None:
        self._settling = Settling(job.spread, part, saved)

    def take(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """What the facts mean to the units."""
        for _, clock, *fact in rows:
            yield from map(piece_row, self._settling.take(clock, recorded(fact)))

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """The time that has come, and what could not be used."""
        ticks, missed = self._settling.rest()
        yield from map(piece_row, ticks)
        for reason, kind, times in missed:
            yield missed_row(reason, kind, times)

    def save(self) -> bytes:
        """The records a window may hold."""
        return self._settling.save()


class Modelling:
    """Pieces of steps for a unit in, findings out."""

    def __init__(self, job: Job, unit: int, saved: bytes | None = None) -> None:
        self._running = Running(job.spread, unit, saved, job.runner)

    def take(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """What the steps raise and correct."""
        steps = [step_of(position, clock, step) for _, position, _, clock, step in rows]
        for turn, found in enumerate(self._running.take(steps) if steps else ()):
            yield found_row(found, steps[-1].position, turn)

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """What could not count."""
        for (reason, model), times in self._running.rest().items():
            yield lost_row(reason, model, times)

    def save(self) -> bytes:
        """The state of the engine."""
        return self._running.save()


class Tallying:
    """Adds up facts that no model could use."""

    def __init__(self) -> None:
        self._missed = Counter[tuple[str, str]]()

    def take(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """Nothing yet."""
        for *_, told in rows:
            reason, kind, times = pickle.loads(told)
            self._missed[reason, kind] += times
        yield from ()

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """How many they were since it was last asked for; a worker keeps its stages."""
        told, self._missed = self._missed, Counter()
        for (reason, kind), times in told.items():
            yield lost_row(reason, kind, times)

    def save(self) -> bytes:
        """Nothing is kept."""
        return b""


def modelling(job: Job, unit: int, saved: bytes | None = None) -> Stage:
    """The stage of a unit."""
    return Tallying() if unit == MISSED else Modelling(job, unit, saved)


def finished(stage: Stage, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """All that some rows make of a stage."""
    return [*stage.take(rows), *stage.rest()]
