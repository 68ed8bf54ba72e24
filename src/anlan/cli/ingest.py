"""`anlan ingest`: files of a source, through a mapping, into a record kind."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, opened, operator
from anlan.standards.errors import AnlanError

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment
    from anlan.ingest.mapping import Mapping

app = typer.Typer(rich_markup_mode=None)

COUNTS = ("read", "stored", "amended", "duplicates", "quarantined")


@app.command()
def ingest(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Files to take in.")
    ] = None,
    mapping: Annotated[
        str, typer.Option("--map", metavar="MAP", help="Mapping: a YAML file, or PACK/MAPPING.")
    ] = "",
    kind: Annotated[
        str | None, typer.Option(help="Record kind; the mapping's own if left out.")
    ] = None,
    retry: Annotated[
        str | None,
        typer.Option(metavar="BATCH", help="Try the quarantined rows of a batch again."),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Take files in; every row ends stored, as a duplicate, or in quarantine 接入数据.

    CSV, TSV, JSON lines, Parquet, XLSX, also zipped or gzipped, in any encoding. The same file
    twice stores nothing new. Quarantined rows keep their reason: `anlan status` lists the
    batches; mend the mapping and try them again with --retry.

    \b
    anlan ingest --kind call --map calls.yaml 2018.csv 2019.csv.gz
    anlan ingest --map city-calls/winston_salem_pd calls.csv --json
    anlan ingest --retry 01J9Z3 --map calls.yaml
    """
    if bool(files) == bool(retry):
        raise typer.BadParameter("name files to take in, or a batch to --retry")
    if not mapping:
        raise typer.BadParameter("name the mapping with --map, like city-calls/winston_salem_pd")
    with opened(home) as deployment:
        chosen = _mapping(deployment, mapping)
        if retry:
            results = [_retried(deployment, retry, chosen, mapping)]
        else:
            results = [_taken_in(deployment, kind, chosen, mapping, file) for file in files or ()]
    _put(results, as_json=as_json)
    if failed := [result for result in results if "exit_code" in result]:
        raise typer.Exit(failed[0]["exit_code"])


def _mapping(deployment: Deployment, name: str) -> Mapping:
    from anlan.ingest.mapping import read_mapping
    from anlan.packs.loader import find_mapping

    path = Path(name)
    return read_mapping(path) if path.is_file() else find_mapping(deployment.packs, name)


def _taken_in(
    deployment: Deployment, kind: str | None, mapping: Mapping, name: str, file: Path
) -> dict[str, Any]:
    """What became of one file; a file that cannot be read does not stop the next."""
    from anlan.ingest.load import ingest_file

    with show.progress(f"taking in {file.name}") as done:
        try:
            result = ingest_file(
                deployment.store,
                kind or mapping.kind,
                mapping,
                file,
                actor=operator(),
                progress=done,
                mapping_name=name,
            )
        except AnlanError as error:
            return {"file": str(file), **show.error_fields(error), "exit_code": error.exit_code}
    again = _again(deployment, result.batch, name) if result.quarantined else None
    return {"file": str(file), **asdict(result), "retry_command": again}


def _retried(deployment: Deployment, batch: str, mapping: Mapping, name: str) -> dict[str, Any]:
    from anlan.ingest.retry import retry_quarantined

    with show.progress(f"trying batch {batch} again"):
        result = retry_quarantined(
            deployment.store, batch, mapping, actor=operator(), mapping_name=name
        )
    again = _again(deployment, batch, name) if result.quarantined else None
    return {"retried": batch, **asdict(result), "retry_command": again}


def _again(deployment: Deployment, batch: str, mapping: str) -> str:
    from anlan.ingest.batch import retry_command

    return f"{retry_command(batch, mapping)} --home {shlex.quote(str(deployment.home))}"


def _put(results: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        show.put_json(results[0] if len(results) == 1 else _together(results))
        return
    for result in results:
        name = result.get("file") or f"batch {result['retried']}"
        if "error" in result:
            show.note(f"{name}: {result['problem']}. Way out: {result['way_out']}")
            continue
        counts = ", ".join(f"{result[count]} {count}" for count in COUNTS)
        show.put_text(f"{name}: {counts} (batch {result['batch']})")
        for reason in result["reasons"]:
            show.put_text(
                f"  {reason['count']} quarantined: {reason['reason']} ({reason['field']})"
            )
        if result["retry_command"]:
            show.put_text(f"  once the mapping is mended: {result['retry_command']}")


def _together(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Totals over several files; `batch` is the last one's, each file's own stands under it."""
    taken = [result for result in results if "error" not in result]
    totals: dict[str, Any] = {count: sum(result[count] for result in taken) for count in COUNTS}
    return {**totals, "batch": taken[-1]["batch"] if taken else None, "files": list(results)}
