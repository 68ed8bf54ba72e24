"""The ASEM example of COINr as a study, and generated ones of any size."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.tree import Branch, Tree

Parts = tuple[Panel, list[Indicator], Tree]


def asem(folder: Path, weights: str | None = None) -> Parts:
    """51 countries × 49 indicators in 8 dimensions of 2 halves, one year."""
    meta = _rows(folder / "asem_iMeta.csv")
    leaves = [row for row in meta if row["Type"] == "Indicator"]
    tops = [row for row in meta if row["Type"] == "Aggregate"]
    data = _rows(folder / "asem_iData.csv")
    own = {row["iCode"]: float(row["Weight"]) for row in meta if row["Weight"] not in ("", "NA")}
    if weights:
        own |= {row["iCode"]: float(row["Weight"]) for row in _rows(folder / weights)}
    below: dict[str, list[str]] = {}
    for row in meta:
        below.setdefault(row["Parent"], []).append(row["iCode"])
    tops.sort(key=lambda row: int(row["Level"]))
    branches = tuple(
        Branch(row["iCode"], tuple(below[row["iCode"]]), tuple(own[c] for c in below[row["iCode"]]))
        for row in tops
    )
    ids = tuple(row["iCode"] for row in leaves)
    indicators = [
        Indicator(
            row["iCode"],
            int(row["Direction"]),
            row["Denominator"] if row["Denominator"] not in ("", "NA") else None,
        )
        for row in leaves
    ]
    beside = {
        row["iCode"]: np.array([_number(line[row["iCode"]]) for line in data])
        for row in meta
        if row["Type"] == "Denominator"
    }
    values = np.array([[_number(line[id]) for id in ids] for line in data])
    units = tuple(line["uCode"] for line in data)
    return (
        Panel(units, ("",) * len(units), ids, values, {}, beside),
        indicators,
        Tree(ids, branches),
    )


def generated(units: int, indicators: int, years: int, seed: int = 1) -> Parts:
    """Skewed and other indicators, 4 % of the values missing, a tree of three levels."""
    rng = np.random.default_rng(seed)
    rows = units * years
    values = rng.normal(50, 10, (rows, indicators))
    values[:, ::3] = rng.lognormal(2, 1, values[:, ::3].shape)
    values[rng.random(values.shape) < 0.04] = np.nan
    ids = tuple(f"i{n:03d}" for n in range(indicators))
    pillars = [ids[n : n + 6] for n in range(0, indicators, 6)]
    branches = [Branch(f"p{n}", some, (1.0,) * len(some)) for n, some in enumerate(pillars)]
    halves = np.array_split(np.array([each.id for each in branches]), 2)
    tops = [
        Branch(f"h{n}", tuple(map(str, some)), (1.0,) * len(some)) for n, some in enumerate(halves)
    ]
    tree = Tree(ids, (*branches, *tops, Branch("index", ("h0", "h1"), (1.0, 1.0))))
    names = tuple(f"u{n:04d}" for _ in range(years) for n in range(units))
    periods = tuple(str(2010 + year) for year in range(years) for _ in range(units))
    panel = Panel(names, periods, ids, values, {}, {})
    return panel, [Indicator(id, 1 - 2 * (n % 5 == 0)) for n, id in enumerate(ids)], tree


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def _number(text: str) -> float:
    return float(text) if text not in ("", "NA") else float("nan")
