"""`anlan index score`, `explain`, `import`: an index over plain tables, without a deployment."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, Limit, opened, steward
from anlan.standards.errors import BadInput

if TYPE_CHECKING:
    from polars import DataFrame

    from anlan.evaluate.analysis.lineage import Traced
    from anlan.evaluate.study.study import Study

app = typer.Typer(rich_markup_mode=None)

FrameworkFile = Annotated[
    Path, typer.Option("--framework", metavar="YAML", help="File of the framework.")
]
Tables = Annotated[
    list[Path],
    typer.Option(
        "--data", metavar="TABLE", help="CSV, Parquet or workbook; repeatable: stacked or joined."
    ),
]
STEP_HELP = "raw, denominated, imputed, treated, normalised or scores."


@app.command()
def score(
    framework: FrameworkFile,
    data: Tables,
    out: Annotated[
        Path | None, typer.Option(help="File to write; left out: printed.", dir_okay=False)
    ] = None,
    step: Annotated[str, typer.Option(help=STEP_HELP)] = "scores",
    form: Annotated[
        str | None,
        typer.Option("--format", help="csv, json or parquet; left out: as the file is named."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Score the units of a table by a framework; every step can be looked at 计算得分.

    Columns: unit, period, node, score, rank, coverage. The node of the whole is `index`.

    \b
    anlan index score --framework F.yaml --data D.csv --out scores.csv
    anlan index score --framework F.yaml --data D.csv --step normalised --out table.parquet
    """
    from anlan.evaluate.study.results import STEPS, rows_of, write_rows
    from anlan.evaluate.study.study import read_study

    if step not in STEPS:
        raise BadInput("no such step", value=step, way_out=f"use one of {', '.join(STEPS)}")
    study = read_study(framework, data)
    rows = rows_of(study, step)
    if out is not None:
        write_rows(rows, out, form)
    told = _told(study) | {"rows": len(rows), "out": None if out is None else str(out)}
    if as_json:
        show.put_json(told if out is not None else told | {"scores": rows.to_dicts()})
        return
    if out is None:
        show.put_text(_printed(rows, form or "csv"))
    show.note(f"{told['units']} units, {told['periods']} periods, {len(rows)} rows")
    for remark in told["notes"]:
        show.note(f"{remark['step']}: {remark['column']}: {remark['what']}: {remark['text']}")
    for unit in told["screened"]:
        show.note(f"screen: {unit}: left out, too few values")


@app.command()
def explain(
    unit: Annotated[str, typer.Argument(help="Unit, or in a deployment an area (* the city).")],
    framework: Annotated[
        str, typer.Option("--framework", help="YAML file; in a deployment the id of one.")
    ],
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="TABLE", help="The tables; left out: the deployment."),
    ] = None,
    node: Annotated[str, typer.Option(help="Node to start from.")] = "index",
    period: Annotated[str | None, typer.Option(help="Period; left out: the latest.")] = None,
    limit: Limit = 20,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show where a score comes from, down to cells of the table or ids of records 溯源.

    \b
    anlan index explain AUT --framework F.yaml --data D.csv
    anlan index explain A01 --framework smart-policing --period 2026-01 --json
    """
    if data:
        from anlan.evaluate.analysis.lineage import trace
        from anlan.evaluate.study.study import read_framework

        found: Any = trace(read_framework(Path(framework)), data, unit, period=period, node=node)
    else:
        from anlan.cli.index import index_named

        with opened(home) as deployment:
            area = None if unit == "*" else unit
            found = index_named(deployment, framework).trace(
                steward(), node, period=period, area=area, limit=limit
            )
    if as_json:
        show.put_json(asdict(found))
    else:
        for line in _lines(found, 0):
            show.put_text(line)


@app.command("import")
def import_framework(
    kind: Annotated[str, typer.Argument(help="coinr (iData iMeta) or coin-tool (workbook).")],
    files: Annotated[list[Path], typer.Argument(help="coinr: iData then iMeta; else one file.")],
    out: Annotated[Path, typer.Option(help="YAML file to write.")],
    data_out: Annotated[
        Path | None, typer.Option(help="coin-tool: CSV file for the data of the workbook.")
    ] = None,
    name: Annotated[str | None, typer.Option("--id", help="Id of the framework.")] = None,
    as_json: Json = False,
) -> None:
    """Make a framework file from what another tool keeps 导入其他工具的体系.

    COINr's iData is then read as it is. A workbook of the JRC COIN Tool is read where COINr
    documents things to lie; its data are written beside.

    \b
    anlan index import coinr iData.csv iMeta.csv --out F.yaml
    anlan index import coin-tool tool.xlsx --out F.yaml --data-out D.csv
    """
    from anlan.evaluate.tables.coin_tool import read_coin_tool
    from anlan.evaluate.tables.coinr import read_coinr
    from anlan.evaluate.tables.flat import framework_text

    id = name or out.stem.lower().replace("_", "-").replace(" ", "-")
    if kind == "coinr" and len(files) == 2:
        framework, said = read_coinr(id, files[1], files[0])
    elif kind == "coin-tool" and len(files) == 1:
        framework, said, table = read_coin_tool(id, files[0])
        table.write_csv(data_out or out.with_suffix(".csv"))
    else:
        raise BadInput(
            "not something to import",
            value=f"{kind} with {len(files)} files",
            way_out="`coinr IDATA IMETA` or `coin-tool WORKBOOK`",
        )
    out.write_text(framework_text(said), "utf-8")
    told = {"framework": framework.id, "measures": len(framework.measures), "out": str(out)}
    if as_json:
        show.put_json(told)
    else:
        show.put_text(f"{framework.id}: {told['measures']} measures, written to {out}")


def _printed(rows: DataFrame, form: str) -> str:
    if form not in ("csv", "json"):
        raise BadInput("not a format to print", value=form, way_out="csv or json, or give --out")
    return (rows.write_csv() if form == "csv" else rows.write_json()).rstrip("\n")


def _told(study: Study) -> dict[str, Any]:
    built = study.build()
    doubts = [
        {"step": "weights", "what": how.origin, "column": branch, "text": doubt}
        for branch, how in study.found.items()
        for doubt in how.doubts
    ]
    return {
        "framework": study.framework.id,
        "version": study.framework.version,
        "units": len(set(built.panel.units)),
        "periods": len(set(built.panel.periods)),
        "nodes": len(built.tree.place),
        "weights": {branch: how.weights for branch, how in study.found.items()},
        "screened": list(built.screened),
        "notes": [asdict(each) for each in built.notes] + doubts,
    }


def _lines(found: Traced, depth: int) -> list[str]:
    share = "" if found.share is None else f" × {found.share:.3g}"
    score = "not assessed" if found.score is None else f"{found.score:.4f}"
    rank = "" if found.rank is None else f", rank {found.rank}"
    lines = [f"{'  ' * depth}{found.node} {show.say(found.title)}: {score}{share}{rank}"]
    pad = "  " * (depth + 1)
    if found.steps:
        steps = (f"{name} {'–' if v is None else f'{v:.6g}'}" for name, v in found.steps.items())
        lines.append(pad + " → ".join(steps))
    lines += [f"{pad}{c.column} = {c.text} ({c.file}, row {c.row})" for c in found.cells]
    if found.query is not None:
        lines += [pad + line for line in found.query.splitlines()]
        lines.append(f"{pad}{found.total} records: {', '.join(found.records)}")
    for part in found.parts:
        lines += _lines(part, depth + 1)
    return lines
