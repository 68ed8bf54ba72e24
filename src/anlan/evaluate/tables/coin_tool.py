"""The workbook of the JRC's COIN Tool as a framework and its data.

Where things lie is what COINr's reader of it documents (its source file coinToolIn.R): on sheet
`Database` names and codes of units in B and C from row 17, values from column E; above them in row
7 weights, 8 directions, 9 and 10 lower and upper goalposts, 11 the index, 12 to 14 sub-index,
pillar and sub-pillar, 15 names, 16 codes; on sheet `Framework` from row 5 codes of nodes in C,
weights in E, names in H. `n/a` is a missing value. A level with one and the same code all over
was not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.tables.files import open_workbook
from anlan.evaluate.tables.flat import Flat, checked, declared, nested
from anlan.standards.errors import BadInput

Cells = Sequence[Sequence[Any]]
WEIGHT, DIRECTION, LOWER, UPPER, INDEX, SUB_PILLAR, NAME, CODE, UNITS = (
    6,
    7,
    8,
    9,
    10,
    13,
    14,
    15,
    16,
)
"""Rows of the sheet, counted from 0."""
FIRST = 4
"""The column of the first indicator, counted from 0."""


def read_coin_tool(id: str, workbook: Path) -> tuple[Framework, dict[str, Any], pl.DataFrame]:
    """The framework of a workbook, what its YAML says, and its data with columns unit, name and
    one for each indicator."""
    database, weights = _sheet(workbook, "Database"), _weights(_sheet(workbook, "Framework"))
    columns = [n for n in range(FIRST, len(database[CODE])) if _used(database, n)]
    units = [row for row in database[UNITS:] if _text(row[2])]
    if not columns or not units:
        raise BadInput(
            "there are no indicators with units from row 17 on",
            place=f"{workbook}, sheet Database",
            way_out="fill the sheet in by the COIN Tool, and save its values",
        )
    tree = nested(list(_nodes(database, columns, weights, str(workbook))))
    said = declared(
        id, tree, data={"unit": "unit", "name": "name"}, recipe={"normalise": {"how": "minmax"}}
    )
    table: dict[str, list[Any]] = {
        "unit": [_text(row[2]) for row in units],
        "name": [_text(row[1]) for row in units],
    }
    for n in columns:
        table[_text(database[CODE][n])] = [_number(row[n]) for row in units]
    return checked(said), said, pl.DataFrame(table, strict=False)


def _nodes(
    database: Cells, columns: Sequence[int], weights: dict[str, tuple[str, float]], place: str
) -> Iterator[Flat]:
    levels = [row for row in range(INDEX, SUB_PILLAR + 1) if _level_used(database, columns, row)]
    seen: dict[str, str | None] = {}
    for n in columns:
        path = [_text(database[row][n]) for row in levels]
        for parent, code in zip([None, *path], path, strict=False):
            if code not in seen:
                seen[code] = parent
                name, weight = weights.get(code, (code, 1.0))
                yield Flat(code, parent, name or code, weight, f"{place}, {code}")
        code = _text(database[CODE][n])
        own = _number(database[WEIGHT][n])
        yield Flat(code, path[-1], _text(database[NAME][n]) or code,
                   1.0 if own is None else own, f"{place}, {code}",
                   _measure(code, database, n))  # fmt: skip


def _measure(code: str, database: Cells, n: int) -> dict[str, Any]:
    upwards = _number(database[DIRECTION][n]) != -1
    measure: dict[str, Any] = {
        "direction": "positive" if upwards else "negative",
        "source": {"column": code},
    }
    lower, upper = _number(database[LOWER][n]), _number(database[UPPER][n])
    if lower is not None and upper is not None and lower < upper:
        ends = (lower, upper) if upwards else (upper, lower)
        measure["goalposts"] = {"floor": ends[0], "target": ends[1], "source": "COIN Tool"}
    return measure


def _level_used(database: Cells, columns: Sequence[int], row: int) -> bool:
    codes = {_text(database[row][n]) for n in columns}
    return row == INDEX or (len(codes) > 1 and "" not in codes)


def _weights(framework: Cells) -> dict[str, tuple[str, float]]:
    found = {}
    for row in framework[4:]:
        cells = [*row, *([""] * 8)]
        if (code := _text(cells[2])) and (weight := _number(cells[4])) is not None:
            found[code] = (_text(cells[7]), weight)
    return found


def _sheet(workbook: Path, name: str) -> Cells:
    book = open_workbook(workbook)
    if name not in book.sheet_names:
        raise BadInput(
            "not a workbook of the COIN Tool: a sheet is missing",
            place=str(workbook),
            value=name,
            way_out=f"it has {', '.join(book.sheet_names)}",
        )
    sheet: Cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return sheet


def _used(database: Cells, n: int) -> bool:
    return bool(_text(database[CODE][n])) and any(
        _number(row[n]) is not None for row in database[UNITS:]
    )


def _number(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) else None


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
