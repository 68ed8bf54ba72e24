"""`anlan findings`: places, premises and disputes that need attention, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli import records, show
from anlan.cli.options import Home, Json, Limit, opened, steward
from anlan.store.query import OneOf, Query

app = typer.Typer(rich_markup_mode=None)
findings = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Early warnings, each with its evidence 预警.\n\n    anlan findings run && anlan findings list",
)
app.add_typer(findings, name="findings")

EVIDENCE_SHOWN = 100


@findings.command()
def run(home: Home = None, as_json: Json = False) -> None:
    """Let the live models look at everything that came in since they last looked 运行预警.

    `anlan serve` does this by itself; without it, run this after `anlan ingest`. Findings open
    their tasks by their flow. Running it again raises nothing twice.

    \b
    anlan findings run --json
    """
    with opened(home) as deployment:
        before = deployment.store.standing()
        with show.progress("looking", "steps") as done:
            deployment.catch_up(lambda handled: done(handled, None))
        after = deployment.store.standing()
    new = {kind: after.rows[kind] - before.rows[kind] for kind in ("finding", "task")}
    if as_json:
        show.put_json({"facts": after.facts, "findings": new["finding"], "tasks": new["task"]})
    else:
        found = f"{new['finding']} new findings, {new['task']} new tasks"
        show.put_text(f"{found}; the journal holds {after.facts} facts")


@findings.command("list")
def list_findings(
    status: Annotated[str | None, typer.Option(help="A code of finding_status.")] = None,
    model: Annotated[str | None, typer.Option(help="Only of this model.")] = None,
    area: Annotated[str | None, typer.Option(help="Only this area.")] = None,
    limit: Limit = 50,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List findings, newest first 列出预警.

    \b
    anlan findings list --status open
    anlan findings list --model repeat-premises --json
    """
    query = Query(
        kind="finding",
        where=records.where(status=status, model=model, area=area),
        order=("-raised",),
        limit=limit,
    )
    because = f"because_{show.language()}"
    columns = ("id", "raised", "level", "status", "model", "key", "count", because)
    with opened(home) as deployment:
        records.put_list(deployment, query, columns, as_json=as_json)


@findings.command("show")
def show_finding(
    finding: Annotated[str, typer.Argument(help="Id of the finding.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show a finding with the records it rests on 查看预警及证据.

    \b
    anlan findings show F-0f3a…
    """
    with opened(home) as deployment:
        found = records.record(deployment, "finding", finding)
        kind = deployment.kinds[found["source"]]
        evidence = tuple(found["evidence"] or ())[:EVIDENCE_SHOWN]
        query = Query(kind=kind.id, where=OneOf("id", evidence), order=(kind.time,))
        rows = deployment.store.read(steward(), query)
        shown = {
            "finding": found,
            "evidence": [show.readable(kind, row) for row in rows],
            "history": records.history(deployment, "finding", finding),
        }
    records.put_record("finding", shown, as_json=as_json)
