"""The examples of a model, run as tests through the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anlan.detect.compile import Plan, compile_model
from anlan.detect.engine import Engine
from anlan.detect.model import Example, Expected, Model, RaisingExample
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType, Kinds, RecordKind
from anlan.standards.time import Instant, parse_iso, zone_named
from anlan.standards.title import Title
from anlan.store.columns import check
from anlan.store.facts import Fact, Recorded


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: what it had to raise and what it raised."""

    title: Title
    expected: tuple[Expected, ...]
    found: tuple[Expected, ...]

    @property
    def ok(self) -> bool:
        return self.expected == self.found


def run_examples(model: Model, kinds: Kinds, codes: Codes) -> list[ExampleResult]:
    """Every example of a model. BadDeclaration when a record does not fit its kind."""
    plan = compile_model(model, kinds, codes)
    examples = (*model.examples.must_raise, *model.examples.must_not_raise)
    return [_run(plan, example, codes) for example in examples]


def _run(plan: Plan, example: Example, codes: Codes) -> ExampleResult:
    zone_named(example.zone)
    engine = Engine([plan])
    found = [
        Expected(key=finding.key, level=finding.level, count=finding.count)
        for recorded in _facts(plan, example, codes)
        for finding in engine.take(recorded)
    ]
    expected = example.findings if isinstance(example, RaisingExample) else ()
    return ExampleResult(example.title, expected, tuple(found))


def _facts(plan: Plan, example: Example, codes: Codes) -> Iterator[Recorded]:
    kind, versions, clock = plan.kind, dict[str, int](), Instant(0)
    for position, written in enumerate(example.records, start=1):
        place = f"model {plan.model.id}: example “{example.title.en}”, record {position}"
        given = dict(written)
        record = str(given.pop("id", f"R{position}"))
        data = _typed(kind, given, place)
        check(kind, data, codes)
        version = versions[record] = versions.get(record, 0) + 1
        if version == 1 and data.get(kind.time) is None:
            raise BadDeclaration(
                "a record needs its time", place=place, way_out=f"give it a field {kind.time}"
            )
        clock = max(clock, data.get(kind.time, clock))
        fact = Fact("example", kind.id, record, version, clock, data, zone=example.zone)
        yield Recorded(position, fact, clock, "example", plan.model.purpose, None)


def _typed(kind: RecordKind, given: dict[str, Any], place: str) -> dict[str, Any]:
    """Times are written as ISO text in a declaration and are instants in a fact."""
    data: dict[str, Any] = {}
    for name, value in given.items():
        field = kind.fields.get(name)
        if field is None and name != "withdrawn":
            raise BadDeclaration(
                f"record kind {kind.id} has no such field",
                place=place,
                value=name,
                way_out=f"its fields are {', '.join(kind.fields)}",
            )
        is_time = field is not None and field.type is FieldType.TIME and value is not None
        data[name] = parse_iso(str(value)) if is_time else value
    return data
