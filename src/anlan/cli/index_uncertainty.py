"""`anlan index uncertainty`, `sensitivity`, `removal`: how far results hold under other choices."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.index_study import Node, Of, Tables, named_row, studied
from anlan.cli.options import Home, Json

if TYPE_CHECKING:
    from anlan.evaluate.analysis.uncertainty import Uncertainty
    from anlan.evaluate.method.choices import Choice
    from anlan.evaluate.method.replications import Replications
    from anlan.evaluate.study.study import Study

app = typer.Typer(rich_markup_mode=None)

ChoicesFile = Annotated[
    Path | None,
    typer.Option(
        "--choices",
        metavar="YAML",
        help="File of choices; left out: weights by 25 %, min-max or ranks, arithmetic or geometric.",
    ),
]
Seed = Annotated[int, typer.Option(help="The same seed draws the same replications.")]
Keep = Annotated[
    Path | None,
    typer.Option(help="File to write every replication's decisions to.", dir_okay=False),
]
Replay = Annotated[
    Path | None, typer.Option(help="File of replications to run again instead of new ones.")
]
Out = Annotated[
    Path | None,
    typer.Option(help="File for the score and rank of every unit in every replication."),
]
UNITS = ("unit", "period", "score", "rank", "rank_low", "rank_median", "rank_high", "rank_mean")


@app.command()
def uncertainty(
    framework: Of = None,
    data: Tables = None,
    choices: ChoicesFile = None,
    node: Node = "index",
    replications: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    seed: Seed = 1,
    keep: Keep = None,
    replay: Replay = None,
    out: Out = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show in which ranks units stay when reasonable choices vary: 5 %, median, 95 % 不确定性分析.

    \b
    anlan index uncertainty --framework F.yaml --data D.csv --replications 1000
    anlan index uncertainty --framework F.yaml --data D.csv --choices C.yaml --keep runs.jsonl
    anlan index uncertainty --framework F.yaml --data D.csv --replay runs.jsonl
    anlan index uncertainty --framework smart-policing
    """
    from anlan.evaluate.analysis.uncertainty import replayed, uncertainty as run

    study = studied(framework, data, home)
    if replay is not None:
        told = replayed(study, replay, node=node)
    else:
        drawn = _choices(choices)
        told = run(study, drawn, node=node, replications=replications, seed=seed)
    _write(study, told.replications, keep)
    _write_runs(told, out)
    plain = _plain(told, None if replay else seed)
    if as_json:
        show.put_json(plain)
        return
    show.put_table(UNITS, plain["units"])
    _note(told)


@app.command()
def sensitivity(
    framework: Of = None,
    data: Tables = None,
    choices: ChoicesFile = None,
    node: Node = "index",
    size: Annotated[
        int, typer.Option(min=2, max=100_000, help="Base points; (choices + 2) × as many runs.")
    ] = 500,
    seed: Seed = 1,
    bootstrap: Annotated[int, typer.Option(min=0, max=100_000, help="Samples.")] = 1000,
    unit: Annotated[
        str | None,
        typer.Option(help="UNIT or UNIT/PERIOD whose score is looked at instead of all ranks."),
    ] = None,
    keep: Keep = None,
    replay: Replay = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show which choice is behind how much of the uncertainty: Sobol indices 敏感性分析.

    first: by itself; total: with others too. Intervals are of 90 % of bootstrap samples.

    \b
    anlan index sensitivity --framework F.yaml --data D.csv --choices C.yaml --size 500
    """
    from anlan.evaluate.analysis.uncertainty import sensitivity as run

    study = studied(framework, data, home)
    one = None if unit is None else named_row(study, unit)
    told = run(
        study,
        _choices(choices),
        node=node,
        size=size,
        seed=seed,
        bootstrap=bootstrap,
        unit=one,
        replay=replay,
    )
    _write(study, told.replications, keep)
    factors = [asdict(factor) for factor in told.factors]
    if as_json:
        plain = _plain(told.uncertainty, None if replay else seed)
        about = {"target": told.target, "variance": told.variance, "factors": factors}
        show.put_json(about | {"runs": len(told.replications)} | plain)
        return
    show.put_table(tuple(factors[0]), factors)
    show.note(f"{told.target}: variance {told.variance:.4g} over {len(told.replications)} runs")


@app.command()
def removal(
    framework: Of = None,
    data: Tables = None,
    node: Node = "index",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Leave every measure and branch out in turn, and show how far ranks move 逐项剔除.

    \b
    anlan index removal --framework F.yaml --data D.csv
    """
    from anlan.evaluate.analysis.removal import leave_one_out

    study = studied(framework, data, home)
    rows = [asdict(each) for each in leave_one_out(study, node=node)]
    if as_json:
        panel = study.build().panel
        show.put_json({"units": panel.units, "periods": panel.periods, "removed": rows})
        return
    rows.sort(key=lambda row: -row["mean_shift"])
    show.put_table(("node", "level", "mean_shift", "largest_shift", "moved"), rows)


def _choices(file: Path | None) -> tuple[Choice, ...]:
    from anlan.evaluate.method.choices import COMMON, Choices
    from anlan.standards.declaration import read_declaration

    return (COMMON if file is None else read_declaration(file, Choices)).choices


def _write(study: Study, replications: Replications, file: Path | None) -> None:
    if file is not None:
        file.write_bytes(b"".join(replications.lines(study.tree)))
        show.note(f"{len(replications)} replications kept in {file}")


def _write_runs(told: Uncertainty, file: Path | None) -> None:
    if file is None:
        return
    import numpy as np
    import polars as pl

    from anlan.evaluate.study.results import write_rows

    runs, rows = told.scores.shape
    columns = {
        "replication": np.repeat(np.arange(1, runs + 1), rows),
        "unit": [held.unit for held in told.units] * runs,
        "period": [held.period for held in told.units] * runs,
        "score": told.scores.ravel(),
        "rank": told.ranks.ravel(),
    }
    write_rows(pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None)), file)


def _plain(told: Uncertainty, seed: int | None) -> dict[str, Any]:
    """Without what is in files: decisions, and the scores and ranks of every run."""
    left_out = ("replications", "scores", "ranks", "units")
    kept = {f.name: getattr(told, f.name) for f in fields(told) if f.name not in left_out}
    about = {"seed": seed, "replications": len(told.replications)}
    return kept | about | {"units": [asdict(held) for held in told.units]}


def _note(told: Uncertainty) -> None:
    shift = (
        "no unit has a rank"
        if told.shift is None
        else f"on the mean ranks shift by {told.shift:.2f}"
    )
    show.note(f"{len(told.replications)} replications: {shift}")
    if told.undefined:
        show.note(
            f"in {told.undefined} of them a mean is not defined for some unit (a part is 0 or "
            "below), so its weight went to the other parts: normalise to a range above 0"
        )
