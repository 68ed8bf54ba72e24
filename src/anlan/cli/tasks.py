"""`anlan tasks`: the work that findings led to, until it is verified."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli import records
from anlan.cli.options import Home, Json, Limit, opened
from anlan.store.query import Query

app = typer.Typer(rich_markup_mode=None)
tasks = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Tasks, from opened to verified closed 任务.\n\n    anlan tasks list --status open",
)
app.add_typer(tasks, name="tasks")

COLUMNS = ("id", "opened_at", "due_at", "status", "level", "standard", "area", "key", "team")


@tasks.command("list")
def list_tasks(
    status: Annotated[str | None, typer.Option(help="A code of task_status.")] = None,
    area: Annotated[str | None, typer.Option(help="Only this area.")] = None,
    team: Annotated[str | None, typer.Option(help="A code of team.")] = None,
    limit: Limit = 50,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List tasks, newest first 列出任务.

    \b
    anlan tasks list --status reopened
    anlan tasks list --team community --json
    """
    query = Query(
        kind="task",
        where=records.where(status=status, area=area, team=team),
        order=("-opened_at",),
        limit=limit,
    )
    with opened(home) as deployment:
        records.put_list(deployment, query, COLUMNS, as_json=as_json)


@tasks.command("show")
def show_task(
    task: Annotated[str, typer.Argument(help="Id of the task.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show a task and what happened to it 查看任务.

    \b
    anlan tasks show T-1
    """
    with opened(home) as deployment:
        shown = {
            "task": records.record(deployment, "task", task),
            "history": records.history(deployment, "task", task),
        }
    records.put_record("task", shown, as_json=as_json)
