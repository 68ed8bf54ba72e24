"""`anlan calls`: the calls for help and service that are held."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli import records
from anlan.cli.options import Home, Json, Limit, opened
from anlan.store.query import Query

app = typer.Typer(rich_markup_mode=None)
calls = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Calls for help and service 警情.\n\n    anlan calls list --category dispute --area A01",
)
app.add_typer(calls, name="calls")

COLUMNS = ("id", "received", "category", "level", "status", "area", "premises", "address")


@calls.command("list")
def list_calls(
    status: Annotated[str | None, typer.Option(help="A code of call_status.")] = None,
    area: Annotated[str | None, typer.Option(help="Only this area.")] = None,
    category: Annotated[
        str | None, typer.Option(help="A code of category; finer ones count too.")
    ] = None,
    premises: Annotated[str | None, typer.Option(help="Only at these premises.")] = None,
    limit: Limit = 50,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List calls, newest first 列出警情.

    \b
    anlan calls list --category dispute --limit 20
    anlan calls list --status received --json
    """
    wanted = records.where(status=status, area=area, premises=premises)
    query = Query(
        kind="call",
        where=records.under(wanted, "category", category),
        order=("-received",),
        limit=limit,
    )
    with opened(home) as deployment:
        records.put_list(deployment, query, COLUMNS, as_json=as_json)


@calls.command("show")
def show_call(
    call: Annotated[str, typer.Argument(help="Id of the call.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show a call and what happened to it. Personal fields are not shown 查看警情.

    \b
    anlan calls show C-2026-000123
    """
    with opened(home) as deployment:
        shown = {
            "call": records.record(deployment, "call", call),
            "history": records.history(deployment, "call", call),
        }
    records.put_record("call", shown, as_json=as_json)
