"""A bridge between two versions of a framework: what makes their scores comparable after all.

Either nodes that measure the same in both, somebody's stated judgement; or `recompute`: the
older data scored again under the newer version, which says nothing about the old scores.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Bounded, model_validator

from anlan.standards.errors import Refused
from anlan.standards.kinds import Declaration
from anlan.standards.title import Title


class Bridge(Declaration):
    """Between two versions of one framework, or two frameworks."""

    older: str
    """id@version"""
    newer: str
    nodes: dict[str, str] = {}
    """Older node: the newer one that measures the same."""
    recompute: bool = False
    reason: Annotated[
        Title, Bounded(description="Why this is fair; printed with every comparison.")
    ]

    @model_validator(mode="after")
    def _one_way(self) -> Bridge:
        if bool(self.nodes) == self.recompute:
            raise ValueError("say either `nodes` that measure the same, or `recompute: true`")
        return self

    def node_of(self, version: str, node: str) -> str:
        """What a node of the newer version is called in a version."""
        called = {new: old for old, new in self.nodes.items()}
        return called.get(node, node) if version == self.older else node

    def joins(self, first: str, first_node: str, second: str, second_node: str) -> bool:
        """Whether a node of one version may be compared with one of another, whichever is older."""
        if {first, second} != {self.older, self.newer}:
            return False
        old, new = (first_node, second_node) if first == self.older else (second_node, first_node)
        return self.recompute or self.nodes.get(old) == new


def require_comparable(
    first: str, first_node: str, second: str, second_node: str, bridge: Bridge | None
) -> None:
    """Refused where two versions have no bridge, or not one for these nodes."""
    if first == second or (
        bridge is not None and bridge.joins(first, first_node, second, second_node)
    ):
        return
    what = "frameworks" if first.split("@")[0] != second.split("@")[0] else "framework versions"
    nodes = first_node if first_node == second_node else f"{first_node} and {second_node}"
    raise Refused(
        f"scores of different {what} are not comparable",
        value=f"{nodes} of {first} and {second}",
        way_out="compute both periods under one version and compare those (`--recompute` does it with "
        "tables), or declare with `--bridge FILE` which nodes measure the same, and why",
    )
