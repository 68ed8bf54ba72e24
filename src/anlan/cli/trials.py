"""`anlan models backtest`: what a model finds in history, and how good that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import models, show
from anlan.cli.options import Home, Json, Limit, opened, steward
from anlan.standards.time import DAY, Instant, iso

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment
    from anlan.detect.compiler.plan import Plan
    from anlan.detect.history.backtest import Backtest
    from anlan.detect.history.outcome import Outcome, Scored
    from anlan.detect.running.finding import FindingDraft

app = typer.Typer(rich_markup_mode=None)

Since = Annotated[str | None, typer.Option(metavar="DAY", help="Findings from this day on.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Findings before this day.")]


@app.command()
def backtest(
    model: models.Name,
    since: Since = None,
    until: Until = None,
    outcome: Annotated[
        str | None,
        typer.Option(metavar="YAML", help="Condition: a later record it should warn of."),
    ] = None,
    within: Annotated[
        str, typer.Option(help="The outcome counts so long after a finding.")
    ] = "30d",
    truth: Annotated[
        Path | None, typer.Option(help="CSV of planted causes: key,since,until,harm.")
    ] = None,
    holdout: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="Judge the last part by itself, e.g. 90d.")
    ] = None,
    as_it_happened: Annotated[
        bool, typer.Option("--as-it-happened", help="As if records had come at their own time.")
    ] = False,
    limit: Limit = 20,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Run a model over history: findings, how right they are, and what the plain way finds 回测.

    Nothing is stored; live detection finds exactly the same. Beside the model stands a moving
    average over the same records, keys and number of alerts: a model that does no better does not
    earn its place. Findings are right when the outcome follows: a record as `--outcome` says, else
    another one like those counted. Choose the levels on the time before `--holdout`; each look at
    the held-out part is written down.

    \\b
    anlan models backtest repeat-premises
    anlan models backtest repeat-premises --since 2026-01-01 --json
    anlan models backtest repeat-premises --holdout 90d --outcome '{field: level, equals: 1}'
    """
    with opened(home) as deployment:
        plan = plan_named(deployment, model)
        span = {"since": day_given(deployment, since), "until": day_given(deployment, until)}
        if as_it_happened:
            _as_it_happened(deployment, plan, span, limit, as_json=as_json)
            return
        given = {"outcome": _outcome(outcome, within), "truth": _truth(truth)}
        with show.progress(f"running {plan.name}", "parts"):
            parts = _parts(deployment, plan, span, given, holdout)
    if as_json:
        show.put_json({name: _told(part, limit) for name, part in parts.items()}
                      if holdout else _told(parts["history"], limit))  # fmt: skip
        return
    for name, part in parts.items():
        _put_backtest(name, part, limit)


def plan_named(deployment: Deployment, name: str) -> Plan:
    """The plan of a model that runs here or lies in a file."""
    from anlan.detect.compiler.compile import compile_model

    return compile_model(models.named(deployment, name), deployment.kinds, deployment.codes)


def day_given(deployment: Deployment, text: str | None) -> Instant | None:
    """The first instant of a day in the zone of the deployment; ISO text with an offset too."""
    from anlan.detect.language.span import first_instant

    return None if text is None else first_instant(text, deployment.settings.zone)


def _outcome(text: str | None, within: str) -> Outcome | None:
    from anlan.detect.history.outcome import Outcome
    from anlan.detect.language.condition import Condition
    from anlan.detect.language.duration import microseconds
    from anlan.detect.language.span import duration
    from anlan.standards.declaration import parse_declaration

    if text is None:
        return None
    where = parse_declaration(text, Condition, place="--outcome")
    return Outcome(where, microseconds(duration(within, "--within")))


def _truth(path: Path | None) -> Any:
    from anlan.detect.history.outcome import read_planted

    return None if path is None else read_planted(path)


def _parts(
    deployment: Deployment,
    plan: Plan,
    span: dict[str, Any],
    given: dict[str, Any],
    holdout: str | None,
) -> dict[str, Backtest]:
    """The back-test of a span; with a held-out part, that of the time before it and its own."""
    from anlan.detect.history.backtest import backtest as tested
    from anlan.detect.history.holdout import opened_before
    from anlan.detect.language.duration import microseconds
    from anlan.detect.language.span import duration

    whole = tested(deployment.store, plan, **span, **given)
    if holdout is None:
        return {"history": whole}
    cut = Instant(whole.until - microseconds(duration(holdout, "--holdout")))
    before = opened_before(deployment.store, plan, steward(), cut)
    if before:
        show.note(
            f"the held-out part was looked at {before} times before: it is not unseen any more"
        )
    return {
        "before": tested(deployment.store, plan, since=span["since"], until=cut, **given),
        "held_out": tested(deployment.store, plan, since=cut, until=span["until"], **given),
    }


def _as_it_happened(
    deployment: Deployment, plan: Plan, span: dict[str, Any], limit: int, *, as_json: bool
) -> None:
    from anlan.detect.history.run import run_over_history

    with show.progress(f"running {plan.name}", "facts"):
        drafts = run_over_history(deployment.store, [plan], as_it_happened=True, **span)
    if as_json:
        items = [_draft(each) for each in drafts[-limit:]]
        show.put_json({"as_it_happened": True, "findings": len(drafts), "items": items})
        return
    _put_findings(drafts[-limit:])
    show.put_text(
        f"{len(drafts)} findings as it happened: had every record come in at its own time."
        " Live detection does not find these."
    )


def _told(said: Backtest, limit: int) -> dict[str, Any]:
    names = ("records", "matched", "findings", "by_level", "per_day", "alerts_per_day", "seconds")
    competitor = said.competitor
    return {
        "model": said.plan.model.id,
        "version": said.plan.model.version,
        "since": iso(said.since),
        "until": iso(said.until),
        **{name: getattr(said, name) for name in names},
        "outcome": said.called,
        "within_days": said.within / DAY,
        "base_rate": said.base_rate.value if said.base_rate else None,
        "model_scores": _scores(said.scores),
        "competitor": {
            "findings": competitor.findings,
            "overlap": competitor.overlap,
            "scores": _scores(competitor.scores),
        },
        "items": [_draft(each) for each in said.items[:limit]],
    }


def _scores(scores: Scored) -> dict[str, Any]:
    return {
        "precision": scores.precision.value,
        "precision_interval": scores.precision.interval,
        "recall": scores.recall.value,
        "recall_interval": scores.recall.interval,
        "lead_days": scores.lead_days,
    }


def _put_backtest(name: str, said: Backtest, limit: int) -> None:
    _put_findings(said.items[:limit])
    days = (said.since, Instant(said.until - 1))
    levels = ", ".join(f"{count} of level {level}" for level, count in said.by_level.items())
    show.put_text(
        f"\n{name.replace('_', ' ')}: {' to '.join(iso(at)[:10] for at in days)},"
        f" {said.matched:,} records match; {said.findings} findings"
        f"{f' ({levels})' if levels else ''}, {said.alerts_per_day:.2f} a day; {said.seconds:.2f} s"
    )
    meant = {
        "again": f"another such record at the same key within {said.within / DAY:.0f} days",
        "outcome": f"the outcome at the same key within {said.within / DAY:.0f} days",
        "truth": "a planted cause is at work",
    }
    show.put_text(f"right means: {meant[said.called]}")
    base = said.base_rate
    rows = [
        _score_row(f"{said.plan.name} {said.plan.model.version}", said.findings, said.scores),
        _score_row("moving average", said.competitor.findings, said.competitor.scores),
        *([{"": "every key, always", "precision": _percent(base.value)}] if base else []),
    ]
    show.put_table(("", "findings", "precision", "between", "recall", "lead_days"), rows)


def _score_row(name: str, findings: int, scores: Scored) -> dict[str, Any]:
    between = scores.precision.interval
    return {
        "": name,
        "findings": findings,
        "precision": _percent(scores.precision.value),
        "between": "" if between is None else " and ".join(map(_percent, between)),
        "recall": _percent(scores.recall.value),
        "lead_days": scores.lead_days,
    }


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _put_findings(drafts: Sequence[FindingDraft]) -> None:
    because = f"because_{show.language()}"
    rows = [_draft(each) for each in drafts]
    show.put_table(("raised", "level", "key", "count", because), rows, none="no findings")


def _draft(draft: FindingDraft) -> dict[str, Any]:
    times = ("window_start", "window_end", "raised", "expires")
    return {**asdict(draft), **{name: iso(getattr(draft, name), draft.zone) for name in times}}
