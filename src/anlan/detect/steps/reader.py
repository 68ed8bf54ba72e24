"""Facts about one record kind, read once for all who look at it.

Most facts bring a new record, and most others change nothing that a model looks at. The latter
are passed over; the former are read many at a time, column by column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from anlan.detect.compiler.derive import MANY
from anlan.detect.compiler.plan import Plan
from anlan.detect.steps.intake import AHEAD, TICK, Fresh
from anlan.detect.steps.layout import Layout, layout
from anlan.detect.steps.references import References
from anlan.detect.steps.stretch import Stretch
from anlan.standards.kinds import RecordKind
from anlan.standards.time import Instant
from anlan.store.facts import FactColumns, Recorded


class Reader:
    """Reads facts for the intakes of one record kind, which share a layout and what is joined."""

    def __init__(self, kind: RecordKind, layout: Layout, references: References) -> None:
        self.kind = kind
        self.layout = layout
        layout.numbered = {}
        self.references = references
        self._own = tuple(name for name in layout.fields if "." not in name)
        self._telling = frozenset({*self._own, str(kind.time), "withdrawn"})
        self._beside = {TICK, *references.states}

    def read(self, facts: FactColumns) -> Iterator[Fresh | Recorded]:
        """The facts that may change something, in order. What was read before the next is asked
        for has to be taken by then: it may be a record that those after it are joined to."""
        fresh: dict[str, int] = {}
        kind, time_of, beside = self.kind.id, str(self.kind.time), self._beside
        each = zip(
            facts.kinds, facts.versions, facts.records, facts.recorded, facts.data, strict=True
        )
        for index, (of, version, record, recorded, data) in enumerate(each):
            if of == kind and version == 1 and kind not in beside:
                time = data.get(time_of)
                usable = time is not None and time <= recorded + AHEAD
                if usable and record not in fresh and not data.get("withdrawn"):
                    fresh[record] = index
                    continue
            elif self._changes_nothing(of, version, data):
                continue
            if fresh:
                yield self._fresh(facts.some(list(fresh.values())))
                fresh = {}
            yield facts.fact(index)
        if fresh:
            yield self._fresh(facts.some(list(fresh.values())))

    def _changes_nothing(self, kind: str, version: int, data: Mapping[str, Any]) -> bool:
        if kind in self._beside:
            return False
        return kind != self.kind.id or (version > 1 and self._telling.isdisjoint(data))

    def _fresh(self, facts: FactColumns) -> Fresh:
        data, zones = facts.data, facts.zones
        times: list[Instant] = [each[self.kind.time] for each in data]
        own = {name: [each.get(name) for each in data] for name in self._own}
        columns: dict[str, Sequence[Any]] = {**own, **self._joined(own, times)}
        values = [columns[name] for name in self.layout.fields]
        derived = self.layout.derived.values()
        one_by_one = [derive for derive in derived if derive not in MANY]
        named = _transposed(columns) if one_by_one and self.references.joins else data
        for derive in derived:
            if many := MANY.get(derive):
                values.append(many(columns, times, zones))
            else:
                values.append(list(map(derive, named, times, zones)))
        return Fresh(facts, Stretch(facts.records, facts.positions, times, zones, values))

    def _joined(
        self, own: Mapping[str, Sequence[Any]], times: Sequence[Instant]
    ) -> dict[str, list[Any]]:
        columns = dict[str, list[Any]]()
        for join in self.references.joins:
            states = [
                self.references.as_of(join.kind, by, time)
                for by, time in zip(own[join.by], times, strict=True)
            ]
            for name in join.fields:
                columns[f"{join.alias}.{name}"] = [state.get(name) for state in states]
        return columns


def _transposed(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, each, strict=True)) for each in zip(*columns.values(), strict=True)]


def reader_for(plans: Sequence[Plan]) -> Reader:
    """What reads for some plans over one record kind."""
    references = References(join for plan in plans for join in plan.joins)
    return Reader(plans[0].kind, layout(plans), references)
