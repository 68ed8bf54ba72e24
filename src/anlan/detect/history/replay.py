"""One model over history by columns: exactly what `run_over_history` finds, much sooner."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.found import Found
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.history.attributes import Ints
from anlan.detect.history.batched import as_batch
from anlan.detect.history.matched import Matched
from anlan.detect.running.finding import FindingDraft, draft
from anlan.detect.steps.row import Raised, Row
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
    engine = SharedPlan([plan], matched.layout)
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
        rows = matched.rows
        self._orders, self._rows = np.unique(rows.order, return_index=True)

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

    def records(self, number: int) -> list[str]:
        """The ids of the records a finding rests on."""
        return [self.matched.rows.record(row) for row in self.evidence(number).tolist()]

    def raised(self, number: int) -> Raised:
        """A finding as the engine raised it."""
        n = int(self._chosen[number])
        orders = np.append(self._evidence(number), self._found.trigger[n])
        rows = self._as_they_stood(orders, int(self._found.step[n]))
        return Raised(
            0, self.keys[number], int(self.levels[number]), Instant(int(self.at[number])),
            Instant(int(self._found.floor[n])), float(self.measures[number]),
            rows[-1], tuple(rows[:-1]),
        )  # fmt: skip

    def drafts(self, most: int | None = None) -> list[FindingDraft]:
        """The findings as they would be stored, at most so many."""
        numbers = range(len(self) if most is None else min(most, len(self)))
        return [draft(self.plan, self.matched.layout, self.raised(n)) for n in numbers]

    def _evidence(self, number: int) -> Ints:
        n = int(self._chosen[number])
        return self._found.evidence[self._found.first[n] : self._found.first[n + 1]]

    def _rows_of(self, orders: Ints) -> Ints:
        return np.asarray(self._rows[np.searchsorted(self._orders, orders)], np.int64)

    def _as_they_stood(self, orders: Ints, step: int) -> list[Row]:
        """The rows of some records at a step; limits are judged before it changes anything."""
        before = step + (not self.plan.measure.timed)
        order, added, row = self._versions
        last = [
            np.searchsorted(added[first:end], before) + first - 1
            for first, end in zip(
                np.searchsorted(order, orders).tolist(),
                np.searchsorted(order, orders, side="right").tolist(),
                strict=True,
            )
        ]
        rows = map(self.matched.rows.row, row[np.array(last, np.int64)].tolist())
        return [row for row in rows if row is not None]

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
