"""Steps in order, as the intake hands them on.

Those that only add new records, one after another, are kept as columns: nothing has to be made
for each of them where nobody asks for it by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from anlan.detect.steps.row import Step
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.stretch import Stretch
from anlan.standards.time import Instant


@dataclass(frozen=True, slots=True)
class Arrival:
    """Steps that each add a new record and remove nothing."""

    rows: Stretch
    clocks: Sequence[Instant]

    def __len__(self) -> int:
        return len(self.clocks)

    def __iter__(self) -> Iterator[Step]:
        return map(Step._make, zip(self.rows.orders, self.clocks, repeat(None), self.rows))

    def step(self, number: int) -> Step:
        """One of the steps."""
        row = self.rows.row(number)
        return Step(row.order, self.clocks[number], None, row)


Part = Arrival | list[Step]


class Steps:
    """Parts, one after the other, and the rows as they are after the last of them."""

    def __init__(self, rows: Rows, parts: Sequence[Part] = ()) -> None:
        self.rows = rows
        self.parts: list[Part] = []
        self._begins: list[int] = []
        self._size = 0
        for part in parts:
            self.add(part)

    def add(self, part: Part) -> None:
        """Put further steps at the end."""
        if not part:
            return
        last = self.parts[-1] if self.parts else None
        if isinstance(part, list) and isinstance(last, list):
            last += part
        else:
            self.parts.append(part)
            self._begins.append(self._size)
        self._size += len(part)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Step]:
        for part in self.parts:
            yield from part

    @property
    def clock(self) -> Instant:
        """The clock after the last of them."""
        last = self.parts[-1]
        return last.clocks[-1] if isinstance(last, Arrival) else last[-1].clock

    def step(self, number: int) -> Step:
        """One of the steps."""
        begin, part = next(
            (begin, part) for begin, part in self.placed() if number < begin + len(part)
        )
        return part.step(number - begin) if isinstance(part, Arrival) else part[number - begin]

    def placed(self) -> Iterator[tuple[int, Part]]:
        """The parts, each with the number of its first step."""
        return zip(self._begins, self.parts, strict=True)

    def changes(self) -> Iterator[tuple[int, Step]]:
        """The steps that do more than add a new record, with their numbers."""
        for begin, part in self.placed():
            if not isinstance(part, Arrival):
                yield from enumerate(part, begin)

    def clocks(self) -> list[Instant]:
        """The clock at each step."""
        clocks: list[Instant] = []
        for part in self.parts:
            clocks += part.clocks if isinstance(part, Arrival) else [step.clock for step in part]
        return clocks

    def arrived(self, order: int) -> int | None:
        """The number of the step in which a new record came; None when it is not among these."""
        for begin, part in self.placed():
            if isinstance(part, Arrival) and (number := part.rows.number(order)) is not None:
                return begin + number
        return None


def heard(steps: Sequence[Step], rows: Rows) -> Steps:
    """Steps that no intake has made: their rows are remembered here."""
    for step in steps:
        if step.added is not None:
            rows.put(step.added)
    return Steps(rows, [list(steps)])
