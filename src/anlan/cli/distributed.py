"""`anlan models run-distributed`: the same models on Spark."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli import models, show
from anlan.cli.options import Home, Json, Limit, opened
from anlan.standards.time import iso

app = typer.Typer(rich_markup_mode=None)


@app.command("run-distributed")
def run_distributed(
    named: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MODEL]...", help="Ids or YAML files.  [default: all that run]"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Workers on this machine.")] = 2,
    master: Annotated[
        str | None, typer.Option(metavar="URL", help="Spark master of a cluster.")
    ] = None,
    scratch: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Facts for the workers; shared by all.")
    ] = None,
    follow: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Go on where the last run in this folder stopped."),
    ] = None,
    limit: Limit = 20,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Run models on Spark, spread by key over workers: what live detection finds 分布式运行.

    Nothing is stored in the deployment. It needs Java and `pip install 'anlan[spark]'`.

    \\b
    anlan models run-distributed --workers 2
    anlan models run-distributed repeat-premises --follow run/ --json
    """
    from anlan.detect.spark.deployed import Asked, follow as followed, over_history

    with opened(home) as deployment:
        known = deployment.roster.models
        chosen = [models.named(deployment, name) for name in named or sorted(known)]
        asked = Asked(workers, master, scratch)
        given = (deployment.store, deployment.codes, chosen)
        with show.progress("running on Spark", "parts"):
            said = followed(*given, follow, asked) if follow else over_history(*given, asked)
    missed = [{"reason": why, "of": of, "times": n} for (why, of), n in sorted(said.missed.items())]
    findings = [{**asdict(each), "raised": iso(each.raised)} for each in said.findings]
    if as_json:
        told = {"facts": said.facts, "findings": len(findings), "missed": missed}
        show.put_json({**told, "items": findings[-limit:]})
        return
    columns = ("raised", "level", "model", "key", "count", "because_zh", "because_en")
    show.put_table(columns, findings[-limit:], none="no findings")
    show.put_text(f"{len(findings)} findings; {said.facts:,} facts were brought to Spark.")
    if missed:
        show.put_table(("reason", "of", "times"), missed)
