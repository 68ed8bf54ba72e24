"""Plans and steps written by hand, for the boundaries that drawn ones seldom meet."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from anlan.detect.compiler.answer import Among
from anlan.detect.compiler.filter import Conjunct, Filter
from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.plan import MeasurePlan, Plan, Threshold
from anlan.detect.steps.layout import POINT, Layout
from anlan.detect.steps.row import Row, Step
from anlan.standards.time import DAY, Instant

LAYOUT = Layout([POINT, "key", "part"], {})
START = 1_700_000_000_000_000


def part(*values: str) -> Filter:
    """Records whose `part` is one of some."""
    return Filter((Conjunct("part", Among(frozenset(values))),))


def plan(
    family: str,
    levels: tuple[float, ...] = (1,),
    cooldown: int | None = None,
    horizon: Horizon | None = None,
    **measure: Any,
) -> Plan:
    """A plan over all records; its levels are given with the most urgent first."""
    measured = MeasurePlan(family, **measure)
    window = horizon or Horizon(DAY, sliding=True)
    made = SimpleNamespace(
        key="key", where=Filter(), horizon=window, measure=measured, cooldown=cooldown,
        thresholds=tuple(Threshold(n + 1, at_least) for n, at_least in enumerate(levels)),
        reach=window.length + measured.within * (family == "unanswered"),
    )  # fmt: skip
    return cast(Plan, made)


class Story:
    """Steps, one fact after the other; times in µs after the start."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._rows: dict[str, Row] = {}
        self._orders: dict[str, int] = {}
        self._clock = START

    def tick(self, time: int) -> None:
        """Only the clock moves."""
        self._step(START + time, None, None)

    def put(
        self, record: str, time: int, key: str | None = "k", part: str = "", point: Any = None
    ) -> None:
        """A record comes in or is amended."""
        before = self._rows.get(record)
        at, order = START + time, self._orders.setdefault(record, len(self._orders) + 1)
        gap = 0 if before is None else max(before.gap, max(self._clock, at) - before.time)
        row = Row(record, order, Instant(at), "UTC", gap, (point, key, part))
        self._rows[record] = row
        self._step(at, before, row)

    def withdraw(self, record: str) -> None:
        """A record is taken back."""
        self._step(self._clock, self._rows.pop(record), None)

    def _step(self, time: int, removed: Row | None, added: Row | None) -> None:
        self._clock = max(self._clock, time)
        self.steps.append(Step(len(self.steps) + 1, Instant(self._clock), removed, added))
