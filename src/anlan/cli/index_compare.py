"""`anlan index compare`, `what-if`: two scores, or one that could be another."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.index_study import Node, Of, Tables, named_file, named_row, studied
from anlan.cli.options import Home, Json, opened, steward
from anlan.standards.errors import BadInput

if TYPE_CHECKING:
    from anlan.evaluate.analysis.what_if import Cell
    from anlan.evaluate.change.compared import Compared, Told
    from anlan.evaluate.declaration.bridge import Bridge

app = typer.Typer(rich_markup_mode=None)


@app.command()
def compare(
    first: Annotated[
        str,
        typer.Argument(
            help="UNIT or UNIT/PERIOD; in a deployment AREA/PERIOD, * the city, and "
            "AREA/PERIOD@VERSION the score stored under a version."
        ),
    ],
    second: Annotated[str, typer.Argument(help="The same.")],
    framework: Of = None,
    data: Tables = None,
    to_framework: Annotated[
        Path | None, typer.Option(help="Framework file of the second, where it is another version.")
    ] = None,
    to_data: Annotated[
        list[Path] | None, typer.Option(help="Tables of the second, where they are others.")
    ] = None,
    node: Node = "index",
    bridge: Annotated[
        Path | None, typer.Option(help="File that says which nodes of two versions are the same.")
    ] = None,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Score the first data under the second version.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Compare two scores, and split the difference without residual into what made it 比较与归因.

    Scores of two versions of a framework are refused without --bridge or --recompute.

    \b
    anlan index compare D03/2025 D03/2026 --framework F.yaml --data D.csv
    anlan index compare D03 D07 --framework F.yaml --data D.csv --json
    anlan index compare A01/2026-01 A01/2026-02 --framework smart-policing
    anlan index compare D03/2025 D03/2026 --framework F1.yaml --data D.csv --to-framework F2.yaml --recompute
    """
    from anlan.evaluate.declaration.bridge import Bridge
    from anlan.standards.declaration import read_declaration

    stated = None if bridge is None else read_declaration(bridge, Bridge)
    if "@" in first + second:
        _put_stored((first, second), framework, node, stated, home, as_json)
        return
    if data:
        files = named_file(framework), to_framework or named_file(framework)
        told = _of_tables((first, second), files, (data, to_data or data), node, stated, recompute)
    else:
        told = _of_deployment((first, second), framework, node, home)
    if as_json:
        show.put_json(asdict(told))
    else:
        _put(told)


@app.command("what-if")
def what_if(
    framework: Of = None,
    data: Tables = None,
    weight: Annotated[
        list[str] | None, typer.Option(help="NODE=WEIGHT among its siblings; repeatable.")
    ] = None,
    value: Annotated[
        list[str] | None,
        typer.Option(help="UNIT:MEASURE=VALUE or UNIT/PERIOD:MEASURE=VALUE; repeatable."),
    ] = None,
    node: Node = "index",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show every score and rank under other weights or values, beside what they are 假设推演.

    \b
    anlan index what-if --framework F.yaml --data D.csv --weight safety=30 --weight service=70
    anlan index what-if --framework F.yaml --data D.csv --value D03/2026:content=89
    """
    from anlan.evaluate.analysis.what_if import Cell, outcomes, supposed

    study = studied(framework, data, home)
    weights = dict(_pair(text, "--weight", "NODE=WEIGHT") for text in weight or [])
    values: dict[Cell, float] = {}
    for text in value or []:
        where, number = _pair(text, "--value", "UNIT:MEASURE=VALUE")
        unit, _, measure = where.rpartition(":")
        row, period = named_row(study, unit)
        values[Cell(row, measure, period)] = number
    rows = [
        asdict(each)
        for each in outcomes(study, supposed(study, weights=weights, values=values), node=node)
    ]
    if as_json:
        show.put_json({"node": node, "units": rows})
    else:
        show.put_table(("unit", "period", "score", "new_score", "rank", "new_rank"), rows)


def _put_stored(
    names: tuple[str, str],
    framework: str | None,
    node: str,
    bridge: Bridge | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """Two stored scores, of one version or joined by a bridge; stored scores are not split."""
    from anlan.cli.index import index_named

    with opened(home) as deployment:
        index = index_named(deployment, framework)
        first, second = (_stored_name(name, index.framework.version) for name in names)
        found = asdict(index.compare(steward(), first, second, node=node, bridge=bridge))
    show.put_json(found) if as_json else show.put_fields(found)


def _stored_name(name: str, version: str) -> str:
    place, _, stated = name.partition("@")
    area, _, period = place.rpartition("/")
    return f"{stated or version}/{period}/{area}"


def _of_deployment(
    names: tuple[str, str], framework: str | None, node: str, home: Path | None
) -> Compared:
    from anlan.evaluate.change.compared import compared
    from anlan.evaluate.change.sides import Side

    study = studied(framework, None, home)
    return compared(*(Side(study, *named_row(study, name), node) for name in names))


def _of_tables(
    names: tuple[str, str],
    frameworks: tuple[Path, Path],
    tables: tuple[list[Path], list[Path]],
    node: str,
    stated: Bridge | None,
    recompute: bool,
) -> Compared:
    from anlan.evaluate.change.compared import compared, recomputing, version_of
    from anlan.evaluate.change.sides import Side
    from anlan.evaluate.study.study import read_study

    one = read_study(frameworks[0], tables[0])
    other = one if frameworks[0] == frameworks[1] and tables[0] == tables[1] else read_study(
        frameworks[1], tables[1]
    )  # fmt: skip
    bridge, crossed = stated, None
    if version_of(one.framework) != version_of(other.framework):
        if recompute:
            bridge = recomputing(one.framework, other.framework)
        if bridge is not None:
            crossed = {
                (0, 1): read_study(frameworks[0], tables[1]),
                (1, 0): read_study(frameworks[1], tables[0]),
            }
    older = bridge.node_of(version_of(one.framework), node) if bridge else node
    newer = bridge.node_of(version_of(other.framework), node) if bridge else node
    sides = (
        Side(one, *named_row(one, names[0]), older),
        Side(other, *named_row(other, names[1]), newer),
    )
    return compared(*sides, bridge=bridge, crossed=crossed)


def _pair(text: str, option: str, form: str) -> tuple[str, float]:
    name, equals, number = text.rpartition("=")
    try:
        if equals and name:
            return name, float(number)
    except ValueError:
        pass
    raise BadInput("not a name and a number", place=option, value=text, way_out=f"write it {form}")


def _put(told: Compared) -> None:
    rows = [_row(side) for side in (told.as_published, told.first, told.second) if side]
    show.put_table(("framework", "unit", "period", "node", "score", "rank", "low", "high"), rows)
    show.put_text("", f"difference {told.difference:+.4f}" + _apart(told.apart))
    if told.bridge is not None:
        show.put_text(f"bridge: {show.say(told.bridge)}")
    if told.change is None:
        show.note(f"not split: {told.unsplit}")
        return
    show.put_table(
        ("step", "points"), [{"step": step, "points": p} for step, p in told.change.parts.items()]
    )
    if told.change.indicators is None:
        show.note("data: not split by measure, as a branch is made by Copeland")
        return
    moved = sorted(told.change.indicators.items(), key=lambda pair: -abs(pair[1]))
    show.put_text("", "data, by measure:")
    show.put_table(("measure", "points"), [{"measure": m, "points": p} for m, p in moved if p])


def _row(told: Told) -> dict[str, Any]:
    return asdict(told)


def _apart(apart: bool | None) -> str:
    if apart is None:
        return ""
    return ", beyond the intervals" if apart else ", within the intervals: not told apart"
