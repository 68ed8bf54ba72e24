"""`anlan index statistics`, `weights`: what the data say about a framework, and what to weigh."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.index_score import FrameworkFile, Tables
from anlan.cli.options import Json
from anlan.standards.errors import BadInput, NotFound

if TYPE_CHECKING:
    from anlan.evaluate.appraisal import Appraisal
    from anlan.evaluate.framework import Framework
    from anlan.evaluate.method.arrays import Floats
    from anlan.evaluate.method.tree import Tree
    from anlan.evaluate.weights.found import Found

app = typer.Typer(rich_markup_mode=None)


class How(StrEnum):
    """How correlation is measured."""

    PEARSON = "pearson"
    SPEARMAN = "spearman"


class Rule(StrEnum):
    """Where weights may come from without anybody being asked."""

    EQUAL = "equal"
    ENTROPY = "entropy"
    CRITIC = "critic"
    PCA = "pca"
    OPTIMISED = "optimised"


@app.command()
def statistics(
    framework: FrameworkFile,
    data: Tables,
    how: Annotated[How, typer.Option("--correlation", help="pearson or spearman.")] = How.PEARSON,
    as_json: Json = False,
) -> None:
    """Show what the data say: correlations, alpha, components, influence, what to retire 统计检验.

    Printed is what warns; --json has everything.

    \b
    anlan index statistics --framework F.yaml --data D.csv
    anlan index statistics --framework F.yaml --data D.csv --correlation spearman --json
    """
    from anlan.evaluate.appraisal import appraised
    from anlan.evaluate.study import read_study

    found = appraised(read_study(framework, data), how.value)
    if as_json:
        show.put_json(asdict(found))
    else:
        _put(found)


@app.command()
def weights(
    framework: FrameworkFile,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="TABLE", help="The tables, where the data decide."),
    ] = None,
    branch: Annotated[
        str | None, typer.Option(help="Branch whose parts are weighed; left out: every branch.")
    ] = None,
    rule: Annotated[Rule | None, typer.Option(help="How to weigh, instead of as declared.")] = None,
    judgements: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="File of judgements on one branch: AHP, BWM or budgets."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find weights from judgements or data, with how well founded they are 确定权重.

    \b
    anlan index weights --framework F.yaml --data D.csv
    anlan index weights --framework F.yaml --data D.csv --rule critic --branch safety
    anlan index weights --framework F.yaml --judgements J.yaml --branch safety
    """
    from anlan.evaluate.arranged import tree_of
    from anlan.evaluate.study import read_framework

    declared = read_framework(framework)
    tree = tree_of(declared)
    found = _found(declared, tree, data, branch, rule, judgements)
    if as_json:
        plain = {name: asdict(each) | {"sound": each.sound} for name, each in found.items()}
        show.put_json(plain)
        return
    given = {c: w for b in tree.branches for c, w in zip(b.children, b.weights, strict=True)}
    rows = [
        {"branch": name, "part": part, "given": given[part], "found": weight, "origin": each.origin}
        for name, each in found.items()
        for part, weight in each.weights.items()
    ]
    show.put_table(("branch", "part", "given", "found", "origin"), rows, none="all are given")
    for name, each in found.items():
        for doubt in each.doubts:
            show.note(f"{name}: {doubt}")


def _found(
    framework: Framework,
    tree: Tree,
    data: list[Path] | None,
    branch: str | None,
    rule: Rule | None,
    judgements: Path | None,
) -> dict[str, Found]:
    """By branch; as declared where neither a rule nor judgements are given."""
    from anlan.evaluate.data import read_panel
    from anlan.evaluate.study import study_of
    from anlan.evaluate.weighting import Weighting
    from anlan.evaluate.weights.declared import found_by
    from anlan.standards.declaration import read_declaration

    study = study_of(framework, read_panel(framework, data)) if data else None
    branches = [each for each in tree.branches if branch in (None, each.id) and each.children]
    if not branches:
        raise NotFound("no such branch", value=branch, way_out="name a node that has parts")
    if rule is None and judgements is None:
        if study is None:
            raise _needs_data()
        return {name: each for name, each in study.found.items() if branch in (None, name)}
    if judgements is not None and branch is None:
        raise BadInput("which branch was judged?", place="--branch", way_out="name it")
    weighting = (
        read_declaration(judgements, Weighting)
        if judgements is not None
        else Weighting.model_validate({"origin": rule and rule.value})
    )

    def values(parts: tuple[str, ...]) -> Floats:
        if study is None:
            raise _needs_data()
        return study.build().scores[:, [study.tree.place[part] for part in parts]]

    return {
        each.id: found_by(weighting, each.children, partial(values, each.children))
        for each in branches
    }


def _needs_data() -> BadInput:
    return BadInput("the data decide these weights", place="--data", way_out="name the tables")


def _put(found: Appraisal) -> None:
    sections: tuple[tuple[str, tuple[str, ...], list[dict[str, Any]]], ...] = (
        ("measures with a warning", ("indicator", "known", "skewness", "kurtosis", "warnings"),
         [asdict(each) for each in found.columns if each.warnings]),
        ("correlations that warn", ("first", "second", "relation", "r", "n", "flag"),
         [asdict(each) for each in found.correlations if each.flag]),
        ("measures that say the same", ("first", "second", "r"), [asdict(e) for e in found.redundant]),
        ("branches", ("branch", "alpha", "above_one", "explained"), [_whole(w) for w in found.wholes]),
        ("influence on the whole", ("node", "level", "weight", "r", "importance"),
         [asdict(each) for each in found.influences]),
        ("measures that follow the size of a unit", ("indicator", "denominator", "divided", "r"),
         [asdict(each) for each in found.sized]),
        ("proposed to retire", ("measure", "rule", "periods", "figures"),
         [asdict(each) for each in found.proposals]),
    )  # fmt: skip
    for title, columns, rows in sections:
        show.put_text("", f"{title}: {len(rows) or 'none'}")
        if rows:
            show.put_table(columns, rows)


def _whole(whole: Any) -> dict[str, Any]:
    explained = [f"{100 * share:.0f} %" for share in whole.explained[:3]]
    return asdict(whole) | {"explained": explained}
