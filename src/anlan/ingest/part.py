"""A part of a file, mapped: the records of some rows, and the rows that are to be quarantined."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.ingest.chunk import Chunk, clip
from anlan.ingest.plan import Mapped, Problem, Records
from anlan.ingest.readers.delimited import LONGEST_CELL

UNCUT = "(as read)"
"""Name under which a row that could not be cut into cells is kept."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that has something wrong with it, whole."""

    row: int
    """Its number in the file."""
    problem: Problem
    raw: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """What is stored in one transaction."""

    records: list[Records]
    spoilt: list[Spoilt]


def part_of(chunk: Chunk, mapped: Mapped) -> Part:
    """A chunk and what mapping made of it."""
    uncut = [
        Spoilt(
            fault.row,
            Problem(0, "", clip(fault.text), fault.reason, fault.message),
            {UNCUT: fault.text},
        )
        for fault in chunk.faults
    ]
    unmapped = [
        Spoilt(chunk.numbers[position], problem, chunk.raw(position, LONGEST_CELL))
        for position, problem in sorted(mapped.problems.items())
    ]
    return Part(mapped.records, uncut + unmapped)
