"""What the analyses of an index are of: tables with a framework file, or the deployment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.options import opened, steward
from anlan.standards.errors import BadInput

if TYPE_CHECKING:
    from anlan.evaluate.study.study import Study

Of = Annotated[
    str | None,
    typer.Option(
        "--framework", help="YAML file; in a deployment the id of one, left out: the only one."
    ),
]
Tables = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        metavar="TABLE",
        help="CSV, Parquet or workbook; repeatable: stacked or joined. Left out: the deployment.",
    ),
]
Node = Annotated[str, typer.Option(help="Node whose scores and ranks are looked at.")]


def studied(framework: str | None, data: list[Path] | None, home: Path | None) -> Study:
    """The study of a framework file over tables, or of a deployment as it is now."""
    if data:
        from anlan.evaluate.study.study import read_study

        return read_study(named_file(framework), data)
    from anlan.cli.index import index_named

    if framework is not None and Path(framework).suffix in (".yaml", ".yml"):
        raise BadInput("a framework file needs tables", place="--data", way_out="name them")
    with opened(home) as deployment:
        return index_named(deployment, framework).study(steward())


def named_file(framework: str | None) -> Path:
    """The framework file that was named; BadInput where none was."""
    if framework is None:
        raise BadInput("which framework?", place="--framework", way_out="name a YAML file")
    return Path(framework)


def named_row(study: Study, name: str) -> tuple[str, str]:
    """The unit and period of UNIT or UNIT/PERIOD; without a period the latest. In a deployment the
    city is *."""
    periods = sorted(set(study.panel.periods))
    unit, slash, period = name.rpartition("/")
    if not slash or period not in periods:
        unit, period = name, periods[-1]
    whole = study.panel.whole
    return (whole if unit == "*" and whole is not None else unit), period
