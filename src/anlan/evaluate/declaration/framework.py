"""Framework (评估体系): a versioned, weighted tree of measures, declared in YAML.

Any depth, uneven depth allowed: a node holds further nodes, measures, or both. Weights are
shares among siblings; given ones of the first level add up to 100 (statement IX01).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field as Bounded, model_validator

from anlan.evaluate.declaration.measure import Measure, MeasureKind, NodeId, TitleOrId, Weight
from anlan.evaluate.declaration.source import Column, Derived, Source
from anlan.evaluate.declaration.weighting import FROM_DATA, Weighting
from anlan.evaluate.method.recipe import Aggregate, Normalise, Recipe
from anlan.standards.errors import NotFound
from anlan.standards.kinds import Declaration, Name

ROOT = "index"
"""Node id of the whole."""


class Branch(Declaration):
    """What has parts: nodes, measures or both; and how they become one score."""

    weights: Weighting | None = None
    """How the weights of the parts are found, where they are not simply given or equal."""
    aggregate: Aggregate | None = None
    """How the parts become one score, here and below; else as the branch above."""
    normalise: Normalise | None = None
    """How measures here and below get to the common scale; else as the branch above."""

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        """Its nodes, then its measures."""
        raise NotImplementedError

    @property
    def weighting(self) -> Weighting | None:
        """How the weights of the parts are found: stated here, or alike by every part."""
        origins = {part.weight.origin for part in self.parts if not deducts_only(part)}
        if self.weights is None and len(origins) == 1 and origins <= set(FROM_DATA):
            return Weighting.model_validate({"origin": origins.pop()})
        return self.weights

    @model_validator(mode="after")
    def _not_hollow(self) -> Branch:
        if not self.parts:
            raise ValueError("hollow: a node has either nodes or measures, or both")
        return self


class Node(Branch):
    """A branch below the whole."""

    id: NodeId
    title: TitleOrId
    weight: Weight = Weight()
    nodes: tuple[Node, ...] = ()
    measures: tuple[Measure, ...] = ()

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        return (*self.nodes, *self.measures)


class Provenance(Declaration):
    """Where the framework comes from: what the text says and what is ours."""

    source: str
    author: str
    carried_over: str
    ours: str


class Data(Declaration):
    """How tables say whom a row is about; for frameworks fed by columns."""

    unit: str = "unit"
    period: str = "period"
    """Left out of the tables: there is one period."""
    name: str | None = None
    """The column with the name of a unit, shown beside its id."""
    groups: tuple[str, ...] | None = None
    """Columns that say which units are alike; left out: every column of text not used otherwise."""


class Framework(Branch):
    """The whole tree."""

    id: Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9-]{0,47}$")]
    version: Annotated[str, Bounded(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,15}$")] = "1"
    title: TitleOrId
    provenance: Provenance | None = None
    total: Annotated[float, Bounded(gt=0)] | None = 100.0
    """What given weights of the first level add up to; null: they are relative."""
    recipe: Recipe = Recipe()
    data: Data = Data()
    derived: dict[Name, dict[Name, Derived]] = {}
    """Columns made from others, by kind."""
    nodes: tuple[Node, ...] = ()
    direct: Annotated[tuple[Measure, ...], Bounded(alias="measures")] = ()
    """Measures right below the whole."""

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        return (*self.nodes, *self.direct)

    @model_validator(mode="after")
    def _whole(self) -> Framework:
        self._check_total()
        seen = {ROOT}
        for _, part in self.walk():
            if part.id in seen:
                raise ValueError(f"two nodes have the id {part.id}: it would have two parents")
            seen.add(part.id)
        self._check_guards({part.id for _, part in self.walk() if isinstance(part, Measure)})
        return self

    @property
    def stated_total(self) -> float | None:
        """What the weights of the first level add up to, where they are given and no relative
        ones."""
        weights = [part.weight for part in self.parts if weight_of(part)]
        stated = any("value" in weight.model_fields_set for weight in weights)
        if self.total is None or self.weights or not stated:
            return None
        return sum(weight.value for weight in weights)

    def _check_total(self) -> None:
        total = self.stated_total
        if total is None or self.total is None:
            return
        weights = [part.weight.value for part in self.parts if weight_of(part)]
        if abs(total - self.total) > rounding(weights):
            raise ValueError(
                f"nodes: the first-level weights add up to {total:g}, not to {self.total:g}; "
                "mend them, or say `total: null` if they are relative"
            )

    def _check_guards(self, measures: set[str]) -> None:
        for _, part in self.walk():
            guard = part.guard if isinstance(part, Measure) else None
            if guard is not None and guard.measure is not None:
                if guard.measure not in measures:
                    raise ValueError(f"{part.id}: no measure {guard.measure} to guard it")
                if guard.measure == part.id:
                    raise ValueError(f"{part.id}: a measure cannot guard itself")

    def walk(self) -> Iterator[tuple[str, Node | Measure]]:
        """Every node and measure with the id of its parent, parents first."""

        def below(parent: str, parts: tuple[Node | Measure, ...]) -> Iterator[tuple[str, Any]]:
            for part in parts:
                yield parent, part
                yield from below(part.id, part.parts)

        yield from below(ROOT, self.parts)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The leaves, by id."""
        return {part.id: part for _, part in self.walk() if isinstance(part, Measure)}

    @cached_property
    def measured(self) -> dict[str, Source]:
        """The queries, by the id of their measure."""
        return {id: m.source for id, m in self.measures.items() if isinstance(m.source, Source)}

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns of tables, by the id of their measure."""
        return {id: m.source for id, m in self.measures.items() if isinstance(m.source, Column)}

    @cached_property
    def parents(self) -> dict[str, str]:
        """The parent of every node."""
        return {part.id: parent for parent, part in self.walk()}

    def part(self, node: str) -> Node | Measure:
        """The node or measure of that id; NotFound when there is none."""
        for _, part in self.walk():
            if part.id == node:
                return part
        raise NotFound(
            "no such node",
            place=f"{self.id} {self.version}",
            value=node,
            way_out=f"use {ROOT}, or an id of the framework such as {self.parts[0].id}",
        )

    def shares(self) -> dict[str, float]:
        """The share of every node in the whole, in per cent; deductions have none."""
        found = {ROOT: 100.0}
        totals = dict.fromkeys([ROOT, *self.parents], 0.0)
        for parent, part in self.walk():
            totals[parent] += weight_of(part)
        for parent, part in self.walk():
            if weight_of(part):
                found[part.id] = found[parent] * weight_of(part) / totals[parent]
            else:
                found[part.id] = 0.0
        return found


def deducts_only(part: Node | Measure) -> bool:
    """Whether it takes points off its parent and has no weight: a deduction, or a node of them."""
    if isinstance(part, Measure):
        return part.kind is MeasureKind.DEDUCTION
    return all(deducts_only(each) for each in part.parts)


def weight_of(part: Node | Measure) -> float:
    """The weight among siblings; what only deducts weighs nothing."""
    return 0.0 if deducts_only(part) else part.weight.value


def rounding(weights: list[float]) -> float:
    """What a sum of weights may be off by: half of the last digit of each that has decimals."""
    digits = max(len(f"{weight!r}".partition(".")[2].rstrip("0")) for weight in weights)
    return 0.5 * len(weights) * 10.0**-digits if digits else 1e-9


def manual_share(framework: Framework) -> float:
    """Per cent of the whole weight that rests on values typed in by hand (IX02)."""
    shares = framework.shares()
    return sum(shares[id] for id, m in framework.measures.items() if m.entry == "manual")


def framework_schema() -> dict[str, Any]:
    """The JSON Schema of a framework file."""
    return Framework.model_json_schema()
