"""A framework from a flat list of nodes that name their parent, as other tools keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from anlan.evaluate.declaration.framework import Framework
from anlan.standards.errors import BadInput


@dataclass(frozen=True, slots=True)
class Flat:
    """One line of the list."""

    id: str
    parent: str | None
    name: str
    weight: float
    place: str
    """Where it is from, for errors."""
    measure: Mapping[str, Any] | None = None
    """What a measure has beside; None for a branch."""


@dataclass(frozen=True, slots=True)
class Nested:
    """The branches of a list by parent, checked to be one tree."""

    whole: Flat
    below: Mapping[str, Sequence[Flat]] = field(default_factory=dict)


def nested(nodes: Sequence[Flat]) -> Nested:
    """The tree of a list. BadInput for two parents, an unknown parent, a cycle, a branch without
    parts, several roots or none."""
    known = _by_id(nodes)
    below: dict[str, list[Flat]] = {}
    for node in nodes:
        if node.parent is not None:
            _check_parent(node, known.get(node.parent), known)
            below.setdefault(node.parent, []).append(node)
    _check_paths(nodes, known)
    for node in nodes:
        if node.measure is None and node.id not in below:
            raise BadInput(
                "hollow: nothing is below it",
                place=node.place,
                value=node.id,
                way_out="take it out",
            )
    roots = [node for node in nodes if node.parent is None]
    if len(roots) != 1:
        raise BadInput(
            "a framework has one whole",
            place=nodes[0].place if nodes else None,
            value=", ".join(root.id for root in roots) or "none",
            way_out="give every node but one a parent",
        )
    return Nested(roots[0], below)


def declared(id: str, tree: Nested, **beside: Any) -> dict[str, Any]:
    """What a framework file says of it."""
    parts = _parts(tree, tree.whole.id)
    title = {"zh": tree.whole.name, "en": tree.whole.name}
    return {"id": id, "title": title, "total": None, **beside, **parts}


def framework_text(said: Mapping[str, Any]) -> str:
    """The YAML of a framework, which can be read again."""
    text, yaml = StringIO(), YAML(typ="safe")
    yaml.default_flow_style = None
    yaml.allow_unicode = True
    yaml.width = 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(dict(said), text)
    return text.getvalue()


def checked(said: Mapping[str, Any]) -> Framework:
    """The framework of that text, by the reader of all frameworks."""
    from anlan.standards.declaration import parse_declaration

    return parse_declaration(framework_text(said), Framework, place=str(said["id"]))


def _parts(tree: Nested, id: str) -> dict[str, Any]:
    nodes, measures = [], []
    for part in tree.below[id]:
        common = {
            "id": part.id,
            "title": {"zh": part.name, "en": part.name},
            "weight": {"value": part.weight, "origin": "given"},
        }
        if part.measure is None:
            nodes.append(common | _parts(tree, part.id))
        else:
            measures.append(common | dict(part.measure))
    return ({"nodes": nodes} if nodes else {}) | ({"measures": measures} if measures else {})


def _by_id(nodes: Sequence[Flat]) -> dict[str, Flat]:
    known: dict[str, Flat] = {}
    for node in nodes:
        other = known.setdefault(node.id, node)
        if other is not node:
            two = other.parent != node.parent
            raise BadInput(
                f"{node.id} has two parents" if two else f"{node.id} is listed twice",
                place=node.place,
                value=f"{other.parent} and {node.parent}" if two else None,
                way_out="list each node once; what belongs to two branches is two measures",
            )
    return known


def _check_parent(node: Flat, parent: Flat | None, known: Mapping[str, Flat]) -> None:
    if parent is None or parent.measure is not None:
        branches = [each.id for each in known.values() if each.measure is None]
        raise BadInput(
            "its parent is not a branch of the list",
            place=node.place,
            value=node.parent,
            way_out=f"name one of {', '.join(branches)}",
        )


def _check_paths(nodes: Sequence[Flat], known: Mapping[str, Flat]) -> None:
    for node in nodes:
        path, at = [node.id], node.parent
        while at is not None:
            if at in path:
                raise BadInput(
                    "a cycle: it is above itself",
                    place=node.place,
                    value=" → ".join([*path, at]),
                    way_out="give one of them another parent",
                )
            path.append(at)
            at = known[at].parent
