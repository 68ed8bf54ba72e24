"""Score records: one a node, area and month, rewritten only when a value has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from anlan.evaluate.declaration.framework import ROOT, Framework
from anlan.evaluate.measuring.areas import CITY, Areas
from anlan.evaluate.measuring.cells import Cell
from anlan.evaluate.measuring.periods import Month
from anlan.evaluate.measuring.scoring import Scored, panel_of, score_study
from anlan.evaluate.study.study import study_of
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
    named, known = {month.period: month for month in months}, list(cells)
    by_cell = {(cell.measure, cell.area or CITY, cell.period): cell for cell in known}
    scored = score_study(study_of(framework, panel_of(framework, known, areas.zone)))
    rows: Rows = {}
    for (unit, period), nodes in scored.items():
        area, month = unit or None, named[period]
        place = {
            "framework": framework.id,
            "framework_version": framework.version,
            "area": area,
            "period": period,
            "period_start": month.start,
            "period_end": month.end,
        }
        for node in _fed(framework):
            data = place | {"node": node} | _columns(nodes[node], by_cell.get((node, unit, period)))
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
        "note": _note(scored, cell),
    }


def _note(scored: Scored, cell: Cell | None) -> str | None:
    """Why there is no score: the cell says it, or something beside the measure does."""
    if cell is None:
        return None if scored.assessed else "no-records"
    return cell.note or (None if scored.assessed else "barred")


def _fed(framework: Framework) -> list[str]:
    """ROOT, every measure with a query, and every branch with such a measure below it."""
    fed = {ROOT: None}
    for node in framework.measured:
        while node != ROOT:
            fed[node] = None
            node = framework.parents[node]
    return list(fed)
