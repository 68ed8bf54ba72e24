"""Whether the queries of a framework can be asked: kinds, fields and codes there are."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.evaluate.checking.remark import Remark
from anlan.evaluate.declaration.conditions import OWN, ZONE, Condition
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.declaration.source import Derived, Source
from anlan.evaluate.measuring.frames import like
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType, Kinds
from anlan.store.where import wanted


def lint_queries(framework: Framework, kinds: Kinds, codes: Codes) -> Iterator[Remark]:
    """What cannot be asked of these kinds and codes."""
    yield from _derived(framework, kinds, codes)
    for node, source in framework.measured.items():
        yield from _source(node, source, framework, kinds, codes)


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
