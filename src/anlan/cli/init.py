"""`anlan init`: a new deployment folder."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli import show
from anlan.cli.options import DEFAULT_HOME, Home, Json

app = typer.Typer(rich_markup_mode=None)


@app.command()
def init(
    zone: Annotated[str, typer.Option(help="IANA time zone of the city.")] = "Asia/Shanghai",
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="postgresql://…; left out: SQLite inside the folder."),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Make a deployment: one folder that holds the data, the packs and the settings 初始化.

    \b
    anlan init
    anlan init --home /srv/anlan --zone Asia/Shanghai
    """
    from anlan.bootstrap import Deployment

    with Deployment.create(home or DEFAULT_HOME, zone=zone, database=database) as made:
        shown = {"home": str(made.home), "zone": zone, "kinds": len(made.kinds)}
    if as_json:
        show.put_json(shown)
    else:
        show.put_fields(shown)
