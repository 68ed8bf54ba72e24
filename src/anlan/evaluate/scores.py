"""Score records: one a node, area and month, rewritten only when a value has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from anlan.evaluate.areas import Areas
from anlan.evaluate.cells import Cell
from anlan.evaluate.framework import ROOT, Framework
from anlan.evaluate.periods import Month
from anlan.evaluate.scoring import Scored, score_tree
from anlan.standards.time import Instant
from anlan.store.facts import Fact

CITY_ID = "*"
"""Stands for the whole city in the id of a score."""

Rows = dict[str, dict[str, Any]]
"""Columns of score records, by record id."""

_SHOWN = ("value", "numerator", "denominator", "low", "high", "score", "coverage")


def score_id(framework: Framework, node: str, area: str | None, period: str) -> str:
    """The record id of a score; it names the framework version (IX05)."""
    return f"{framework.id}/{framework.version}/{node}/{area or CITY_ID}/{period}"


def score_rows(
    framework: Framework, cells: Iterable[Cell], areas: Areas, months: Iterable[Month]
) -> Rows:
    """Every measured node with the branches above it, in every area and month of the cells."""
    named = {month.period: month for month in months}
    grouped: dict[tuple[str | None, str], dict[str, Cell]] = {}
    for cell in cells:
        grouped.setdefault((cell.area, cell.period), {})[cell.measure] = cell
    rows: Rows = {}
    for (area, period), of_tree in grouped.items():
        scored = score_tree(framework, of_tree, areas.zone(area))
        month = named[period]
        place = {
            "framework": framework.id,
            "framework_version": framework.version,
            "area": area,
            "period": period,
            "period_start": month.start,
            "period_end": month.end,
        }
        for node in _fed(framework):
            data = place | {"node": node} | _columns(scored[node], of_tree.get(node))
            rows[score_id(framework, node, area, period)] = data
    return rows


def changes(fresh: Rows, stored: Mapping[str, Mapping[str, Any]], at: Instant) -> Iterator[Fact]:
    """The facts that bring stored scores to the fresh ones; none where nothing changed.

    A stored score with no fresh one has lost its records: it is no longer assessed. One that
    was withdrawn, its time being up, stays so.
    """
    gone = {record for record, before in stored.items() if before["withdrawn"]}
    for record, data in fresh.items():
        before = stored.get(record)
        if record in gone:
            continue
        if before is None:
            yield _fact(record, 1, {k: v for k, v in data.items() if v is not None}, at)
        elif new := {name: value for name, value in data.items() if before[name] != value}:
            yield _fact(record, before["version"] + 1, new, at)
    for record, before in stored.items():
        if record not in fresh and record not in gone and before["note"] != "no-records":
            cleared = {**dict.fromkeys(_SHOWN), "assessed": False, "note": "no-records"}
            yield _fact(record, before["version"] + 1, cleared, at)


def _fact(record: str, version: int, data: dict[str, Any], at: Instant) -> Fact:
    return Fact("score.computed", "score", record, version, at, data | {"computed": at})


def _columns(scored: Scored, cell: Cell | None) -> dict[str, Any]:
    """A measure shows its value with interval, a branch its score with interval."""
    shown: Scored | Cell = cell or scored
    return {
        "score": scored.score,
        "coverage": scored.coverage,
        "assessed": scored.assessed,
        "value": cell.value if cell else None,
        "numerator": cell.numerator if cell else None,
        "denominator": cell.denominator if cell else None,
        "low": shown.low,
        "high": shown.high,
        "note": cell.note if cell else None if scored.assessed else "no-records",
    }


def _fed(framework: Framework) -> list[str]:
    """ROOT, every measure with a query, and every branch with such a measure below it."""
    fed = {ROOT: None}
    for node in framework.measured:
        while node != ROOT:
            fed[node] = None
            node = framework.parents[node]
    return list(fed)
