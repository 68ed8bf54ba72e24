"""Joined records: what they said as of a time, as far as the journal has been read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anlan.detect.compiler.plan import Joined
from anlan.standards.time import Instant
from anlan.store.facts import Recorded

States = dict[str, dict[str, list[tuple[Instant, dict[str, Any]]]]]
"""Joined kind → record → its states, from which time each holds."""


class References:
    """The records that are joined to those of one kind. Hearing of a fact twice changes nothing."""

    def __init__(self, joins: Iterable[Joined]) -> None:
        self.joins = tuple(sorted(set(joins)))
        self.states: States = {join.kind: {} for join in self.joins}
        self._wanted = {
            kind: {name for join in self.joins if join.kind == kind for name in join.fields}
            for kind in self.states
        }

    def __contains__(self, kind: str) -> bool:
        """Whether records of a kind are joined."""
        return kind in self.states

    def take(self, recorded: Recorded) -> None:
        """Remember a new state of a joined record."""
        fact = recorded.fact
        states, wanted = self.states[fact.kind].setdefault(fact.record, []), self._wanted[fact.kind]
        told = {name: value for name, value in fact.data.items() if name in wanted}
        if "withdrawn" in fact.data:
            told["withdrawn"] = bool(fact.data["withdrawn"])
        state = (states[-1][1] if states else {}) | told
        if not states or state != states[-1][1] or fact.time < states[-1][0]:
            states.append((fact.time, state))

    def as_of(self, kind: str, record: Any, time: Instant) -> Mapping[str, Any]:
        """What a joined record says as of a time: the newest state that holds by then."""
        for since, state in reversed(self.states[kind].get(record, ())):
            if since <= time:
                return {} if state.get("withdrawn") else state
        return {}
