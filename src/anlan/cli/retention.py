"""`anlan retention`: what has been kept long enough, and ending it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, opened
from anlan.standards.time import iso

if TYPE_CHECKING:
    from anlan.store.retention import Kept

app = typer.Typer(rich_markup_mode=None)
retention = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What is kept long enough, and ending it 保存期限.\n\n    anlan retention plan",
)
app.add_typer(retention, name="retention")

COLUMNS = ("kind", "rule", "records", "facts", "oldest", "basis")


@retention.command()
def plan(home: Home = None, as_json: Json = False) -> None:
    """Say what a run would end now, by which rule; nothing is changed 查看到期记录.

    \b
    anlan retention plan
    anlan retention plan --json
    """
    from anlan.store.retention import Retention

    with opened(home) as deployment, show.progress("looking", "records"):
        planned = Retention(deployment.store).plan()
    _put(planned, "due", as_json)


@retention.command()
def run(home: Home = None, as_json: Json = False) -> None:
    """End what is due: personal values are erased everywhere, records withdrawn 执行到期处置.

    It cannot be undone. What was done is logged as records of kind erasure.

    \b
    anlan retention plan
    anlan retention run
    """
    from anlan.store.retention import Retention

    with opened(home) as deployment, show.progress("ending", "records"):
        done = Retention(deployment.store).run()
    _put(done, "ended", as_json)


def _put(kept: list[Kept], verb: str, as_json: bool) -> None:
    if as_json:
        show.put_json([_row(one) for one in kept])
        return
    touched = [_row(one) for one in kept if one.records]
    show.put_table(COLUMNS, touched, none="nothing is due")
    records, facts = sum(one.records for one in kept), sum(one.facts for one in kept)
    show.put_text(f"{records} records {verb}; {facts} facts with personal values")


def _row(one: Kept) -> dict[str, Any]:
    oldest = None if one.oldest is None else iso(one.oldest)
    return {**asdict(one), "action": str(one.action), "oldest": oldest}
