"""Framework (评估体系): a versioned, weighted tree of measures, declared in YAML.

Any depth, uneven depth allowed: a node holds either further nodes or measures. Weights are
shares among siblings; those of the first level add up to 100 (statement IX01).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field as Bounded, model_validator

from anlan.evaluate.source import Derived, Source
from anlan.standards.errors import NotFound
from anlan.standards.kinds import Declaration, Name
from anlan.standards.title import Title

ROOT = "index"
"""Node id of the whole."""

NodeId = Annotated[str, Bounded(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]


class MeasureKind(StrEnum):
    """How a measure enters the score.

    objective, survey: between goalposts · corrective: starts full, loses points, never gains ·
    deduction: takes points off its parent and has no weight
    """

    OBJECTIVE = "objective"
    SURVEY = "survey"
    CORRECTIVE = "corrective"
    DEDUCTION = "deduction"


class Weight(Declaration):
    """A share among siblings, and where it comes from."""

    value: Annotated[float, Bounded(gt=0, le=100)] = 1.0
    origin: Literal["given", "equal"] = "equal"
    source: str | None = None


class Posts(Declaration):
    """The value that scores 0 and the value that scores 100; floor > target where less is better."""

    floor: float
    target: float

    @model_validator(mode="after")
    def _apart(self) -> Posts:
        if self.floor == self.target:
            raise ValueError("floor and target must differ")
        return self


class Goalposts(Posts):
    """Posts for everywhere, other posts for some area zones, and who set them."""

    by_zone: dict[str, Posts] = {}
    source: str

    def of(self, zone: str | None) -> Posts:
        """The posts for an area of this zone."""
        return self.by_zone.get(zone or "", self)


class Deducts(Declaration):
    """Points lost per unit of the value, and the most that can be lost."""

    slope: Annotated[float, Bounded(gt=0)]
    most: Annotated[float, Bounded(gt=0, le=100)] = 100.0
    source: str


class Measure(Declaration):
    """An indicator: what is measured, in which unit, which way is better, from where."""

    id: NodeId
    title: Title
    weight: Weight = Weight()
    direction: Literal["positive", "negative"]
    kind: MeasureKind
    unit: str
    """A short sign that reads the same in both languages: %, /10k, min, d, 0–100 …"""
    entry: Literal["automatic", "survey", "manual"] = "automatic"
    function: Literal["steer", "measure"] = "measure"
    """Whether it is there to steer the service (指挥棒) or to measure it (标尺)."""
    formula: str
    guard: Title | None = None
    """What to mind when reading it."""
    goalposts: Goalposts | None = None
    deducts: Deducts | None = None
    source: Source | None = None
    """The query; a measure has this or `not_collected`."""
    not_collected: Title | None = None
    """What would have to be collected; the measure is shown as not assessed."""

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        return ()

    @model_validator(mode="after")
    def _whole(self) -> Measure:
        if (self.source is None) == (self.not_collected is None):
            raise ValueError(f"{self.id}: give `source`, or say why in `not_collected`")
        deducting = self.kind in (MeasureKind.CORRECTIVE, MeasureKind.DEDUCTION)
        if self.source is not None and (
            (self.goalposts is None) != deducting or (self.deducts is not None) != deducting
        ):
            wanted = "`deducts`" if deducting else "`goalposts`"
            raise ValueError(f"a measured {self.kind} measure needs {wanted} and not the other")
        if deducting and self.direction != "negative":
            raise ValueError(f"a {self.kind} measure only loses points: direction is negative")
        if self.goalposts is not None:
            for posts in (self.goalposts, *self.goalposts.by_zone.values()):
                if (posts.target > posts.floor) != (self.direction == "positive"):
                    raise ValueError(f"goalposts run against the direction {self.direction}")
        return self


class Node(Declaration):
    """A branch: children, or measures; never neither (no hollow level), never both."""

    id: NodeId
    title: Title
    weight: Weight = Weight()
    nodes: tuple[Node, ...] = ()
    measures: tuple[Measure, ...] = ()

    @model_validator(mode="after")
    def _not_hollow(self) -> Node:
        if bool(self.nodes) == bool(self.measures):
            raise ValueError(f"{self.id}: a node has either nodes or measures, and at least one")
        return self

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        return self.nodes or self.measures


class Provenance(Declaration):
    """Where the framework comes from: what the text says and what is ours."""

    source: str
    author: str
    carried_over: str
    ours: str


class Framework(Declaration):
    """The whole tree."""

    id: Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9-]{0,47}$")]
    version: Annotated[str, Bounded(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,15}$")]
    title: Title
    provenance: Provenance
    derived: dict[Name, dict[Name, Derived]] = {}
    """Columns made from others, by kind."""
    nodes: Annotated[tuple[Node, ...], Bounded(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Framework:
        total = sum(node.weight.value for node in self.nodes)
        if abs(total - 100) > 1e-9:
            raise ValueError(f"nodes: the first-level weights add up to {total:g}, not to 100")
        seen = {ROOT}
        for _, part in self.walk():
            if part.id in seen:
                raise ValueError(f"two nodes have the id {part.id}")
            seen.add(part.id)
        return self

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        return self.nodes

    def walk(self) -> Iterator[tuple[str, Node | Measure]]:
        """Every node and measure with the id of its parent, parents first."""

        def below(parent: str, parts: tuple[Node | Measure, ...]) -> Iterator[tuple[str, Any]]:
            for part in parts:
                yield parent, part
                yield from below(part.id, part.parts)

        yield from below(ROOT, self.nodes)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The leaves, by id."""
        return {part.id: part for _, part in self.walk() if isinstance(part, Measure)}

    @cached_property
    def measured(self) -> dict[str, Source]:
        """The queries, by the id of their measure."""
        return {id: m.source for id, m in self.measures.items() if m.source is not None}

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
            way_out=f"use {ROOT}, or an id of the framework such as {self.nodes[0].id}",
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


def weight_of(part: Node | Measure) -> float:
    """The weight among siblings; a deduction weighs nothing."""
    deducts = isinstance(part, Measure) and part.kind is MeasureKind.DEDUCTION
    return 0.0 if deducts else part.weight.value


def manual_share(framework: Framework) -> float:
    """Per cent of the whole weight that rests on values typed in by hand (IX02)."""
    shares = framework.shares()
    return sum(shares[id] for id, m in framework.measures.items() if m.entry == "manual")


def framework_schema() -> dict[str, Any]:
    """The JSON Schema of a framework file."""
    return Framework.model_json_schema()
