"""Examples of a framework: little tables in, values and scores out, by the code that measures
a deployment.

    title: {zh: 重复警情, en: repeat places}
    zone: Asia/Shanghai
    records:
      area: [{id: A, zone: urban, population: 10000}]
      call: [{id: c1, received: "2026-01-02T08:00:00+08:00", area: A, valid: true}]
    expect:
      - {node: L2P4M2, area: A, period: 2026-01, value: 0.0, denominator: 1, assessed: false}

For a framework fed by columns: `rows` of a table instead of records, and the unit as `area`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isclose, isnan
from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
import pyarrow as pa

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.measuring.measures import Measurement
from anlan.evaluate.measuring.scores import Rows, score_id, score_rows
from anlan.evaluate.measuring.scoring import score_study
from anlan.evaluate.study.study import study_of
from anlan.evaluate.tables.data import ordered, panel_of_table
from anlan.evaluate.tables.files import numbered
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Declaration, FieldType, Kinds, RecordKind
from anlan.standards.time import parse_iso
from anlan.standards.title import Title
from anlan.store.lake import arrow_schema


class Expected(Declaration):
    """One score; only what is stated is checked. No area: the whole city."""

    node: str
    area: str | None = None
    period: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    score: float | None = None
    coverage: float | None = None
    assessed: bool | None = None
    note: str | None = None


class IndexExample(Declaration):
    """Records by kind, or rows of a table, and what comes out. Times are ISO 8601 with an offset."""

    title: Title
    framework: str | None = None
    """The framework of the pack; left out: the first that has all the nodes."""
    zone: str = "UTC"
    records: dict[str, tuple[dict[str, Any], ...]] = {}
    rows: tuple[dict[str, str | float | None], ...] = ()
    expect: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """Whether an example came out as it says, and if not, where it differs."""

    title: Title
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


def run_examples(
    framework: Framework, examples: Iterable[IndexExample], *, kinds: Kinds, codes: Codes
) -> list[ExampleResult]:
    """Measure and score the records of each example and compare with what it expects."""
    return [
        ExampleResult(example.title, tuple(_problems(framework, example, kinds, codes)))
        for example in examples
    ]


def example_rows(framework: Framework, example: IndexExample, kinds: Kinds, codes: Codes) -> Rows:
    """The score records an example comes to."""
    if example.rows:
        return _of_table(framework, example)
    tables = {kind.id: table_of(kind, example.records.get(kind.id, ())) for kind in kinds}
    measurement = Measurement(
        framework, tables.__getitem__, kinds=kinds, codes=codes, zone=example.zone
    )
    months = measurement.months
    return score_rows(framework, measurement.cells(months), measurement.areas, months)


def _of_table(framework: Framework, example: IndexExample) -> Rows:
    """Those of a table: the unit in place of the area."""
    text = [
        {name: None if cell is None else str(cell) for name, cell in row.items()}
        for row in example.rows
    ]
    table = numbered(pl.DataFrame(text, infer_schema_length=None), "rows")
    study = study_of(framework, panel_of_table(framework, ordered(framework, table)))
    panel = study.build().panel
    values = dict(zip(zip(panel.units, panel.periods, strict=True), panel.values, strict=True))
    rows: Rows = {}
    for (unit, period), nodes in score_study(study).items():
        known = dict(zip(panel.indicators, values[unit, period].tolist(), strict=True))
        for node, scored in nodes.items():
            value = known.get(node)
            rows[score_id(framework, node, unit, period)] = {
                "score": scored.score,
                "low": scored.low,
                "high": scored.high,
                "coverage": scored.coverage,
                "assessed": scored.assessed,
                "value": None if value is None or isnan(value) else value,
                "numerator": None,
                "denominator": None,
                "note": None,
            }
    return rows


def table_of(kind: RecordKind, records: Iterable[Mapping[str, Any]]) -> ir.Table:
    """Records as the table the lake would hold. BadDeclaration for a field the kind lacks."""
    schema = arrow_schema(kind)
    rows = []
    for record in records:
        for name in record:
            if name != "id" and name not in kind.fields:
                raise BadDeclaration(
                    f"record kind {kind.id} has no such field",
                    value=name,
                    way_out=f"its fields are {', '.join(kind.fields)}",
                )
        rows.append({name: _value(kind, name, record.get(name)) for name in schema.names})
    return ibis.memtable(pa.Table.from_pylist(rows, schema=schema))


def _value(kind: RecordKind, name: str, value: Any) -> Any:
    is_time = name in kind.fields and kind.fields[name].type is FieldType.TIME
    return parse_iso(value) if is_time and isinstance(value, str) else value


def _problems(
    framework: Framework, example: IndexExample, kinds: Kinds, codes: Codes
) -> Iterable[str]:
    rows = example_rows(framework, example, kinds, codes)
    for expected in example.expect:
        where = f"{expected.node} {expected.area or 'city'} {expected.period}"
        row = rows.get(score_id(framework, expected.node, expected.area, expected.period))
        if row is None:
            yield f"{where}: not computed"
            continue
        for name in sorted(expected.model_fields_set - {"node", "area", "period"}):
            wanted, got = getattr(expected, name), row[name]
            if not _same(wanted, got):
                yield f"{where}: {name} is {got}, expected {wanted}"


def _same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, float) and isinstance(got, float):
        return isclose(wanted, got, rel_tol=1e-6, abs_tol=1e-6)
    return bool(wanted == got)
