"""What each sort of declaration must fulfil among its surroundings, beyond its shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from anlan.detect.checking.lint import lint as lint_model
from anlan.detect.language.model import Model
from anlan.evaluate.checking.lint import lint_framework
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.maturity.lint import lint_maturity
from anlan.evaluate.maturity.model import MaturityModel
from anlan.ingest.mapping import Mapping
from anlan.ingest.plan import Plan
from anlan.packs.surroundings import Surroundings
from anlan.respond.flow import Flow, check_flows
from anlan.respond.profile import RegionProfile
from anlan.respond.standards import TaskStandard, check_standard, overlaps
from anlan.respond.triage import Triage
from anlan.standards.errors import AnlanError

Grade = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a declaration: how bad, what, and the way out."""

    grade: Grade
    text: str
    way_out: str


def remark_of(error: AnlanError) -> Remark:
    """An error as a remark."""
    got = "" if error.value is None else f" (got {error.value!r})"
    return Remark("error", f"{error.problem}{got}", error.way_out)


def mapping(declared: Mapping, around: Surroundings) -> Iterator[Remark]:
    """It compiles against its kinds and codes."""
    Plan(declared, around.kinds, around.codes)
    yield from ()


def model(declared: Model, around: Surroundings) -> Iterator[Remark]:
    """It compiles, its examples hold, its flow exists."""
    for each in lint_model(declared, around.kinds, around.codes, today=around.today):
        yield Remark(each.grade, f"{each.field}: {each.text.en}", each.way_out.en)
    yield from _known("flow", [declared.flow], around.named("flows"))


def flow(declared: Flow, around: Surroundings) -> Iterator[Remark]:
    """The standards and models it names exist."""
    check_flows([declared], around.named("standards"))
    for route in declared.routes:
        yield from _known("routes.models", route.models, around.named("models"))


def standard(declared: TaskStandard, around: Surroundings) -> Iterator[Remark]:
    """Its fields exist, it is in force, and no other asks the same work of the same team."""
    check_standard(declared, around.kinds, around.codes)
    if declared.expires <= around.today.isoformat():
        yield Remark("error", f"it expired on {declared.expires}", "renew it, or take it out")
    for one, other in overlaps(around.named("standards").values()):
        if declared.id == other:
            yield Remark(
                "warning",
                f"it asks the same work of the same team as {one} (TASK04)",
                "merge the two, or tell their triggers apart",
            )


def framework(declared: Framework, around: Surroundings) -> Iterator[Remark]:
    """It is sound by the rules of frameworks."""
    for each in lint_framework(declared, around.kinds, around.codes):
        yield Remark(each.severity, f"{each.node}: {each.message} ({each.rule})", each.way_out)


def maturity(declared: MaturityModel, around: Surroundings) -> Iterator[Remark]:  # noqa: ARG001
    """No level of it is hollow."""
    for each in lint_maturity(declared):
        yield Remark(each.severity, f"{each.node}: {each.message} ({each.rule})", each.way_out)


def triage(declared: Triage, around: Surroundings) -> Iterator[Remark]:
    """Every code its rules name exists."""
    for rule in declared.rules:
        yield from _known(f"rules.{rule.id}", rule.categories, around.codes["category"].codes)
        yield from _known(f"rules.{rule.id}", rule.channels, around.codes["channel"].codes)


def profile(declared: RegionProfile, around: Surroundings) -> Iterator[Remark]:
    """Every zone it sets a limit for exists."""
    yield from _known("arrive_minutes", declared.arrive_minutes, around.codes["zone"].codes)


CHECKS: dict[str, Callable[[Any, Surroundings], Iterator[Remark]]] = {
    "mappings": mapping,
    "models": model,
    "flows": flow,
    "standards": standard,
    "frameworks": framework,
    "maturity": maturity,
    "triage": triage,
    "profiles": profile,
}


def _known(where: str, names: Iterable[str], there_is: Iterable[str]) -> Iterator[Remark]:
    known = sorted(there_is)
    for name in names:
        if name not in known:
            choice = ", ".join(known) or "(none declared; name the pack that has it in `requires`)"
            yield Remark("error", f"{where}: there is no `{name}`", f"use one of {choice}")
