"""`anlan index statistics`, `weights`: what the data say about a framework, and what to weigh."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.index_study import Of, Tables, named_file, studied
from anlan.cli.options import Home, Json, opened
from anlan.standards.errors import BadInput, NotFound

if TYPE_CHECKING:
    from anlan.evaluate.analysis.appraisal import Appraisal
    from anlan.evaluate.method.arrays import Floats
    from anlan.evaluate.method.tree import Branch, Tree
    from anlan.evaluate.study.study import Study
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
    framework: Of = None,
    data: Tables = None,
    how: Annotated[How, typer.Option("--correlation", help="pearson or spearman.")] = How.PEARSON,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show what the data say: correlations, alpha, components, influence, what to retire 统计检验.

    Printed is what warns; --json has everything.

    \b
    anlan index statistics --framework F.yaml --data D.csv
    anlan index statistics --framework F.yaml --data D.csv --correlation spearman --json
    """
    from anlan.evaluate.analysis.appraisal import appraised

    found = appraised(studied(framework, data, home), how.value)
    if as_json:
        show.put_json(asdict(found))
    else:
        _put(found)


@app.command()
def weights(
    framework: Of = None,
    data: Tables = None,
    branch: Annotated[
        str | None, typer.Option(help="Branch whose parts are weighed; left out: every branch.")
    ] = None,
    rule: Annotated[Rule | None, typer.Option(help="How to weigh, instead of as declared.")] = None,
    judgements: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="File of judgements on one branch: AHP, BWM or budgets."),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Find weights from judgements or data, with how well founded they are 确定权重.

    \b
    anlan index weights --framework F.yaml --data D.csv
    anlan index weights --framework F.yaml --data D.csv --rule critic --branch safety
    anlan index weights --framework F.yaml --judgements J.yaml --branch safety
    """
    if judgements is not None:
        tree, found = _judged(framework, branch, judgements, home)
    else:
        study = studied(framework, data, home)
        tree, found = study.tree, _by_rule(study, branch, rule)
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


def _judged(
    framework: str | None, branch: str | None, judgements: Path, home: Path | None
) -> tuple[Tree, dict[str, Found]]:
    """Weights of one branch by a file of judgements; nobody's data are needed."""
    from anlan.cli.index import index_named
    from anlan.evaluate.declaration.weighting import Weighting
    from anlan.evaluate.study.arranged import tree_of
    from anlan.evaluate.study.study import read_framework
    from anlan.evaluate.weights.declared import found_by
    from anlan.standards.declaration import read_declaration

    if framework is not None and Path(framework).suffix in (".yaml", ".yml"):
        declared = read_framework(named_file(framework))
    else:
        with opened(home) as deployment:
            declared = index_named(deployment, framework).framework
    tree, weighting = tree_of(declared), read_declaration(judgements, Weighting)
    if branch is None:
        raise BadInput("which branch was judged?", place="--branch", way_out="name it")

    def none() -> Floats:
        raise BadInput(
            "not a judgement: the data decide these weights",
            place=str(judgements),
            value=weighting.origin,
            way_out=f"use --rule {weighting.origin}",
        )

    return tree, {
        each.id: found_by(weighting, each.children, none) for each in _branches(tree, branch)
    }


def _by_rule(study: Study, branch: str | None, rule: Rule | None) -> dict[str, Found]:
    """Weights of every branch, or one; as declared where no rule is given."""
    from anlan.evaluate.declaration.weighting import Weighting
    from anlan.evaluate.weights.declared import found_by

    branches = _branches(study.tree, branch)
    if rule is None:
        return {each.id: study.found[each.id] for each in branches if each.id in study.found}
    weighting = Weighting.model_validate({"origin": rule.value})

    def values(parts: tuple[str, ...]) -> Floats:
        return study.build().scores[:, [study.tree.place[part] for part in parts]]

    return {
        each.id: found_by(weighting, each.children, partial(values, each.children))
        for each in branches
    }


def _branches(tree: Tree, named: str | None) -> list[Branch]:
    found = [each for each in tree.branches if named in (None, each.id) and each.children]
    if not found:
        raise NotFound("no such branch", value=named, way_out="name a node that has parts")
    return found


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
