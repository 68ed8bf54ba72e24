"""The meaning of a model, spelled out as slowly as it can be: every window from scratch.

After each fact all records are folded anew and every window is counted anew, O(n²). Only
what the rules say must be remembered is: which records a window let go of, and which level
was raised when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.detect.compiler.derive import MINUTE_OF_WEEK, minute_of_week
from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.intake import AHEAD
from anlan.standards.time import EARLIEST
from anlan.store.facts import Recorded

Raised = tuple[str, str, int, tuple[str, ...]]
"""Trigger, key, level, evidence."""


@dataclass
class Known:
    row: dict[str, Any]
    at: int
    zone: str
    order: int
    lost: bool = False


@dataclass
class Oracle:
    plan: Plan
    records: dict[str, Known] = field(default_factory=dict)
    raised: dict[tuple[str, int], int] = field(default_factory=dict)
    clock: int = EARLIEST

    def run(self, facts: Sequence[Recorded]) -> list[Raised]:
        return [finding for recorded in facts for finding in self.step(recorded)]

    def step(self, recorded: Recorded) -> list[Raised]:
        time_field, name = self.plan.kind.time, recorded.fact.record
        data = dict(recorded.fact.data)
        time = data.get(time_field)
        if time is not None and time > self.clock and time > recorded.recorded + AHEAD:
            data[time_field] = None
        elif time is not None:
            self.clock = max(self.clock, time)
        before = self.windows()
        self.fall(before)
        known = self.records.get(name)
        if known is None:
            row = dict.fromkeys(self.plan.kind.fields) | {"withdrawn": None} | data
            known = Known(row, recorded.recorded, recorded.fact.zone, recorded.position)
            self.records[name] = known
        else:
            known.lost = known.lost or known.at <= self.clock - self.plan.horizon.length
            known.row = known.row | data
            if data.get(time_field, 0) is None:
                known.at = recorded.recorded
        if known.row[time_field] is not None:
            known.at = known.row[time_field]
        after = self.windows()
        self.fall(after)
        return [
            (name, key, level, evidence)
            for key, evidence in after.items()
            if name in evidence and name not in before.get(key, ())
            for level in self.cross(key, len(evidence))
        ]

    def windows(self) -> dict[str, tuple[str, ...]]:
        held: dict[str, list[tuple[int, int, str]]] = {}
        for name, known in self.records.items():
            at, key = known.row[self.plan.kind.time], known.row[self.plan.key]
            if at is None or key is None or known.lost or known.row["withdrawn"]:
                continue
            if not self.clock - self.plan.horizon.length < at <= self.clock:
                continue
            minute = {MINUTE_OF_WEEK: minute_of_week(at, known.zone)}
            if self.plan.where.holds(known.row | minute):
                held.setdefault(key, []).append((at, known.order, name))
        return {key: tuple(name for *_, name in sorted(of_key)) for key, of_key in held.items()}

    def fall(self, windows: dict[str, tuple[str, ...]]) -> None:
        if self.plan.cooldown is not None:
            return
        at_least = {t.level: t.at_least for t in self.plan.thresholds}
        for key, level in list(self.raised):
            if len(windows.get(key, ())) < at_least[level]:
                del self.raised[key, level]

    def cross(self, key: str, count: int) -> list[int]:
        for threshold in self.plan.thresholds:
            at = self.raised.get((key, threshold.level))
            silent = at is not None and (
                self.plan.cooldown is None or self.clock < at + self.plan.cooldown
            )
            if count >= threshold.at_least and not silent:
                for milder in self.plan.thresholds:
                    if milder.at_least <= threshold.at_least:
                        self.raised[key, milder.level] = self.clock
                return [threshold.level]
        return []
