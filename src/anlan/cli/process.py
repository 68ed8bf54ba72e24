"""`anlan process`: how matters really run, from an event log or the journal of a deployment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Json
from anlan.cli.process_source import FlowName, Source, takes_source
from anlan.standards.errors import BadInput
from anlan.standards.title import Title

if TYPE_CHECKING:
    from anlan.evaluate.process.hand_overs import HandOver
    from anlan.evaluate.process.map import Edge, ProcessMap

app = typer.Typer(rich_markup_mode=None)
process = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Process maps: how matters really run 流程图.\n\n    anlan process map LOG.xes.gz",
)
app.add_typer(process, name="process")

MOVE = ("source", "target", "count", "cases", "mean", "median", "p95", "total")


@process.command("map")
@takes_source()
def map_process(
    *,
    flow: FlowName = None,
    variants: Annotated[
        int | None, typer.Option(min=1, help="Only cases of so many most frequent variants.")
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="Draw the map into this file.")] = None,
    share: Annotated[
        float, typer.Option(min=0, max=1, help="Draw moves that this share of the cases take.")
    ] = 0.03,
    source: Source,
    as_json: Json = False,
) -> None:
    """What follows what, how often, after how long; bottlenecks and hand-overs 流程图.

    \b
    anlan process map fines.xes.gz --svg fines.svg
    anlan process map log.csv --case CaseID --activity ActivityID --time CompleteTimestamp
    anlan process map --kind call --home .anlan
    """
    from anlan.evaluate.process.conformance import conformance
    from anlan.evaluate.process.hand_overs import hand_overs
    from anlan.evaluate.process.map import map_of
    from anlan.evaluate.process.picture import picture
    from anlan.evaluate.process.report import conformance_values, map_values, move_values

    path = source.path(flow)
    found = source.open(variants)
    drawn, handed = map_of(found), hand_overs(found)
    kept = conformance(found, path) if path else None
    if svg is not None:
        wrong = {(d.source, d.target) for d in kept.deviations} if kept else set()
        titles = path.titles if path else {}
        name = Title(zh=found.source, en=found.source)
        text = picture(drawn, show.language(), title=name, titles=titles, share=share, wrong=wrong)
        _write(svg, text)
    if as_json:
        values = map_values(found, drawn, 10)
        values["hand_overs"] = [move_values(row) for row in handed]
        show.put_json(values | ({"conformance": conformance_values(kept)} if kept else {}))
        return
    _put_map(drawn, handed)
    if kept:
        show.put_text("", f"{kept.flow}: {kept.fitting} of {kept.cases} cases keep to the flow")


@process.command("variants")
@takes_source("department")
def list_variants(
    *,
    top: Annotated[int, typer.Option("--variants", min=1, help="So many at most.")] = 20,
    source: Source,
    as_json: Json = False,
) -> None:
    """The courses cases take, the most frequent first 变体.

    \b
    anlan process variants fines.xes.gz --variants 5
    """
    from anlan.evaluate.process.courses import courses, variants
    from anlan.evaluate.process.report import variant_values

    found = source.open()
    every = courses(found)
    listed = [variant_values(variant) for variant in variants(found, top, every)]
    if as_json:
        show.put_json({"cases": found.cases, "variants": len(every), "listed": listed})
        return
    show.put_text(f"{len(every)} variants of {found.cases} cases")
    rows = [row | {"course": " → ".join(row["course"])} for row in listed]
    show.put_table(("rank", "count", "share", "course"), rows)


@process.command()
@takes_source("department", "begins", "ends")
def conform(
    *,
    flow: FlowName = None,
    source: Source,
    as_json: Json = False,
) -> None:
    """How far cases keep to a declared flow, and where they leave it 符合性.

    \b
    anlan process conform fines.xes.gz --flow fines.yaml
    anlan process conform --kind task --home .anlan
    """
    from anlan.evaluate.process.conformance import conformance
    from anlan.evaluate.process.report import conformance_values

    path = source.path(flow)
    if path is None:
        raise BadInput("which flow?", place="--flow", way_out="name a YAML file, `call` or `task`")
    kept = conformance(source.open(), path)
    values = conformance_values(kept)
    if as_json:
        show.put_json(values)
        return
    show.put_text(
        f"{kept.flow}: {kept.fitting} of {kept.cases} cases fit, mean fitness {kept.fitness:.4f}"
    )
    rows = [
        row | {"source": row["source"] or "(begins)", "target": row["target"] or "(ends)"}
        for row in values["deviations"]
    ]
    columns = ("source", "target", "known", "count", "cases", "case_ids")
    show.put_table(columns, rows, none="no deviation")


def _put_map(drawn: ProcessMap, handed: Sequence[HandOver]) -> None:
    show.put_text(f"{drawn.cases} cases, {drawn.events} events, {len(drawn.edges)} moves", "")
    show.put_table(MOVE, [_row(edge) for edge in drawn.edges[:40]], none="no moves")
    for by in ("total", "median"):
        show.put_text("", f"longest by {by} waiting")
        show.put_table(MOVE, [_row(edge) for edge in drawn.bottlenecks(5, by=by)], none="no moves")
    if handed:
        show.put_text("", "waiting between departments")
        show.put_table(MOVE, [_row(row) for row in handed[:20]])


def _row(move: Edge | HandOver) -> dict[str, Any]:
    from anlan.evaluate.process.words import lasting

    waits = {
        name: lasting(getattr(move.waiting, name), show.language())
        for name in ("mean", "median", "p95", "total")
    }
    return {
        "source": move.source,
        "target": move.target,
        "count": move.count,
        "cases": move.cases,
        **waits,
    }


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"cannot be written ({error.strerror})", place=str(path), way_out="check the folder"
        ) from None
    show.note(f"drawn: {path}")
