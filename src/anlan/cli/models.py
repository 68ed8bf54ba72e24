"""`anlan models`: the early-warning models, their limits, and what they would find."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, Limit, opened, steward
from anlan.standards.errors import BadDeclaration, NotFound
from anlan.standards.time import iso, moment, system_clock
from anlan.standards.title import Title

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment
    from anlan.detect.finding import FindingDraft
    from anlan.detect.model import Model

app = typer.Typer(rich_markup_mode=None)
models = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Early-warning models 研判模型.\n\n    anlan models run repeat-premises",
)
app.add_typer(models, name="models")

OUTCOMES = ("findings", "open", "tasked", "dismissed", "verified", "expired")

Name = Annotated[str, typer.Argument(metavar="MODEL", help="Id of a model, or a YAML file.")]


@models.command("list")
def list_models(home: Home = None, as_json: Json = False) -> None:
    """List the models with their owner and review date 列出模型.

    \b
    anlan models list
    """
    with opened(home) as deployment:
        rows = [_summary(model) for model in _models(deployment).values()]
    if as_json:
        show.put_json(rows)
    else:
        show.put_table(
            ("id", "version", "title", "source", "key", "window", "owner", "review_date"), rows
        )


@models.command("show")
def show_model(model: Name, home: Home = None, as_json: Json = False) -> None:
    """Show a model: what it looks for, its limits and blind spots, its declaration 查看模型.

    \b
    anlan models show repeat-premises
    """
    with opened(home) as deployment:
        found = _model(deployment, model)
    shown = {
        **_summary(found),
        "about": found.about,
        "limits": found.limits,
        "blind_spots": found.blind_spots,
        "known_error": found.known_error,
        "legal_basis": found.legal_basis,
        "yaml": found.to_yaml(),
    }
    if as_json:
        show.put_json(shown)
        return
    yaml = shown.pop("yaml")
    show.put_fields(shown)
    show.put_text("", yaml.rstrip())


@models.command()
def lint(model: Name, home: Home = None, as_json: Json = False) -> None:
    """Compile a model against the kinds of the deployment, and run its examples 检查模型.

    Exit code 3 when it cannot run.

    \b
    anlan models lint my-model.yaml
    """
    from anlan.detect.lint import lint as lint_model

    with opened(home) as deployment:
        found = _model(deployment, model)
        today = moment(system_clock()).date()
        remarks = lint_model(found, deployment.kinds, deployment.codes, today=today)
    rows = [asdict(remark) for remark in remarks]
    wrong = any(remark.grade == "error" for remark in remarks)
    if as_json:
        show.put_json({"model": found.id, "ok": not wrong, "remarks": rows})
    else:
        show.put_table(("grade", "field", "text", "way_out"), rows, none=f"{found.id}: sound")
    if wrong:
        raise typer.Exit(BadDeclaration.exit_code)


@models.command()
def run(model: Name, limit: Limit = 20, home: Home = None, as_json: Json = False) -> None:
    """Run a model over all of history and say what it would have found 回测.

    Nothing is stored; live detection finds exactly the same.

    \b
    anlan models run repeat-premises
    anlan models run ./my-model.yaml --json
    """
    from anlan.detect.compile import compile_model
    from anlan.detect.history import run_over_history

    with opened(home) as deployment:
        found = _model(deployment, model)
        plan = compile_model(found, deployment.kinds, deployment.codes)
        with show.progress(f"running {found.id}", "facts"):
            drafts = run_over_history(deployment.store, [plan])
    rows = [_draft(draft) for draft in drafts]
    if as_json:
        show.put_json({"model": found.id, "findings": len(rows), "items": rows})
        return
    because = f"because_{show.language()}"
    show.put_table(("raised", "level", "key", "count", because), rows[-limit:], none="no findings")
    show.put_text(f"{len(rows)} findings over all of history")


@models.command()
def register(home: Home = None, as_json: Json = False) -> None:
    """Print the register of models: purpose, owner, limits, and what came of their findings 登记.

    \b
    anlan models register --json
    """
    from anlan.detect.compile import compile_model
    from anlan.detect.register import register as registered

    with opened(home) as deployment:
        plans = [
            compile_model(model, deployment.kinds, deployment.codes)
            for model in _models(deployment).values()
        ]
        entries = registered(deployment.store, plans, steward())
    rows = [
        {
            **_summary(entry.model),
            "legal_basis": entry.model.legal_basis,
            "limits": entry.model.limits,
            "known_error": entry.model.known_error,
            **{name: getattr(entry, name) for name in OUTCOMES},
        }
        for entry in entries
    ]
    if as_json:
        show.put_json(rows)
    else:
        show.put_table(("id", "title", "owner", "known_error", *OUTCOMES), rows)


def _models(deployment: Deployment) -> dict[str, Model]:
    return {model.id: model for pack in deployment.packs for model in pack.models.values()}


def _model(deployment: Deployment, name: str) -> Model:
    from anlan.detect.model import read_model

    if Path(name).is_file():
        return read_model(Path(name))
    known = _models(deployment)
    if name not in known:
        raise NotFound(
            "no such model",
            value=name,
            way_out=f"name a YAML file, or one of {', '.join(sorted(known))}",
        )
    return known[name]


def _summary(model: Model) -> dict[str, Any]:
    from anlan.detect.words import window_in_words

    zh, en = window_in_words(model.window, "zh"), window_in_words(model.window, "en")
    return {
        "id": model.id,
        "version": model.version,
        "title": model.title,
        "source": model.source,
        "key": model.key,
        "window": Title(zh=zh, en=en),
        "flow": model.flow,
        "purpose": model.purpose,
        "owner": model.owner,
        "review_date": model.review_date.isoformat(),
    }


def _draft(draft: FindingDraft) -> dict[str, Any]:
    times = ("window_start", "window_end", "raised", "expires")
    return {**asdict(draft), **{name: iso(getattr(draft, name), draft.zone) for name in times}}
