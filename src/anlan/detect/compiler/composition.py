"""Models over the findings of other models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Model
from anlan.standards.errors import BadDeclaration
from anlan.standards.title import Title

FINDING = "finding"
NAMED = "where: {field: model, one_of: [...]}"


def reads_findings(model: Model, where: Filter) -> None:
    """Refuse a model over findings that does not say whose, or that reads its own."""
    if model.source != FINDING:
        return
    read = where.only("model")
    if read is None:
        raise BadDeclaration(
            Title(
                zh="where：基于预警的模型要说明用哪些模型的预警，否则会被自己的预警触发",
                en="where: a model over findings says whose they are, or it would raise itself by"
                " its own",
            ),
            place=f"model {model.id}",
            value="model",
            way_out=Title(zh=f"写明模型：{NAMED}", en=f"name the models: {NAMED}"),
        )
    if model.id in read:
        raise BadDeclaration(
            Title(
                zh="where：模型读自己的预警，每一条都会引出下一条",
                en="where: the model reads its own findings, so each would raise the next",
            ),
            place=f"model {model.id}",
            value=model.id,
            way_out=Title(zh=f"只写别的模型：{NAMED}", en=f"name other models only: {NAMED}"),
        )


def circles(plans: Iterable[Plan]) -> dict[str, BadDeclaration]:
    """The models that raise themselves by way of others, and for each the error that says how."""
    reads = {each.name: each.where.only("model") or () for each in plans if _over_findings(each)}
    return {name: _circle(path) for name in sorted(reads) if (path := _way_back(name, reads))}


def refuse_circle(plan: Plan, plans: Iterable[Plan]) -> None:
    """BadDeclaration when a model raises itself by way of others."""
    found = circles([*plans, plan]).get(plan.name)
    if found is not None:
        raise found


def _circle(path: list[str]) -> BadDeclaration:
    return BadDeclaration(
        Title(
            zh=f"where：几个模型循环触发：{' 读 '.join(path)}",
            en=f"where: models raise each other in a circle: {' reads '.join(path)}",
        ),
        place=f"model {path[0]}",
        value=path[0],
        way_out=Title(
            zh="让其中一个改读别的模型所读的记录",
            en="let one of them read the records the others read",
        ),
    )


def _over_findings(plan: Plan) -> bool:
    return plan.model.source == FINDING


def _way_back(start: str, reads: Mapping[str, Iterable[str]]) -> list[str]:
    """The models from one back to itself, along what each reads; empty when there is no way."""
    ways, seen = [[start]], set[str]()
    while ways:
        way = ways.pop()
        for following in sorted(reads.get(way[-1], ())):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []
