"""One model over history by columns: exactly what `run_over_history` finds, much sooner."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.found import Found
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.history.batched import as_batch
from anlan.detect.history.late import Ints
from anlan.detect.history.matched import Matched
from anlan.detect.running.finding import FindingDraft, draft
from anlan.detect.steps.row import Raised
from anlan.standards.time import Instant
from anlan.store.store import Store


def replay(
    store: Store,
    plan: Plan,
    *,
    since: Instant | None = None,
    until: Instant | None = None,
) -> Replay:
    """What a model finds in the journal, in the order records came in: what live finds.

    `since` (included) and `until` (not included) choose among the findings by the time they
    were raised; windows always start from the whole history before.
    """
    return over(Matched(store, plan), plan, since=since, until=until)


def over(
    matched: Matched, plan: Plan, *, since: Instant | None = None, until: Instant | None = None
) -> Replay:
    """The same over rows that were fetched before; `plan` may differ in its levels."""
    asked = replace(plan, where=Filter())  # every row meets it
    engine = SharedPlan([asked], matched.layout)
    found, _ = engine.take_batch(as_batch(matched, engine.columns))
    keys = [engine.columns.value(plan.key, code) for code in found.key.tolist()]
    chosen = _once(found, timed=plan.measure.timed)
    if since is not None:
        chosen = chosen[found.at[chosen] >= since]
    if until is not None:
        chosen = chosen[found.at[chosen] < until]
    return Replay(plan, matched, found, keys, chosen)


class Replay:
    """What a model raised over history, in order, the same cause once."""

    def __init__(
        self, plan: Plan, matched: Matched, found: Found, keys: list[str], chosen: Ints
    ) -> None:
        self.plan = plan
        self.matched = matched
        self._found = found
        self._chosen = chosen
        self.keys = [keys[n] for n in chosen.tolist()]
        """What each finding is about."""
        self.levels, self.at = found.level[chosen], found.at[chosen]
        self.measures = found.measure[chosen]

    def __len__(self) -> int:
        return len(self.keys)

    def triggers(self) -> Ints:
        """For each finding the number, among the rows, of the record that raised it."""
        return self._rows_of(self._found.trigger[self._chosen])

    def evidence(self, number: int) -> Ints:
        """The numbers of the rows a finding rests on, by time and order of arrival.

        Of a record with several versions any one: they share its id and its order.
        """
        return self._rows_of(self._evidence(number))

    def raised(self, most: int | None = None) -> list[Raised]:
        """The findings as the engine raised them, at most so many."""
        told = self._chosen[:most].tolist()
        rests = [self._as_they_stood(number, n) for number, n in enumerate(told)]
        read = self.matched.rows.rows
        if rests:
            read(np.concatenate(rests))  # all at once
        return [
            Raised(
                0, self.keys[number], int(self.levels[number]), Instant(int(self.at[number])),
                Instant(int(self._found.floor[n])), float(self.measures[number]),
                trigger, tuple(evidence),
            )
            for number, n in enumerate(told)
            for *evidence, trigger in [read(rests[number])]
        ]  # fmt: skip

    def drafts(self, most: int | None = None) -> list[FindingDraft]:
        """The findings as they would be stored, at most so many."""
        return [draft(self.plan, self.matched.layout, each) for each in self.raised(most)]

    def _evidence(self, number: int) -> Ints:
        n = int(self._chosen[number])
        return self._found.evidence[self._found.first[n] : self._found.first[n + 1]]

    def _rows_of(self, orders: Ints) -> Ints:
        known, rows = self._by_order
        return np.asarray(rows[np.searchsorted(known, orders)], np.int64)

    def _as_they_stood(self, number: int, n: int) -> Ints:
        """The rows of the evidence and, last, of the trigger at the step that raised a finding;
        limits are judged before it changes anything."""
        orders = np.append(self._evidence(number), self._found.trigger[n])
        before = int(self._found.step[n]) + (not self.plan.measure.timed)
        order, added, row = self._versions
        last = [
            np.searchsorted(added[first:end], before) + first - 1
            for first, end in zip(
                np.searchsorted(order, orders).tolist(),
                np.searchsorted(order, orders, side="right").tolist(),
                strict=True,
            )
        ]
        return row[np.array(last, np.int64)]

    @cached_property
    def _by_order(self) -> tuple[Ints, Ints]:
        """The orders of all records, sorted, and a row of each."""
        return np.unique(self.matched.rows.order, return_index=True)

    @cached_property
    def _versions(self) -> tuple[Ints, Ints, Ints]:
        """Order, step and row of everything that was added, sorted."""
        step = np.flatnonzero(self.matched.new >= 0)
        row = self.matched.new[step]
        order = self.matched.rows.order[row]
        by_order = np.lexsort((step, order))
        return order[by_order], step[by_order], row[by_order]


def _once(found: Found, *, timed: bool) -> Ints:
    """The first finding of each cause: key, level, trigger; and when, if a limit passed."""
    when = found.at if timed else np.zeros_like(found.at)
    cause = np.stack([found.key.astype(np.int64), found.level, found.trigger, when], axis=1)
    _, first = np.unique(cause, axis=0, return_index=True)
    return np.sort(first).astype(np.int64)
