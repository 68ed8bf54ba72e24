"""Comparing two scores; across framework versions it is refused without a bridge (IX05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.evaluate.declaration.bridge import Bridge, require_comparable
from anlan.standards.errors import BadInput
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two scores are apart; `apart` is False while their intervals overlap."""

    node: str
    first: float
    second: float
    difference: float
    apart: bool
    bridge: Title | None = None
    """Why scores of two versions are compared, where they are."""


def compared(
    first: Mapping[str, Any], second: Mapping[str, Any], bridge: Bridge | None = None
) -> Comparison:
    """The comparison of two score records.

    Refused when they are of different framework versions and no bridge joins them, BadInput when
    they are of different nodes or one of them is not assessed. Scores recomputed under one version
    need no bridge, so one that says `recompute` does not help here.
    """
    stated = bridge if bridge is not None and not bridge.recompute else None
    versions = [f"{row['framework']}@{row['framework_version']}" for row in (first, second)]
    require_comparable(versions[0], first["node"], versions[1], second["node"], stated)
    if first["node"] != second["node"] and versions[0] == versions[1]:
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
        stated.reason if stated is not None and versions[0] != versions[1] else None,
    )
