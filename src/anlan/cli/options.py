"""The options every command takes, and how a command opens its deployment."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment
    from anlan.govern.grants import Grant

DEFAULT_HOME = Path(".anlan")
HOME_HELP = "Folder of the deployment.  [default: $ANLAN_HOME, else .anlan]"


def inherited(ctx: typer.Context, home: Path | None) -> Path:
    """`--home` after the command, else before it, else ANLAN_HOME, else `.anlan` here."""
    before = ctx.find_root().params.get("home")
    return home or before or Path(os.environ.get("ANLAN_HOME") or DEFAULT_HOME)


Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help=HOME_HELP, callback=inherited),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of tables.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Rows to print at most.")]


@contextmanager
def opened(home: Path | None) -> Iterator[Deployment]:
    """The deployment in a folder, closed afterwards; NotFound when the folder is none."""
    from anlan.bootstrap import Deployment

    with Deployment.open(home or DEFAULT_HOME) as deployment:
        yield deployment


def operator() -> str:
    """The actor the journal and the audit name for what this command line does."""
    return f"cli:{getpass.getuser()}"


def steward() -> Grant:
    """The grant of the command line: stewardship of the data, never above internal."""
    from anlan.govern.grants import role_grant
    from anlan.govern.roles import role_named

    return role_grant(operator(), role_named("steward"))
