"""`anlan models compare|explain|register`: models judged, beside each other and one by one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import models, records, show, trials
from anlan.cli.options import Home, Json, opened, steward
from anlan.standards.time import iso
from anlan.standards.title import Title

if TYPE_CHECKING:
    from anlan.detect.judging.broken import BrokenModel
    from anlan.detect.judging.judge import Judgement

app = typer.Typer(rich_markup_mode=None)


@app.command()
def compare(
    one: models.Name,
    other: models.Name,
    since: trials.Since = None,
    until: trials.Until = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Run two models, or two versions of one, over the same history 比较.

    Findings are common when they share evidence.

    \\b
    anlan models compare repeat-premises ./repeat-premises-2.yaml
    """
    from anlan.detect.history.compare import compare as compared

    with opened(home) as deployment:
        plans = trials.plan_named(deployment, one), trials.plan_named(deployment, other)
        begin, end = (trials.day_given(deployment, text) for text in (since, until))
        with show.progress("comparing", "models"):
            said = compared(deployment.store, *plans, since=begin, until=end)
    rows = [{**asdict(side), "alone": side.alone} for side in (said.one, said.other)]
    alone = (said.only_one, said.only_other)
    if as_json:
        told = [{**row, "only": keys} for row, keys in zip(rows, alone, strict=True)]
        show.put_json({"models": told, "overlap_of_evidence": said.overlap})
        return
    columns = ("model", "version", "findings", "common", "alone", "matched", "seconds")
    show.put_table(columns, rows)
    for row, keys in zip(rows, alone, strict=True):
        if keys:
            show.put_text(f"only {row['model']} {row['version']}: {', '.join(keys)}")
    shared = "nothing was found" if said.overlap is None else f"{said.overlap:.0%}"
    show.put_text(f"records both rest on, of those either rests on: {shared}")


@app.command()
def explain(
    finding: Annotated[str, typer.Argument(help="Id of the finding.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask the model of a finding again: its records, its measure, its thresholds 解释.

    The records are those of the same key and window as they are now; what was corrected since
    shows.

    \\b
    anlan models explain F-0f3a…
    """
    from anlan.detect.judging.explain import explain as explained

    with opened(home) as deployment:
        row = records.row(deployment, "finding", finding)
        said = explained(deployment.store, deployment.roster.plans, row, steward())
    rows = [
        {**asdict(each), "time": iso(each.time, each.zone), **each.fields} for each in said.rows
    ]
    told = {
        "finding": row["id"],
        "model": said.plan.model.id,
        "version": said.plan.model.version,
        "because": said.because,
        "measure": said.measure,
        "measure_now": said.measure_now,
        "levels": {str(level): at_least for level, at_least in said.thresholds.items()},
        "gone": said.gone,
        "milliseconds": said.milliseconds,
    }
    if as_json:
        show.put_json({**told, "records": [asdict(each) for each in said.rows]})
        return
    show.put_fields(told)
    shown = [name for name in sorted(said.plan.where.fields) if "." not in name]
    show.put_table(("time", "record", "evidence", "counts", *shown), rows)


@app.command()
def register(home: Home = None, as_json: Json = False) -> None:
    """Judge every model by what came of its findings, and say what should become of it 登记.

    The system proposes (retire what had no effect in a year, raise the level where more is found
    than the staff can take); two people decide: `anlan models propose` and `retire`.

    \\b
    anlan models register
    anlan models register --json
    """
    from anlan.detect.judging.judge import judged

    with opened(home) as deployment, show.progress("judging", "models"):
        plans, now = deployment.roster.plans, deployment.clock()
        said = judged(deployment.store, plans, steward(), now)
        broken = list(deployment.roster.broken.values())
    if as_json:
        show.put_json([*map(_judged, said), *map(_broken, broken)])
        return
    columns = ("id", "type", "use", "findings", "acted_on", "confirmed", "lead_days", "cost", "drift",
               "overlaps", "last_review", "review_date", "advice")  # fmt: skip
    show.put_table(columns, [{**_judged(each), **_in_words(each)} for each in said])
    if broken:
        show.put_table(("id", "version", "title", "error", "way_out"), [*map(_broken, broken)])


def _judged(said: Judgement) -> dict[str, Any]:
    """A judgement in figures, as the portal's register has it."""
    from anlan.detect.judging.looks import plain

    return {
        **models.summary(said.model),
        "type": said.model.kind_of_model,
        "legal_basis": said.model.legal_basis,
        "limits": said.model.limits,
        "known_error": said.model.known_error,
        **plain(said),
        "last_review": None if said.last_review is None else iso(said.last_review),
    }


def _broken(model: BrokenModel) -> dict[str, Any]:
    """A model that should run and cannot."""
    return {
        "id": model.id,
        "version": model.version,
        "title": model.title,
        "error": model.error.what,
        "way_out": model.error.way,
    }


def _told(title: Title) -> str:
    return title.in_(show.language())


def _in_words(said: Judgement) -> dict[str, Any]:
    """What of it a table says in words."""
    drift, cost = said.drift, said.cost
    return {
        "use": f"{said.lately} in 4 weeks",
        "cost": f"{cost.microseconds:.2f} µs × {cost.share:.2%}, {cost.a_day / 1e3:.3g} ms a day,"
        f" {cost.bytes / 1e6:.2f} MB",
        "drift": None if drift is None else
        f"×{drift.ratio:.2f} ({drift.low:.2f} to {drift.high:.2f})",
        "overlaps": [f"{each.model} {each.share:.0%}" for each in said.overlaps],
        "advice": [f"{_told(each.called)}: {_told(each.why)}" for each in said.advice],
    }  # fmt: skip
