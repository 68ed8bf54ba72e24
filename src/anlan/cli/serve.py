"""`anlan serve` and `anlan demo`: the portal, on one's own data or on an invented city."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli.options import DEFAULT_HOME, Home, opened
from anlan.cli.server import portal_server
from anlan.cli.show import note

app = typer.Typer(rich_markup_mode=None)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8611,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Host name it also answers to, as behind a proxy."),
    ] = None,
    home: Home = None,
) -> None:
    """Serve the portal and let the models watch what comes in 启动服务.

    Stop with Ctrl-C; everything is kept. Make an account first: `anlan account add`.

    \b
    anlan serve --port 8611
    anlan serve --name anlan.city.example
    """
    with opened(home) as deployment:
        portal_server()(
            deployment,
            host,
            port,
            background=deployment.following(),
            names=frozenset(each.lower() for each in name or ()),
            ready=lambda address: note(f"{address}  (Ctrl-C stops it)"),
        )


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8610,
    speed: Annotated[float, typer.Option(min=1, help="Seconds of the city in one of yours.")] = 600,
    days: Annotated[int, typer.Option(min=1, help="Days of history before it starts.")] = 40,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
    home: Home = None,
) -> None:
    """Play an invented city forward and show it in the portal 演示.

    Stop with Ctrl-C; start again and everything is still there.

    \b
    anlan demo
    anlan demo --speed 3600 --no-browser
    """
    from anlan.cli.demo import run

    run(home or DEFAULT_HOME, port, speed, days, not no_browser)
