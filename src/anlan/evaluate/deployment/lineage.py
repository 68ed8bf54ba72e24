"""Where a score of a deployment comes from: measures, their queries, and ids of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anlan.evaluate.analysis.lineage import Traced, shares_of
from anlan.evaluate.declaration.framework import ROOT, Framework, Node, weight_of
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.declaration.source import Source
from anlan.evaluate.deployment.opened import Opened

Stored = Mapping[str, Mapping[str, Any]]
"""The score records of one area and month, by node."""


def trace_records(
    framework: Framework, node: str, stored: Stored, opened: Callable[[str], Opened]
) -> Traced:
    """The lineage of a node; `opened` opens a measure that is fed by a query."""

    def scored(id: str) -> bool:
        return bool(stored.get(id, {}).get("assessed"))

    def of(part: Framework | Node | Measure, id: str, share: float | None) -> Traced:
        row = stored.get(id, {})
        weights = {each.id: weight_of(each) for each in part.parts if weight_of(each)}
        shares = shares_of(part, weights, scored)
        queried = isinstance(part, Measure) and isinstance(part.source, Source)
        found = opened(id) if queried else None
        return Traced(
            id,
            part.title,
            row.get("score"),
            None,
            row.get("coverage") or 0.0,
            share,
            {"measured": row.get("value")} if queried else {},
            (),
            tuple(of(each, each.id, shares.get(each.id)) for each in part.parts),
            found.query if found else None,
            tuple(record.id for record in found.records) if found else (),
            found.total if found else 0,
        )

    return of(framework if node == ROOT else framework.part(node), node, None)
