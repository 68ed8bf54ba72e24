"""The examples of a model, run as tests through the reference interpreter."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Example, Expected, Model, RaisingExample
from anlan.detect.reference import Reference
from anlan.detect.steps.intake import TICK, Intake
from anlan.detect.steps.layout import layout
from anlan.detect.steps.missed import Missed
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
        """Whether it raised what it had to, in order."""
        return len(self.expected) == len(self.found) and all(
            map(_as_expected, self.expected, self.found)
        )


def run_examples(model: Model, kinds: Kinds, codes: Codes) -> list[ExampleResult]:
    """Every example of a model. BadDeclaration when a record does not fit its kind."""
    plan = compile_model(model, kinds, codes)
    examples = (*model.examples.must_raise, *model.examples.must_not_raise)
    return [_run(plan, example, kinds, codes) for example in examples]


def _run(plan: Plan, example: Example, kinds: Kinds, codes: Codes) -> ExampleResult:
    zone_named(example.zone)
    rows = layout([plan])
    missed: list[Missed] = []
    intake, models = Intake(plan.kind, [plan], rows, missed.append), Reference([plan], rows)
    steps = map(intake.take, _Facts(plan, example, kinds, codes).facts())
    raised = models.take(step for step in steps if step is not None)
    found = [
        Expected(key=each.key, level=each.level, count=len(each.evidence), measure=each.measure)
        for each in raised
    ]
    expected = example.findings if isinstance(example, RaisingExample) else ()
    return ExampleResult(example.title, expected, tuple(found))


def _as_expected(expected: Expected, found: Expected) -> bool:
    if expected.count is not None and expected.count != found.count:
        return False
    if expected.measure is not None:
        assert found.measure is not None
        if not math.isclose(expected.measure, found.measure, rel_tol=1e-6, abs_tol=1e-6):
            return False
    return (expected.key, expected.level) == (found.key, found.level)


class _Facts:
    """The records of an example as facts of a journal."""

    def __init__(self, plan: Plan, example: Example, kinds: Kinds, codes: Codes) -> None:
        self._plan = plan
        self._example = example
        self._kinds = {plan.kind.id: plan.kind} | {j.kind: kinds[j.kind] for j in plan.joins}
        self._codes = codes
        self._versions: dict[tuple[str, str], int] = {}
        self._clock = Instant(0)

    def facts(self) -> Iterator[Recorded]:
        """The facts, in order."""
        for position, written in enumerate(self._example.records, start=1):
            place = (
                f"model {self._plan.name}: example “{self._example.title.en}”, record {position}"
            )
            fact = self._tick(written, place) or self._fact(dict(written), position, place)
            yield Recorded(position, fact, self._clock, "example", self._plan.model.purpose, None)

    def _tick(self, written: dict[str, Any], place: str) -> Fact | None:
        if TICK not in written:
            return None
        if len(written) > 1:
            raise BadDeclaration(
                "a heartbeat says nothing but its time",
                place=place,
                value=", ".join(sorted(set(written) - {TICK})),
                way_out="write {tick: time} and the record on a line of its own",
            )
        self._clock = max(self._clock, parse_iso(str(written[TICK])))
        return Fact("example", TICK, "tick", 1, self._clock, {"at": self._clock})

    def _fact(self, given: dict[str, Any], position: int, place: str) -> Fact:
        kind = self._kind(str(given.pop("kind", self._plan.kind.id)), place)
        record = str(given.pop("id", f"R{position}"))
        data = _typed(kind, given, place)
        check(kind, data, self._codes)
        version = self._versions[kind.id, record] = self._versions.get((kind.id, record), 0) + 1
        time: Instant | None = data.get(kind.time)
        own = kind.id == self._plan.kind.id
        if own and version == 1 and time is None:
            raise BadDeclaration(
                "a record needs its time", place=place, way_out=f"give it a field {kind.time}"
            )
        if own:
            self._clock = max(self._clock, time or self._clock)
        at = self._clock if own or time is None else time
        return Fact("example", kind.id, record, version, at, data, zone=self._example.zone)

    def _kind(self, name: str, place: str) -> RecordKind:
        if name not in self._kinds:
            raise BadDeclaration(
                "the model neither reads nor joins this record kind",
                place=place,
                value=name,
                way_out=f"use one of {', '.join(sorted(self._kinds))}",
            )
        return self._kinds[name]


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
