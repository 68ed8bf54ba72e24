"""`anlan models`: the early-warning models, their limits, and whether they are sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, opened
from anlan.standards.errors import BadDeclaration, NotFound
from anlan.standards.time import moment, system_clock
from anlan.standards.title import Title

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment
    from anlan.detect.language.model import Expected, Model

app = typer.Typer(rich_markup_mode=None)
models = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Early-warning models 研判模型.\n\n    anlan models backtest repeat-premises",
)
app.add_typer(models, name="models")

Name = Annotated[str, typer.Argument(metavar="MODEL", help="Id of a model, or a YAML file.")]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="MODEL", help="Ids of models, or YAML files; all that run if none."),
]


@models.command("list")
def list_models(home: Home = None, as_json: Json = False) -> None:
    """List the models with their owner and review date 列出模型.

    \b
    anlan models list
    """
    with opened(home) as deployment:
        rows = [summary(model) for model in deployment.roster.models.values()]
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
        found = named(deployment, model)
    shown = {
        **summary(found),
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
def lint(models: Names = None, home: Home = None, as_json: Json = False) -> None:
    """Compile models against the kinds of the deployment, and run their examples 检查模型.

    Exit code 3 when one cannot run.

    \b
    anlan models lint my-model.yaml
    """
    from anlan.detect.checking.lint import lint as lint_model

    told: list[dict[str, Any]] = []
    with opened(home) as deployment:
        today = moment(system_clock()).date()
        for model in _named(deployment, models):
            remarks = lint_model(
                model, deployment.kinds, deployment.codes, today=today, zone=deployment.zone
            )
            wrong = any(remark.grade == "error" for remark in remarks)
            told.append(
                {"model": model.id, "ok": not wrong, "remarks": [asdict(each) for each in remarks]}
            )
    ok = all(each["ok"] for each in told)
    if as_json:
        show.put_json({"ok": ok, "models": told})
    else:
        rows = [{"model": each["model"], **remark} for each in told for remark in each["remarks"]]
        sound = ", ".join(each["model"] for each in told if not each["remarks"])
        if rows:
            show.put_table(("model", "grade", "field", "text", "way_out"), rows)
        if sound:
            show.put_text(f"sound: {sound}")
    if not ok:
        raise typer.Exit(BadDeclaration.exit_code)


@models.command("test")
def run_examples_of(models: Names = None, home: Home = None, as_json: Json = False) -> None:
    """Run the examples of models: what must raise, and what must stay silent 试例.

    Exit code 3 when one of them does not do what it should.

    \b
    anlan models test my-model.yaml
    """
    from anlan.detect.checking.examples import run_examples

    told: list[dict[str, Any]] = []
    with opened(home) as deployment:
        for model in _named(deployment, models):
            results = run_examples(model, deployment.kinds, deployment.codes)
            examples = [
                {
                    "ok": result.ok,
                    "example": result.title,
                    "must_raise": _expected(result.expected),
                    "raised": _expected(result.found),
                }
                for result in results
            ]
            passed = all(result.ok for result in results)
            told.append({"model": model.id, "ok": passed, "examples": examples})
    ok = all(each["ok"] for each in told)
    if as_json:
        show.put_json({"ok": ok, "models": told})
    else:
        rows = [
            {"model": each["model"], **example} for each in told for example in each["examples"]
        ]
        show.put_table(("model", "ok", "example", "must_raise", "raised"), rows)
    if not ok:
        raise typer.Exit(BadDeclaration.exit_code)


def _expected(findings: Sequence[Expected]) -> list[str]:
    return [f"{each.key}, level {each.level}" for each in findings]


def _named(deployment: Deployment, names: Sequence[str] | None) -> list[Model]:
    if not names:
        return list(deployment.roster.models.values())
    return [named(deployment, name) for name in names]


def named(deployment: Deployment, name: str) -> Model:
    """The model of an id that runs here, or the one in a YAML file; NotFound when neither is."""
    from anlan.detect.language.model import read_model

    if Path(name).is_file():
        return read_model(Path(name))
    known = deployment.roster.models
    if name not in known:
        raise NotFound(
            "no such model",
            value=name,
            way_out=f"name a YAML file, or one of {', '.join(sorted(known))}",
        )
    return known[name]


def summary(model: Model) -> dict[str, Any]:
    """What a list tells of a model."""
    from anlan.detect.language.words import window_in_words

    zh, en = window_in_words(model.stretch, "zh"), window_in_words(model.stretch, "en")
    return {
        "id": model.id,
        "version": model.version,
        "title": model.title,
        "source": model.source,
        "key": model.named,
        "window": Title(zh=zh, en=en),
        "flow": model.flow,
        "purpose": model.purpose,
        "owner": model.owner,
        "review_date": model.review_date.isoformat(),
    }
