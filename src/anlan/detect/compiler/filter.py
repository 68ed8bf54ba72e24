"""A condition tree, checked and turned into conjuncts: questions about one attribute each.

`not` is pushed down to the questions, questions about the same attribute are merged, and what
cannot be asked of one value becomes a derived yes-or-no attribute. Equal conditions, however
they are written, come out in the same form, so models share them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from anlan.detect.compiler.answer import ALWAYS, Among, Answer, Combine, combined
from anlan.detect.compiler.derive import Derive
from anlan.detect.language.condition import Condition
from anlan.standards.time import Instant

Row = Mapping[str, Any]
"""The values of a row by the names of its attributes, derived ones included."""

YES = Among(frozenset({True}))


@dataclass(frozen=True, slots=True)
class Conjunct:
    """A question about one attribute."""

    attribute: str
    answer: Answer
    derive: Derive | None = None
    """How a derived attribute follows from the fields; None when it is one of them."""
    fields: frozenset[str] = frozenset()
    """The fields that are read."""

    def accepts(self, value: Any) -> bool:
        """Whether a row with this value of the attribute meets the condition."""
        return self.answer.accepts(value)

    @property
    def form(self) -> str:
        """Canonical text; equal forms are the same question."""
        return f"{self.attribute} {self.answer.form}"

    @property
    def turned(self) -> Conjunct:
        return Conjunct(self.attribute, self.answer.turned, self.derive, self.fields)

    def holds(self, fields: Row, at: Instant, zone: str) -> bool:
        """Whether a record whose fields are known meets the condition."""
        derive = self.derive
        value = fields.get(self.attribute) if derive is None else derive(fields, at, zone)
        return self.answer.accepts(value)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about different attributes, of which all or any must be met."""

    how: Combine
    parts: tuple[Node, ...]

    @property
    def form(self) -> str:
        return f"{self.how}({'; '.join(part.form for part in self.parts)})"

    @property
    def fields(self) -> frozenset[str]:
        return frozenset().union(*(part.fields for part in self.parts))

    def holds(self, fields: Row, at: Instant, zone: str) -> bool:
        if self.how == "all":
            return all(part.holds(fields, at, zone) for part in self.parts)
        return any(part.holds(fields, at, zone) for part in self.parts)

    @property
    def conjunct(self) -> Conjunct:
        """The same as a question about one derived attribute."""
        return Conjunct(f"@{self.form}", YES, self.holds, self.fields)


Node = Conjunct | Group

Ask = Callable[[Condition, str], Conjunct]
"""From a question and its place in the declaration to what it means."""


@dataclass(frozen=True)
class Filter:
    """The conditions of one model; every conjunct must accept its attribute."""

    conjuncts: tuple[Conjunct, ...] = field(default=())

    def holds(self, row: Row) -> bool:
        """Whether a row meets them all."""
        return all(conjunct.accepts(row[conjunct.attribute]) for conjunct in self.conjuncts)

    @cached_property
    def form(self) -> str:
        """Canonical text; equal forms are the same filter."""
        return "; ".join(conjunct.form for conjunct in self.conjuncts)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The attributes the conjuncts look at."""
        return tuple(conjunct.attribute for conjunct in self.conjuncts)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that are read, those of derived attributes included."""
        return frozenset().union(*(conjunct.fields for conjunct in self.conjuncts))

    @cached_property
    def derived(self) -> dict[str, Derive]:
        """Derived attributes, and how they follow from the fields."""
        return {
            conjunct.attribute: conjunct.derive
            for conjunct in self.conjuncts
            if conjunct.derive is not None
        }

    def only(self, attribute: str) -> frozenset[Any] | None:
        """The values an attribute may have; None when they are not listed."""
        for conjunct in self.conjuncts:
            answer = conjunct.answer
            if conjunct.attribute == attribute and isinstance(answer, Among) and answer.inside:
                return answer.values
        return None


def compile_filter(where: Condition | None, ask: Ask, place: str = "where") -> Filter:
    """The filter of a condition; `ask` checks its questions and says what they mean."""
    if where is None:
        return Filter()
    node = _node(where, ask, place, turned=False)
    parts = node.parts if isinstance(node, Group) and node.how == "all" else (node,)
    conjuncts = [part.conjunct if isinstance(part, Group) else part for part in parts]
    kept = [conjunct for conjunct in conjuncts if conjunct.answer != ALWAYS]
    return Filter(tuple(sorted(kept, key=lambda conjunct: conjunct.form)))


def _node(condition: Condition, ask: Ask, place: str, *, turned: bool) -> Node:
    question = condition.question
    place = f"{place}.{question}"
    if condition.not_ is not None:
        return _node(condition.not_, ask, place, turned=not turned)
    if question in ("all", "any"):
        parts = [
            _node(part, ask, f"{place}[{n}]", turned=turned)
            for n, part in enumerate(condition.parts)
        ]
        return _combined("all" if (question == "all") is not turned else "any", parts)
    conjunct = ask(condition, place)
    return conjunct.turned if turned else conjunct


def _combined(how: Combine, nodes: list[Node]) -> Node:
    """Nodes put together: nested groups of the same sort opened, equal attributes merged."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.parts if isinstance(node, Group) and node.how == how else (node,)
    groups = {node.form: node for node in flat if isinstance(node, Group)}
    asked: dict[str, list[Conjunct]] = {}
    for node in flat:
        if isinstance(node, Conjunct):
            asked.setdefault(node.attribute, []).append(node)
    parts: list[Node] = [_merged(how, same) for same in asked.values()]
    parts = sorted([*parts, *groups.values()], key=lambda node: node.form)
    return parts[0] if len(parts) == 1 else Group(how, tuple(parts))


def _merged(how: Combine, same: list[Conjunct]) -> Conjunct:
    answer = combined(how, [conjunct.answer for conjunct in same])
    return Conjunct(same[0].attribute, answer, same[0].derive, same[0].fields)
