"""A layered layout of a directed graph: main moves point down, long ones bend round what lies between.

The usual four steps (Sugiyama): break cycles by turning the weakest moves round, give each node a
layer by its longest way from the top, order the layers by the places of the neighbours, place.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Name = Hashable
Point = tuple[float, float]
GAP, LAYER, BEND = 30.0, 104.0, 56.0
"""Between neighbours, from layer to layer, and the width a passing edge takes, in pixels."""
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Placed:
    """Centres of the nodes, and the points each edge runs through from source to target."""

    width: float
    height: float
    nodes: Mapping[Name, Point]
    edges: Mapping[tuple[Name, Name], Sequence[Point]]


@dataclass(slots=True)
class _Layers:
    """Nodes and bends by layer, from left to right."""

    rows: list[list[Name]]
    up: dict[Name, list[Name]] = field(default_factory=dict)
    down: dict[Name, list[Name]] = field(default_factory=dict)

    def link(self, above: Name, below: Name) -> None:
        self.down.setdefault(above, []).append(below)
        self.up.setdefault(below, []).append(above)


def layered(widths: Mapping[Name, float], weights: Mapping[tuple[Name, Name], float]) -> Placed:
    """Place nodes of these widths, joined by edges of these weights; edges to itself are left out."""
    edges = sorted((e for e in weights if e[0] != e[1]), key=lambda e: (-weights[e], str(e)))
    layer = _longest(list(widths), _acyclic(edges))
    layers, chains = _with_bends(layer, edges)
    _order(layers)
    x = _across(layers, widths)
    width = max(x[n] + widths.get(n, BEND) / 2 for row in layers.rows for n in row) + GAP
    at = {n: (x[n], LAYER * (i + 0.5)) for i, row in enumerate(layers.rows) for n in row}
    return Placed(
        width,
        LAYER * len(layers.rows),
        {name: at[name] for name in widths},
        {edge: [at[name] for name in chain] for edge, chain in chains.items()},
    )


def _acyclic(edges: Sequence[tuple[Name, Name]]) -> dict[Name, list[Name]]:
    """The strongest edges first, each that would close a cycle left out."""
    after: dict[Name, list[Name]] = {}
    for source, target in edges:
        if not _reaches(after, target, source):
            after.setdefault(source, []).append(target)
    return after


def _reaches(after: Mapping[Name, Sequence[Name]], start: Name, goal: Name) -> bool:
    seen, left = {start}, [start]
    while left:
        at = left.pop()
        if at == goal:
            return True
        new = [n for n in after.get(at, ()) if n not in seen]
        seen.update(new)
        left.extend(new)
    return False


def _longest(names: Sequence[Name], after: Mapping[Name, Sequence[Name]]) -> dict[Name, int]:
    """The layer of every node: one below the lowest it follows."""
    incoming = dict.fromkeys(names, 0)
    for targets in after.values():
        for target in targets:
            incoming[target] += 1
    layer = dict.fromkeys(names, 0)
    free = [name for name in names if not incoming[name]]
    for name in free:
        for target in after.get(name, ()):
            layer[target] = max(layer[target], layer[name] + 1)
            incoming[target] -= 1
            if not incoming[target]:
                free.append(target)
    return layer


def _with_bends(
    layer: Mapping[Name, int], edges: Sequence[tuple[Name, Name]]
) -> tuple[_Layers, dict[tuple[Name, Name], list[Name]]]:
    """The layers with a bend wherever an edge passes through one, and the way of every edge."""
    layers = _Layers([[] for _ in range(max(layer.values()) + 1)])
    for name, number in layer.items():
        layers.rows[number].append(name)
    chains = {}
    for edge in edges:
        source, target = edge
        step = 1 if layer[source] <= layer[target] else -1
        chain: list[Name] = [source]
        for number in range(layer[source] + step, layer[target], step):
            bend = ("bend", edge, number)
            layers.rows[number].append(bend)
            chain.append(bend)
        chain.append(target)
        for one, other in itertools.pairwise(chain):
            if layer[source] != layer[target]:
                layers.link(*((one, other) if step > 0 else (other, one)))
        chains[edge] = chain
    return layers, chains


def _order(layers: _Layers) -> None:
    """Each node near the middle of its neighbours, layer by layer, down and up."""
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        rows = layers.rows[1:] if downwards else layers.rows[-2::-1]
        beside = layers.up if downwards else layers.down
        for row in rows:
            place = {n: i for other in layers.rows for i, n in enumerate(other)}
            middle = {
                n: sum(place[m] for m in beside[n]) / len(beside[n]) if beside.get(n) else place[n]
                for n in row
            }
            row.sort(key=lambda n, middle=middle: middle[n])  # type: ignore[misc]


def _across(layers: _Layers, widths: Mapping[Name, float]) -> dict[Name, float]:
    """Centres from left to right: as near to the neighbours as the order and the widths allow."""
    x: dict[Name, float] = {}
    for row in layers.rows:
        edge = GAP
        for name in row:
            x[name] = edge + widths.get(name, BEND) / 2
            edge += widths.get(name, BEND) + GAP
    for sweep in range(_SWEEPS):
        rows = layers.rows if sweep % 2 == 0 else layers.rows[::-1]
        for row in rows:
            _settle(row, layers, widths, x)
    left = min(x[n] - widths.get(n, BEND) / 2 for row in layers.rows for n in row)
    return {name: at - left + GAP for name, at in x.items()}


def _settle(
    row: Sequence[Name], layers: _Layers, widths: Mapping[Name, float], x: dict[Name, float]
) -> None:
    """Move a layer towards its neighbours: the mean of packing it from the left and the right."""
    wanted = {}
    for name in row:
        beside = [*layers.up.get(name, ()), *layers.down.get(name, ())]
        wanted[name] = sum(x[n] for n in beside) / len(beside) if beside else x[name]
    space = [
        (widths.get(a, BEND) + widths.get(b, BEND)) / 2 + GAP for a, b in itertools.pairwise(row)
    ]
    right = [wanted[row[0]]]
    for name, gap in zip(row[1:], space, strict=True):
        right.append(max(wanted[name], right[-1] + gap))
    left = [wanted[row[-1]]]
    for name, gap in zip(row[-2::-1], space[::-1], strict=True):
        left.append(min(wanted[name], left[-1] - gap))
    for name, one, other in zip(row, right, left[::-1], strict=True):
        x[name] = (one + other) / 2
