"""The matter of a report from a framework file and tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.declaration.source import Column
from anlan.evaluate.report.asked import Asked, moved, periods_of, require_unit, varied
from anlan.evaluate.report.document import MISSING
from anlan.evaluate.report.matter import Matter
from anlan.evaluate.study.study import read_framework, study_of
from anlan.evaluate.tables.data import panel_of_table, table_of
from anlan.evaluate.tables.files import FILE, ROW
from anlan.standards.time import Instant
from anlan.standards.title import Language, Title

MOST = 100
"""Cells told of a measure."""


def matter_of_tables(
    framework: Path,
    data: Sequence[Path],
    asked: Asked,
    language: Language,
    at: Instant | None = None,
) -> Matter:
    """What a report on tables is made of. `at`: the time of the data, where it is known.

    BadDeclaration, BadInput or NotFound as for a study, or for a period or unit there is not.
    """
    declared = read_framework(framework)
    table = table_of(declared, data)
    study = study_of(declared, panel_of_table(declared, table))
    period, before = periods_of(study, asked)
    if asked.unit is not None:
        require_unit(study, asked.unit, period)
    change, other = moved(study, asked.unit, before, period), varied(study)
    here = table.filter(pl.col(declared.data.period) == period)
    if asked.unit is not None:
        here = here.filter(pl.col(declared.data.unit) == asked.unit)
    columns = {id: m for id, m in declared.measures.items() if isinstance(m.source, Column)}
    return Matter(
        study=study,
        language=language,
        period=period,
        before=before,
        unit=asked.unit,
        names=_names(declared, table),
        sources={id: _source(declared, m, here, language) for id, m in columns.items()},
        samples=_samples(columns, here) if asked.unit is not None else {},
        data=[path.name for path in data],
        at=at,
        change=None if isinstance(change, str) else change,
        uncertainty=None if isinstance(other, str) else other[0],
        sensitivity=None if isinstance(other, str) else other[1],
        unsplit=change if isinstance(change, str) else None,
        unvaried=other if isinstance(other, str) else None,
    )


def _names(framework: Framework, table: pl.DataFrame) -> dict[str, Title]:
    said = framework.data
    if said.name is None:
        return {}
    rows = table.select(said.unit, said.name).drop_nulls().iter_rows()
    return {unit: Title(zh=name, en=name) for unit, name in rows}


def _samples(columns: dict[str, Measure], row: pl.DataFrame) -> dict[str, float]:
    found = {}
    for id, measure in columns.items():
        source = measure.source
        if isinstance(source, Column) and source.of is not None and row[source.of][0] is not None:
            found[id] = float(row[source.of][0])
    return found


def _source(framework: Framework, measure: Measure, rows: pl.DataFrame, language: Language) -> str:
    """Columns, file, time, and the cells by row of the file."""
    source = measure.source
    assert isinstance(source, Column)
    say = dict(zip(("column", "file", "period", "cells"), ("列", "文件", "时期", "单元格（行）")
               if language == "zh" else ("column", "file", "period", "cells (row)"), strict=True))  # fmt: skip
    named = [source.column, *(f"÷ {n}" for n in (source.of, measure.denominator) if n)]
    if source.error:
        named.append(f"± {source.error}")
    lines = [f"{say['column']}: {' '.join(named)}"]
    if measure.formula:
        lines.append(measure.formula)
    said = framework.data
    files = sorted({Path(file).name for file in rows[FILE]})
    lines.append(f"{say['file']}: {', '.join(files)}")
    if period := rows[said.period][0]:
        lines.append(f"{say['period']}: {period}")
    shown = rows.head(MOST)
    cells = zip(shown[said.unit], shown[ROW], shown[source.column], strict=True)
    told = (f"{unit}[{row}]={_short(text)}" for unit, row, text in cells)
    lines.append(f"{say['cells']}: {'  '.join(told)}")
    if len(rows) > MOST:
        lines[-1] += f"  … ({len(rows)})"
    return "\n".join(lines)


def _short(text: str | None) -> str:
    return MISSING if text is None else f"{float(text):.6g}"
