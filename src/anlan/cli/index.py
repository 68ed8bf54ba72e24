"""`anlan index`: scores of a framework per area and month, down to the records behind them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, Limit, opened, steward
from anlan.standards.errors import BadDeclaration, BadInput, NotFound
from anlan.standards.time import iso

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment
    from anlan.evaluate.declaration.framework import Framework
    from anlan.evaluate.deployment.index import Index
    from anlan.standards.codes import Codes
    from anlan.standards.kinds import Kinds

app = typer.Typer(rich_markup_mode=None)
index = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Indices: did it help? 指数。\n\n    anlan index compute && anlan index show",
)
app.add_typer(index, name="index")

Which = Annotated[
    str | None, typer.Option("--framework", help="Id of a framework; left out: the only one.")
]
Period = Annotated[str | None, typer.Option(help="Month like 2026-01; left out: the latest.")]
Area = Annotated[str | None, typer.Option(help="Id of an area; left out: the whole city.")]


@index.command("list")
def list_frameworks(home: Home = None, as_json: Json = False) -> None:
    """List the frameworks 列出评估体系.

    \b
    anlan index list
    """
    with opened(home) as deployment:
        rows = [
            {
                "id": each.id,
                "version": each.version,
                "title": each.title,
                "areas": [node.id for node in each.nodes],
                "measures": len(each.measures),
                "measured": len(each.measured),
            }
            for each in _frameworks(deployment).values()
        ]
    if as_json:
        show.put_json(rows)
    else:
        show.put_table(("id", "version", "title", "measures", "measured"), rows)


@index.command()
def compute(
    month: Annotated[
        list[str] | None, typer.Option(help="Only this month, like 2026-01; repeatable.")
    ] = None,
    framework: Which = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Score every area and the city; the same data writes nothing twice 计算指数.

    \b
    anlan index compute
    anlan index compute --framework policing-index --month 2026-01 --month 2026-02
    """
    with opened(home) as deployment:
        with show.progress("filling the lake", "facts"):
            while deployment.store.fill_lake():
                pass
        with show.progress("scoring", "cells"):
            done = index_named(deployment, framework).compute(month)
    if as_json:
        show.put_json(asdict(done))
    else:
        show.put_text(
            f"{len(done.periods)} months, {done.cells} cells, {done.written} scores written"
        )


@index.command("show")
def show_index(
    period: Period = None,
    area: Area = None,
    framework: Which = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show every node of the index with its score, and what could not be assessed 查看指数.

    \b
    anlan index show
    anlan index show --period 2026-01 --area A01 --json
    """
    with opened(home) as deployment:
        table = index_named(deployment, framework).table(steward(), period=period, area=area)
    if as_json:
        show.put_json(asdict(table))
        return
    where = area or "the whole city"
    show.put_text(f"{show.say(table.title)} {table.version}, {table.period or 'no month'}, {where}")
    lines = [asdict(line) for line in (table.total, *table.nodes)]
    show.put_table(("node", "title", "weight", "score", "value", "unit", "coverage", "note"), lines)
    show.put_text("")
    areas = [asdict(line) for line in table.areas]
    show.put_table(("id", "title", "score", "coverage", "band"), areas, none="no areas")


@index.command("open")
def open_node(
    node: Annotated[str, typer.Argument(help="Id of a node or measure.")],
    period: Annotated[str, typer.Option(help="Month like 2026-01.")],
    area: Area = None,
    framework: Which = None,
    limit: Limit = 20,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Open one score: its formula, query and numbers, and the records behind it 下钻.

    \b
    anlan index open CALL-1 --period 2026-01 --area A01
    """
    with opened(home) as deployment:
        found = index_named(deployment, framework).open(
            steward(), node, period=period, area=area, limit=limit
        )
    opened_node = asdict(found) | {
        "computed": None if found.computed is None else iso(found.computed),
        "records": [asdict(record) | {"at": iso(record.at)} for record in found.records],
    }
    if as_json:
        show.put_json(opened_node)
        return
    parts, rows = opened_node.pop("parts"), opened_node.pop("records")
    show.put_fields(opened_node)
    if parts:
        show.put_table(("node", "title", "weight", "score", "coverage"), parts)
    if rows:
        show.put_table(("id", "at", "in_numerator", "amount"), rows)


@index.command()
def lint(
    framework: Annotated[str, typer.Argument(help="Id of a framework, or a YAML file.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Check a framework by the rules of good indices 检查评估体系.

    Exit code 3 when it must not be computed. A file needs no deployment: queries are then checked
    against the record kinds everyone has.

    \b
    anlan index lint my-index.yaml
    """
    from anlan.evaluate.checking.lint import lint_framework
    from anlan.evaluate.study.study import read_framework

    path = Path(framework)
    if path.is_file():
        found = read_framework(path)
        remarks = lint_framework(found, *_vocabulary(home))
    else:
        with opened(home) as deployment:
            found = _framework(deployment, framework)
            remarks = lint_framework(found, deployment.kinds, deployment.codes)
    rows = [asdict(remark) for remark in remarks]
    wrong = any(remark.severity == "error" for remark in remarks)
    if as_json:
        show.put_json({"framework": found.id, "ok": not wrong, "remarks": rows})
    else:
        show.put_table(("severity", "node", "message", "way_out"), rows, none="sound")
    if wrong:
        raise typer.Exit(BadDeclaration.exit_code)


def _vocabulary(home: Path | None) -> tuple[Kinds, Codes]:
    """Record kinds and codes of the deployment, or those everyone has where there is none."""
    from anlan.standards.codes import Codes, base_codes
    from anlan.standards.kinds import Kinds, base_kinds

    try:
        with opened(home) as deployment:
            return deployment.kinds, deployment.codes
    except NotFound:
        return Kinds(base_kinds()), Codes(base_codes())


def _frameworks(deployment: Deployment) -> dict[str, Framework]:
    return {each.id: each for pack in deployment.packs for each in pack.frameworks.values()}


def _framework(deployment: Deployment, name: str | None) -> Framework:
    known, scored = _frameworks(deployment), list(deployment.indices)
    if name is None and len(scored) == 1:
        return known[scored[0]]
    if name not in known:
        raise NotFound(
            "no such framework" if name else "which framework?",
            value=name,
            way_out=f"name one of {', '.join(sorted(known)) or '(none is installed)'}",
        )
    return known[name]


def index_named(deployment: Deployment, name: str | None) -> Index:
    """The index of a framework of the deployment; no name: the only one there is."""
    framework = _framework(deployment, name)
    if framework.id not in deployment.indices:
        raise BadInput(
            "no measure of it is a query over the records of the deployment",
            value=framework.id,
            way_out=f"score it over tables: `anlan index score --framework {framework.id}.yaml --data …`",
        )
    return deployment.indices[framework.id]
