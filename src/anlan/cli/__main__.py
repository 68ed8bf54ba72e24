"""The command `anlan`: parses, hands over to the group's file, answers for every error.

Exit codes are those of `anlan.standards.errors`: 0 done, 1 to 8 something the user can mend,
2 wrong usage, 70 a defect of ours, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from anlan.cli import (
    account,
    calls,
    distributed,
    findings,
    forecast,
    index,
    index_compare,
    index_maturity,
    index_report,
    index_score,
    index_statistics,
    index_uncertainty,
    ingest,
    init,
    journal,
    judging,
    kinds,
    models,
    pack,
    process,
    proposals,
    retention,
    serve,
    show,
    status,
    tasks,
    trials,
)
from anlan.cli.options import Home
from anlan.standards.errors import AnlanError

DEFECT = 70

app = typer.Typer(
    name="anlan",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
GROUPS = (
    init,
    ingest,
    findings,
    tasks,
    calls,
    models,
    forecast,
    index,
    process,
    pack,
    kinds,
    journal,
    retention,
    account,
    status,
    serve,
)
models.models.add_typer(trials.app)
models.models.add_typer(judging.app)
models.models.add_typer(proposals.app)
models.models.add_typer(distributed.app)
for of_tables in (
    index_score,
    index_uncertainty,
    index_compare,
    index_statistics,
    index_report,
    index_maturity,
):
    index.index.add_typer(of_tables.app)
for group in GROUPS:
    app.add_typer(group.app)


def _version(wanted: bool) -> None:
    if wanted:
        show.put_text(f"anlan {importlib.metadata.version('anlan')}")
        raise typer.Exit


@app.callback()
def anlan(
    home: Home = None,  # read by the commands through their own --home
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
) -> None:
    """Anlan 安澜: calls in, attention found, work closed, effect measured.

    \b
    anlan init                                       a deployment in ./.anlan
    anlan ingest --kind call --map MAP.yaml FILE     your own data into it
    anlan findings run                               what needs attention
    anlan serve                                      the portal

    \b
    anlan demo                                       or all of it with an invented city
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit code. Never a traceback unless ANLAN_DEBUG=1."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(argv, prog_name="anlan", standalone_mode=True)
    except SystemExit as end:
        return int(end.code or 0)
    except AnlanError as error:
        return _mend(error, as_json="--json" in argv)
    except Exception as error:  # noqa: BLE001  # the last place before the user
        return _defect(error)
    return 0


def _mend(error: AnlanError, *, as_json: bool) -> int:
    if as_json:
        show.put_json(show.error_fields(error))
    show.note(f"anlan: {error.in_(show.language())}")
    return error.exit_code


def _defect(error: Exception) -> int:
    if os.environ.get("ANLAN_DEBUG") == "1":
        raise error
    show.note(
        f"anlan: a defect of ours: {type(error).__name__}: {str(error)[:300]}",
        "Nothing half-done was kept. Run it again with ANLAN_DEBUG=1 and report what it prints,",
        f"with the command and this: anlan {importlib.metadata.version('anlan')}, "
        f"Python {platform.python_version()}, {platform.system()}.",
    )
    return DEFECT


if __name__ == "__main__":
    sys.exit(main())
