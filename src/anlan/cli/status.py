"""`anlan status`: what a deployment holds and whether everything keeps up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, opened, steward
from anlan.store.query import Equals, Query

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment

app = typer.Typer(rich_markup_mode=None)

BATCH = ("id", "file", "status", "started", "rows_read", "rows_stored", "rows_duplicate",
         "rows_quarantined")  # fmt: skip


@app.command()
def status(home: Home = None, as_json: Json = False) -> None:
    """Say what is held: facts, rows of each kind, followers, batches 状态.

    \b
    anlan status
    anlan status --json
    """
    with opened(home) as deployment:
        held = _held(deployment)
    if as_json:
        show.put_json(held)
        return
    show.put_text(f"{held['home']}: {held['facts']} facts")
    show.put_table(("kind", "rows"), [{"kind": k, "rows": n} for k, n in held["rows"].items()])
    show.put_text("")
    show.put_table(("follower", "position", "behind"), held["followers"], none="no follower yet")
    show.put_text("")
    show.put_table(BATCH, held["batches"], none="nothing was ingested yet")


def _held(deployment: Deployment) -> dict[str, Any]:
    standing = deployment.store.standing()
    batches = Query(kind="batch", order=("-started",), limit=20)
    unfinished = Query(kind="batch", where=Equals("status", "open"))
    kind = deployment.kinds["batch"]
    rows = deployment.store.read(steward(), batches)
    return {
        "home": str(deployment.home),
        "facts": standing.facts,
        "rows": {kind: count for kind, count in standing.rows.items() if count},
        "followers": [
            {"follower": name, "position": at, "behind": standing.facts - at}
            for name, at in standing.followers.items()
        ],
        "open_batches": deployment.store.count(steward(), unfinished),
        "batches": [show.readable(kind, row) for row in rows],
    }
