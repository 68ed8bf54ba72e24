"""COINr's iData and iMeta as a framework and its data (COINr documentation, chapter Building coins).

iMeta has a line for every column of iData but names and times, and one for every aggregate:
Level, iCode, iName, Direction, Weight, Unit, Target, Denominator, Parent, Type (Indicator,
Aggregate, Group, Denominator, Other). iData has uCode, uName and, for a panel, Time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.tables.files import FILE, ROW, numbers, read_table
from anlan.evaluate.tables.flat import Flat, checked, declared, nested
from anlan.standards.errors import BadInput

NEEDED = ("iCode", "Parent", "Type", "Weight", "Direction")


def read_coinr(id: str, meta: Path, data: Path) -> tuple[Framework, dict[str, Any]]:
    """The framework of an iMeta table over an iData table, and what its YAML says.

    The data need no conversion: the framework reads iData as it is. BadInput for codes that are
    in one table only, cycles, two parents, weights that are not above 0.
    """
    lines, columns = read_table(meta), read_table(data).columns
    for name in NEEDED:
        if name not in lines.columns:
            raise BadInput(
                "iMeta has no such column",
                place=str(meta),
                value=name,
                way_out=f"give it {', '.join(NEEDED)}",
            )
    tree = nested(_nodes(lines, columns, data))
    _check_known(lines, columns, data)
    groups = lines.filter(pl.col("Type") == "Group")["iCode"].to_list()
    about = {"unit": "uCode", "groups": groups}
    about |= {"name": "uName"} if "uName" in columns else {}
    about |= {"period": "Time"} if "Time" in columns else {}
    said = declared(id, tree, data=about, recipe={"normalise": {"how": "minmax"}})
    return checked(said), said


def _nodes(lines: pl.DataFrame, columns: list[str], data: Path) -> list[Flat]:
    kept = lines.filter(pl.col("Type").is_in(["Indicator", "Aggregate"]))
    weights, directions = numbers(kept, "Weight"), numbers(kept, "Direction")
    nodes = []
    for n, row in enumerate(kept.iter_rows(named=True)):
        place = f"{row[FILE]}, row {row[ROW]}"
        if row["Parent"] is not None and not weights[n] > 0:
            raise BadInput(
                "a weight is above 0",
                place=place,
                value=row["Weight"],
                way_out="give it a weight, or take it out",
            )
        measure = None
        if row["Type"] == "Indicator":
            if row["iCode"] not in columns:
                raise BadInput(
                    f"{data.name} has no such column",
                    place=place,
                    value=row["iCode"],
                    way_out="add it to iData, or take the indicator out of iMeta",
                )
            measure = _measure(row, float(directions[n]), place)
        nodes.append(
            Flat(row["iCode"], row["Parent"], row.get("iName") or row["iCode"],
                 float(weights[n]), place, measure)
        )  # fmt: skip
    return nodes


def _check_known(lines: pl.DataFrame, columns: list[str], data: Path) -> None:
    unknown = set(columns) - {*lines["iCode"], "uCode", "uName", "Time", ROW, FILE}
    if unknown:
        raise BadInput(
            "columns of iData that iMeta does not know",
            place=str(data),
            value=", ".join(sorted(unknown)),
            way_out="give them a line in iMeta, of Type Other where they are neither",
        )


def _measure(row: dict[str, Any], direction: float, place: str) -> dict[str, Any]:
    if direction not in (1, -1):
        raise BadInput("a direction is 1 or -1", place=place, value=direction, way_out="mend it")
    measure: dict[str, Any] = {
        "direction": "positive" if direction == 1 else "negative",
        "source": {"column": row["iCode"]},
    }
    if row.get("Unit") is not None:
        measure["unit"] = row["Unit"]
    if row.get("Denominator") is not None:
        measure["denominator"] = row["Denominator"]
    if row.get("Target") is not None:
        measure["target"] = float(row["Target"])
    return measure
