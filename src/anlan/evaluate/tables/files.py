"""Tables as people keep them: CSV, Parquet or the first sheet of a workbook, one or several."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from anlan.evaluate.method.arrays import Floats
from anlan.standards.errors import AnlanError, BadInput, NotFound

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ROW = "row of the file"
FILE = "name of the file"
MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "..", "…", "-", "–")
"""What stands for a value that is not known."""


def read_tables(paths: Sequence[Path], keys: Sequence[str]) -> pl.DataFrame:
    """All tables as one, every cell text or null, with the file and row each line is from.

    Tables of the same columns are put one under the other; others are joined by the keys they
    share (a unit in a period, or a unit in all). BadInput or NotFound names the file.
    """
    if not paths:
        raise BadInput("no table is given", way_out="name a CSV, Parquet or .xlsx file")
    stacks: dict[frozenset[str], list[pl.DataFrame]] = {}
    for path in paths:
        table = read_table(path)
        stacks.setdefault(frozenset(table.columns), []).append(table)
    tables = [pl.concat([t.select(some[0].columns) for t in some]) for some in stacks.values()]
    return reduce(lambda left, right: _joined(left, right, keys), tables)


def read_table(path: Path) -> pl.DataFrame:
    """One table, every cell text or null. Rows are numbered as a person counts them: the first
    below the names is row 2."""
    readers = {".csv": _csv, ".tsv": _csv, ".gz": _csv, ".parquet": _parquet, ".xlsx": _workbook,
               ".xlsm": _workbook, ".xls": _workbook, ".ods": _workbook}  # fmt: skip
    if not path.is_file():
        raise NotFound("there is no such file", place=str(path), way_out="check the path")
    read = readers.get(path.suffix.lower())
    if read is None:
        raise BadInput(
            "not a kind of table that can be read",
            place=str(path),
            value=path.suffix,
            way_out=f"use one of {', '.join(readers)}",
        )
    try:
        table = read(path)
    except AnlanError:
        raise
    except Exception as error:  # noqa: BLE001 - each reader has a family of errors of its own
        raise BadInput(
            f"cannot be read as {path.suffix} ({str(error).splitlines()[0]})",
            place=str(path),
            way_out="save it again in that format, as UTF-8 where it is text",
        ) from None
    if not len(table):
        raise BadInput("the table has no rows", place=str(path), way_out="add the data")
    return numbered(table, str(path))


def _check_names(names: Sequence[str], path: Path) -> None:
    """Two columns of one name: one of them would silently not be read."""
    twice = sorted({name for name in names if name and list(names).count(name) > 1})
    if twice:
        raise BadInput(
            "two columns of one name",
            place=str(path),
            value=", ".join(twice),
            way_out="rename one of them, or take it out",
        )
    if len(names) == 1 and ";" in names[0]:
        raise BadInput(
            "its columns are separated by semicolons",
            place=str(path),
            value=names[0],
            way_out="save it with commas between columns and points in numbers",
        )


def numbered(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """A table of text with what stands for no value taken as none, and where each row is from."""
    text = pl.col(pl.String).str.strip_chars()
    known = table.with_columns(pl.when(text.is_in(MISSING)).then(None).otherwise(text).name.keep())
    placed = known.with_row_index(ROW, offset=2).with_columns(pl.lit(file).alias(FILE))
    return placed.with_columns(pl.col(ROW).cast(pl.String))


def numbers(table: pl.DataFrame, column: str) -> Floats:
    """A column as numbers, NaN for null. BadInput at the first cell that is not one."""
    values = table[column].cast(pl.Float64, strict=False)
    wrong = table.filter(table[column].is_not_null() & ~values.is_finite().fill_null(value=False))
    if len(wrong):
        raise BadInput(
            f"{column}: not a number",
            place=f"{wrong[FILE][0]}, row {wrong[ROW][0]}",
            value=wrong[column][0],
            way_out="write it with digits and a point, or leave the cell empty where it is unknown",
        )
    return values.fill_null(float("nan")).to_numpy().copy()


def is_numeric(table: pl.DataFrame, column: str) -> bool:
    """Whether every known cell of a column is a number, and there is one."""
    known = table[column].drop_nulls()
    return len(known) > 0 and known.cast(pl.Float64, strict=False).null_count() == 0


def _joined(left: pl.DataFrame, right: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    shared = [key for key in keys if key in left.columns and key in right.columns]
    place = str(right[FILE][0])
    if not shared:
        raise BadInput(
            "it shares no key with the other tables",
            place=place,
            value=", ".join(right.columns[1:-1]),
            way_out=f"give it the column {keys[0]}",
        )
    twice = right.filter(right.select(shared).is_duplicated())
    if len(twice):
        raise BadInput(
            "two rows for one key",
            place=f"{place}, row {twice[ROW][0]}",
            value=", ".join(str(twice[key][0]) for key in shared),
            way_out="keep one of them",
        )
    added = [name for name in right.columns if name not in left.columns]
    return left.join(right.select(*shared, *added), on=shared, how="left")


def _csv(path: Path) -> pl.DataFrame:
    separator = "\t" if ".tsv" in path.suffixes else ","
    first = pl.read_csv(path, infer_schema=False, separator=separator, has_header=False, n_rows=1)
    _check_names([str(name or "") for name in first.row(0)], path)
    return pl.read_csv(path, infer_schema=False, separator=separator, encoding="utf8")


def _parquet(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path).select(pl.all().cast(pl.String))


def _workbook(path: Path) -> pl.DataFrame:
    rows = open_workbook(path).get_sheet_by_index(0).to_python()
    names = [str(name).strip() for name in rows[0]] if rows else []
    _check_names(names, path)
    columns: dict[str, list[Any]] = {name: [] for name in names if name}
    for row in rows[1:]:
        for name, cell in zip(names, row, strict=False):
            if name:
                columns[name].append(_text(cell))
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def open_workbook(path: Path) -> CalamineWorkbook:
    """A workbook; NotFound or BadInput where it is none."""
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.is_file():
        raise NotFound("there is no such file", place=str(path), way_out="check the path")
    try:
        return CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise BadInput(
            f"not a workbook ({error})", place=str(path), way_out="save it again as .xlsx"
        ) from None


def _text(cell: Any) -> str:
    whole = isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53
    return str(int(cell)) if whole else str(cell)
