"""`anlan serve` and `anlan demo`: the portal, on one's own data or on an invented city."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Annotated

import typer

from anlan.cli.options import DEFAULT_HOME, Home, opened
from anlan.cli.show import note

app = typer.Typer(rich_markup_mode=None)


def portal_server() -> Callable[..., None]:
    """`anlan.web.serve.serve`, found by its name: command line and web do not know each other."""
    server: Callable[..., None] = import_module("anlan.web.serve").serve
    return server


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8611,
    home: Home = None,
) -> None:
    """Serve the portal and let the models watch what comes in 启动服务.

    Stop with Ctrl-C; everything is kept. Make an account first: `anlan account add`.

    \b
    anlan serve --port 8611
    """
    with opened(home) as deployment:
        note(f"http://{host}:{port}  (Ctrl-C stops it)")
        portal_server()(deployment, host, port, background=deployment.following())


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8610,
    speed: Annotated[float, typer.Option(min=1, help="Seconds of the city in one of yours.")] = 600,
    days: Annotated[int, typer.Option(min=1, help="Days of history before it starts.")] = 60,
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
