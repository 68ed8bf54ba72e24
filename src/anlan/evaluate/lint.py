"""What a framework must fulfil before it may steer anything (statements IX01, IX02)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anlan.evaluate.conditions import OWN, ZONE, Condition
from anlan.evaluate.framework import Framework, Node, manual_share
from anlan.evaluate.measure import Measure
from anlan.evaluate.measures import like
from anlan.evaluate.source import Derived, Source, Statistic
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType, Kinds
from anlan.standards.lawful import forbidden_word
from anlan.store.where import wanted

MOST_SECOND_LEVEL = 10
FIRST_LEVEL = range(10, 13)
MOST_MANUAL = 10.0
"""Per cent of the weight that may rest on manual entry without a remark."""

SPENDING = (
    "spend", "spent", "budget", "purchas", "procure", "invest", "installed", "bought",
    "投入", "经费", "采购", "购置", "资金", "投资额", "建设数量", "安装数", "装备数量",
)  # fmt: skip
"""Words of indicators that reward money spent or things bought."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing the linter has to say about a node."""

    severity: Literal["error", "warning", "note"]
    rule: str
    node: str
    message: str
    way_out: str


def lint_framework(framework: Framework, kinds: Kinds, codes: Codes) -> list[Remark]:
    """Every remark, errors first; a framework with errors is not computed."""
    remarks = [
        *_size(framework),
        *_derived(framework, kinds, codes),
        *_manual(framework),
        *(r for m in framework.measures.values() for r in _measure(m, framework, kinds, codes)),
    ]
    order = ("error", "warning", "note")
    return sorted(remarks, key=lambda remark: order.index(remark.severity))


def require_sound(framework: Framework, kinds: Kinds, codes: Codes) -> None:
    """BadDeclaration with the first error the linter finds."""
    for remark in lint_framework(framework, kinds, codes):
        if remark.severity == "error":
            raise BadDeclaration(
                f"{remark.rule}: {remark.message}",
                place=f"{framework.id} {framework.version}, {remark.node}",
                way_out=remark.way_out,
            )


def _size(framework: Framework) -> Iterator[Remark]:
    if len(framework.nodes) not in FIRST_LEVEL:
        yield Remark(
            "note", "IX01", framework.id,
            f"{len(framework.nodes)} first-level areas; the literature recommends 10 to 12",
            "merge or split areas, if the purpose allows",
        )  # fmt: skip
    for node in framework.nodes:
        if len(node.parts) > MOST_SECOND_LEVEL:
            yield Remark(
                "error", "IX01", node.id, f"{len(node.parts)} second-level parts, at most 10",
                "merge parts, or move some to another area",
            )  # fmt: skip
    for _, part in framework.walk():
        if isinstance(part, Node) and len({p.weight.origin for p in part.parts}) > 1:
            yield Remark(
                "warning", "IX01", part.id, "some weights are given and some are defaults",
                "give every sibling a weight, or none",
            )  # fmt: skip


def _manual(framework: Framework) -> Iterator[Remark]:
    share = manual_share(framework)
    yield Remark(
        "warning" if share > MOST_MANUAL else "note", "IX02", framework.id,
        f"{share:.1f} % of the weight rests on manual entry",
        "let a record kind or a survey feed it",
    )  # fmt: skip


def _measure(
    measure: Measure, framework: Framework, kinds: Kinds, codes: Codes
) -> Iterator[Remark]:
    words = f"{measure.title.zh} {measure.title.en}".lower()
    if word := next((word for word in SPENDING if word in words), None):
        yield Remark(
            "error", "IX-spending", measure.id, f"“{word}”: it would reward spending, not effect",
            "measure what changed for people instead",
        )  # fmt: skip
    if lawless := forbidden_word(words):
        yield Remark(
            "error", "law", measure.id, f"“{lawless}” is outside what this platform may hold",
            "measure places, incidents, tasks or the organisation itself",
        )  # fmt: skip
    for name in ("formula", "unit"):
        if not (getattr(measure, name) or "").strip():
            yield Remark("error", "IX01", measure.id, f"it has no {name}", f"state the {name}")
    if not isinstance(measure.source, Source):
        return
    if measure.source.statistic is Statistic.COUNT and measure.guard is None:
        yield Remark(
            "warning", "IX01", measure.id, "a bare count does not compare areas of unlike size",
            "give it a denominator, or say in `guard` why it needs none",
        )  # fmt: skip
    yield from _source(measure.id, measure.source, framework, kinds, codes)


def _source(
    node: str, source: Source, framework: Framework, kinds: Kinds, codes: Codes
) -> Iterator[Remark]:
    if source.kind not in kinds:
        yield _unknown(
            node, f"no record kind `{source.kind}`", "declare it, or say `not_collected`"
        )
        return
    fields, known = kinds[source.kind].fields, columns(framework, kinds, source.kind)
    for field in sorted(set(source.fields()) - {*known}):
        yield _unknown(node, f"kind {source.kind} has no field `{field}`", _one_of(known))
    for time in (source.time, source.since):
        if time in fields and fields[time].type is not FieldType.TIME:
            yield _unknown(node, f"`{time}` is not a time", "name a field of type time")
    for condition in filter(None, (source.of, source.among)):
        for asked in condition.questions():
            yield from _asked(node, asked, source.kind, framework, kinds, codes)


def _asked(
    node: str, asked: Condition, kind: str, framework: Framework, kinds: Kinds, codes: Codes
) -> Iterator[Remark]:
    """Whether a question fits its field; what a derived column holds is known of codes only."""
    field = like(framework, kinds, kind, str(asked.field))
    if field is None:
        if asked.under is not None:
            yield _unknown(node, f"`{asked.field}` is not a code", "use equals or one_of")
    elif asked.question not in OWN:
        try:
            wanted(asked, field, codes, asked.question)
        except BadDeclaration as error:
            yield _unknown(node, f"{error.problem}: `{error.value}`", error.way_out or "")


def _derived(framework: Framework, kinds: Kinds, codes: Codes) -> Iterator[Remark]:
    for kind, made in framework.derived.items():
        if kind not in kinds:
            yield _unknown(kind, f"no record kind `{kind}`", "declare it, or drop the columns")
            continue
        for name, how in made.items():
            where = f"derived.{kind}.{name}"
            known = columns(framework, kinds, kind)
            for field in sorted(set(how.fields()) - {*known}):
                yield _unknown(where, f"kind {kind} has no field `{field}`", _one_of(known))
            if how.earlier is not None and how.earlier.of is not None:
                for asked in how.earlier.of.questions():
                    yield from _asked(where, asked, kind, framework, kinds, codes)
            if how.later is not None:
                yield from _later(where, how, kinds)


def _later(where: str, how: Derived, kinds: Kinds) -> Iterator[Remark]:
    later = how.later
    if later is None or later.kind not in kinds:
        yield _unknown(where, "it looks at an undeclared kind", "declare that kind")
        return
    for field in (later.by, later.time):
        if field not in kinds[later.kind].fields:
            yield _unknown(where, f"kind {later.kind} has no field `{field}`", "name one it has")


def columns(framework: Framework, kinds: Kinds, kind: str) -> list[str]:
    """What a condition on a kind may look at: its open fields and derived columns."""
    declared = kinds[kind]
    open_fields = [name for name in declared.fields if name not in declared.personal]
    return [*open_fields, "id", ZONE, *framework.derived.get(kind, {})]


def _unknown(node: str, message: str, way_out: str) -> Remark:
    return Remark("error", "IX01", node, message, way_out)


def _one_of(names: list[str]) -> str:
    return f"use one of {', '.join(names)}"
