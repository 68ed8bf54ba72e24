"""Comparing two scores of one node; across framework versions it is refused (IX05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.standards.errors import BadInput, Refused


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two scores are apart; `apart` is False while their intervals overlap."""

    node: str
    first: float
    second: float
    difference: float
    apart: bool


def compared(first: Mapping[str, Any], second: Mapping[str, Any]) -> Comparison:
    """The comparison of two score records.

    Refused when they are of different framework versions, BadInput when they are of
    different nodes or one of them is not assessed.
    """
    for part, what in (("framework", "frameworks"), ("framework_version", "framework versions")):
        if first[part] != second[part]:
            raise Refused(
                f"scores of different {what} are not comparable",
                value=f"{first[part]} and {second[part]}",
                way_out="compute both periods under one version, "
                "`anlan index compute --framework ID@VERSION`, and compare those",
            )
    if first["node"] != second["node"]:
        raise BadInput(
            "scores of two nodes", value=second["node"], way_out=f"compare {first['node']} twice"
        )
    for row in (first, second):
        if not row["assessed"]:
            raise BadInput(
                "one of the scores is not assessed",
                value=f"{row['node']} {row['area'] or 'city'} {row['period']}",
                way_out="choose a period and area that have data",
            )
    overlap = first["low"] <= second["high"] and second["low"] <= first["high"]
    return Comparison(
        first["node"],
        first["score"],
        second["score"],
        round(second["score"] - first["score"], 6),
        not overlap,
    )
